package io.millrace.job.config;

import io.millrace.job.expression.Suggestion;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of a YAML file, and where it stands. Reading it as a type that it is not tells a problem
 * and answers empty.
 */
public final class YamlValue {
  private static final int MAX_QUOTED = 60;

  private final String file;
  private final String path;
  private final int line;
  private final Node node;
  private final Problems problems;

  /** The value of a whole file, or an item of a list. */
  YamlValue(String file, String path, Node node, Problems problems) {
    this(file, path, node, node, problems);
  }

  /** The value of a key; the key's line is where an author looks for it. */
  private YamlValue(String file, String path, Node key, Node node, Problems problems) {
    this.file = file;
    this.path = path;
    this.line = key.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    this.node = node;
    this.problems = problems;
  }

  /** File, line and path of the value, e.g. {@code pipeline.yaml:12 features[1].windows}. */
  public String where() {
    return file + ':' + line + (path.isEmpty() ? "" : ' ' + path);
  }

  /** Line of the value, counted from 1. */
  int line() {
    return line;
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  /** True for a list or map that has nothing in it. */
  boolean isEmpty() {
    return node instanceof CollectionNode && ((CollectionNode<?>) node).getValue().isEmpty();
  }

  boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /** Tells that this value is not what was expected, and answers empty. */
  public <T> Optional<T> problem(String expected, String remedy) {
    problems.add(where(), expected, describe(), remedy);
    return Optional.empty();
  }

  /** Tells that the key of this value is not what was expected. */
  void problemOfKey(String expected, String key, String remedy) {
    problems.add(where(), expected, "'" + key + "'", remedy);
  }

  /** True for a text that looks like nothing else, or is quoted. */
  boolean isText() {
    return node.getTag().equals(Tag.STR);
  }

  /** What a scalar is written as; empty for a list or map. No problem is told. */
  public String scalar() {
    return node instanceof ScalarNode ? ((ScalarNode) node).getValue() : "";
  }

  /** The entries of a map, none of anything else. No problem is told. */
  void forEachEntry(BiConsumer<String, YamlValue> entries) {
    if (node instanceof MappingNode) {
      for (NodeTuple tuple : ((MappingNode) node).getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode) {
          String key = ((ScalarNode) tuple.getKeyNode()).getValue();
          entries.accept(key, entry(key, tuple));
        }
      }
    }
  }

  /** The items of a list, none of anything else. No problem is told. */
  void forEachItem(Consumer<YamlValue> items) {
    if (node instanceof SequenceNode) {
      for (Node item : ((SequenceNode) node).getValue()) {
        items.accept(new YamlValue(file, path, item, problems));
      }
    }
  }

  /** A text; a number or truth value must be quoted to be one. */
  public Optional<String> text(String expected) {
    if (node instanceof ScalarNode && node.getTag().equals(Tag.STR)) {
      return Optional.of(((ScalarNode) node).getValue());
    }
    return problem(expected, isNull() ? "write one" : "write a text, in quotes where needed");
  }

  /** An expression, which may also look like a number or truth value. */
  Optional<String> expression(String example) {
    if (node instanceof ScalarNode && !isNull()) {
      return Optional.of(((ScalarNode) node).getValue());
    }
    return problem("an expression", "write e.g. " + example);
  }

  /** A duration between two bounds. */
  public Optional<Duration> duration(Duration least, Duration most) {
    Optional<Duration> duration =
        node instanceof ScalarNode
            ? Quantities.duration(((ScalarNode) node).getValue())
            : Optional.empty();
    if (duration.isEmpty()) {
      return problem(Quantities.DURATION_EXAMPLE, "write a whole number and a unit");
    }
    if (duration.get().compareTo(least) < 0 || duration.get().compareTo(most) > 0) {
      String range = "a duration from " + Quantities.text(least) + " to " + Quantities.text(most);
      return problem(range, "choose one within");
    }
    return duration;
  }

