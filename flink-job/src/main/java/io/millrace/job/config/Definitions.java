package io.millrace.job.config;

import io.millrace.job.expression.ExpressionFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The fault of reading a definition that stands further on. */
  ExpressionFault tooLate(String name, int position) {
    return new ExpressionFault(
        position,
        "a column defined before this one",
        "'" + name + "', defined on line " + lines.get(name),
        "move its definition up");
  }

  /** The way from a reader by the name that it reads back to itself; empty when there is none. */
  List<String> cycle(String reader, String name) {
    List<String> path = new ArrayList<>(List.of(reader));
    return leads(name, reader, path, new HashSet<>()) ? path : List.of();
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
