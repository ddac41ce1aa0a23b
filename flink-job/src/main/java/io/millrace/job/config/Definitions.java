package io.millrace.job.config;

import io.millrace.job.expression.ExpressionFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All columns that the features of a pipeline define, with what they read: tells a name that is
 * unknown from one that is defined too late, or of itself.
 */
final class Definitions {
  static final Definitions NONE = new Definitions();

  private final Map<String, List<String>> reads = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  void add(String name, List<String> readNames, int line) {
    reads.putIfAbsent(name, readNames);
    lines.putIfAbsent(name, line);
  }

  boolean contains(String name) {
    return reads.containsKey(name);
  }

  /**
   * Why a definition cannot read a name that is not computed before it; empty when no definition
   * has that name.
   */
  Optional<ExpressionFault> explain(String reader, String name, int position) {
    if (!contains(name)) {
      return Optional.empty();
    }
    List<String> cycle = new ArrayList<>(List.of(reader));
    if (leads(name, reader, cycle, new HashSet<>())) {
      return Optional.of(
          new ExpressionFault(
              position,
              "a column that does not depend on this one",
              "the cycle " + String.join(" -> ", cycle),
              "break the cycle"));
    }
    return Optional.of(
        new ExpressionFault(
            position,
            "a column defined before this one",
            "'" + name + "', defined on line " + lines.get(name),
            "move its definition up"));
  }

  /** Whether a definition reads the target, by others or itself; the way is added to the path. */
  private boolean leads(String from, String target, List<String> path, Set<String> visited) {
    path.add(from);
    if (from.equals(target)) {
      return true;
    }
    if (visited.add(from)) {
      for (String read : reads.getOrDefault(from, List.of())) {
        if (leads(read, target, path, visited)) {
          return true;
        }
      }
    }
    path.remove(path.size() - 1);
    return false;
  }
}