  /** A size between 1 byte and a bound. */
  Optional<Integer> bytes(int most) {
    Optional<Long> bytes =
        node instanceof ScalarNode
            ? Quantities.bytes(((ScalarNode) node).getValue())
            : Optional.empty();
    if (bytes.isEmpty()) {
      return problem(Quantities.BYTES_EXAMPLE, "write a whole number and a unit");
    }
    if (bytes.get() < 1 || bytes.get() > most) {
      return problem("a size from 1B to " + Quantities.text(most), "choose one within");
    }
    return bytes.map(Math::toIntExact);
  }

  /** A whole number between two bounds. */
  public Optional<Integer> wholeNumber(int least, int most) {
    if (node.getTag().equals(Tag.INT)) {
      BigDecimal number = new BigDecimal(((ScalarNode) node).getValue());
      if (number.compareTo(BigDecimal.valueOf(least)) >= 0
          && number.compareTo(BigDecimal.valueOf(most)) <= 0) {
        return Optional.of(number.intValueExact());
      }
    }
    return problem("a whole number from " + least + " to " + most, "choose one within");
  }

  /** A finite number. */
  public Optional<Double> number(String expected) {
    if (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT)) {
      String text = ((ScalarNode) node).getValue();
      // YAML's own names of infinity and of no number begin with a dot and a letter.
      double value = text.matches("[-+]?\\.[A-Za-z]+") ? Double.NaN : Double.parseDouble(text);
      if (Math.abs(value) <= Double.MAX_VALUE) {
        return Optional.of(value);
      }
    }
    return problem(expected, "write a finite number");
  }

  /** The items of a list that is not empty; none after telling a problem. */
  public List<YamlValue> list(String expected) {
    List<YamlValue> items = new ArrayList<>();
    if (node instanceof SequenceNode) {
      for (Node item : ((SequenceNode) node).getValue()) {
        items.add(new YamlValue(file, path + '[' + items.size() + ']', item, problems));
      }
    } else {
      problem(expected, "write a list, e.g. [a, b]");
    }
    return items;
  }

  /** A map that has none but these keys. */
  public Optional<YamlMap> map(String... keys) {
    List<String> known = List.of(keys);
    return entries("a map with " + String.join(", ", known))
        .map(
            entries -> {
              entries.forEach(
                  (key, value) -> {
                    if (!known.contains(key)) {
                      problems.add(
                          value.where(),
                          "a known key",
                          "'" + key + "'",
                          Suggestion.remedy(key, known));
                    }
                  });
              return new YamlMap(this, entries, problems);
            });
  }

  /** A map whose keys are names that the author chooses. */
  Optional<Map<String, YamlValue>> entries(String expected) {
    if (!(node instanceof MappingNode)) {
      return problem(expected, "write keys and values, e.g. { key: value }");
    }
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      Node keyNode = tuple.getKeyNode();
      if (!(keyNode instanceof ScalarNode)) {
        new YamlValue(file, path, keyNode, problems).problem("a text as key", "write a name");
        continue;
      }
      String key = ((ScalarNode) keyNode).getValue();
      YamlValue value = entry(key, tuple);
      if (entries.putIfAbsent(key, value) != null) {
        problems.add(
            value.where(),
            "each key once",
            "'" + key + "' again, first on line " + entries.get(key).line(),
            "remove one");
      }
    }
    return Optional.of(entries);
  }

  private YamlValue entry(String key, NodeTuple tuple) {
    String keyPath = path.isEmpty() ? key : path + '.' + key;
    return new YamlValue(file, keyPath, tuple.getKeyNode(), tuple.getValueNode(), problems);
  }

  private String describe() {
    if (node instanceof CollectionNode) {
      return (isEmpty() ? "an empty " : "a ") + (isMap() ? "map" : "list");
    }
    String value = ((ScalarNode) node).getValue();
    if (value.isEmpty()) {
      return "nothing";
    }
    String shown = value.length() > MAX_QUOTED ? value.substring(0, MAX_QUOTED) + '…' : value;
    return "'" + shown + "'";
  }
}
