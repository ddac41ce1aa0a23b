package io.millrace.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * The metrics of all lines of a JSON file, from all values at once and from their definitions,
 * which are Deequ's: it knows nothing of how windows are added up.
 */
final class SecondComputation {
  private final List<JsonNode> lines = new ArrayList<>();
  private long repeated;

  private SecondComputation() {}

  static SecondComputation of(Path file) throws IOException {
    SecondComputation all = new SecondComputation();
    ObjectMapper json = new ObjectMapper();
    Set<String> seen = new HashSet<>();
    boolean zipped = file.toString().endsWith(".gz");
    try (InputStream raw = Files.newInputStream(file);
        InputStream bytes = zipped ? new GZIPInputStream(raw) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        all.lines.add(json.readTree(line));
        all.repeated += seen.add(line) ? 0 : 1;
      }
    }
    return all;
  }

  long rows() {
    return lines.size();
  }

  /** Lines that were there before. */
  long repeated() {
    return repeated;
  }

  long count(Predicate<JsonNode> condition) {
    return lines.stream().filter(condition).count();
  }

  /** Every metric that can be computed of these columns, by its name. */
  Map<String, Double> metrics(List<String> columns, List<String> numbers, List<String> texts) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("Dataset.*.RowCount", (double) rows());
    for (String column : columns) {
      metrics.put("Column." + column + ".Completeness", (double) values(column).size() / rows());
      frequencies("Column." + column, values(column), metrics);
    }
    for (String column : numbers) {
      numbers("Column." + column, doubles(column), metrics);
    }
    for (String column : texts) {
      List<Double> lengths =
          values(column).stream()
              .map(value -> (double) value.asText().codePointCount(0, value.asText().length()))
              .collect(Collectors.toList());
      metrics.put("Column." + column + ".MinimumLength", min(lengths));
      metrics.put("Column." + column + ".MaximumLength", max(lengths));
    }
    metrics.put(
        "Multicolumn.[" + numbers.get(0) + ',' + numbers.get(1) + "].ColumnCorrelation",
        correlation(doubles(numbers.get(0)), doubles(numbers.get(1))));
    return metrics;
  }

  private List<JsonNode> values(String column) {
    return lines.stream()
        .map(line -> line.path(column))
        .filter(value -> !value.isNull() && !value.isMissingNode())
        .collect(Collectors.toList());
  }

  private List<Double> doubles(String column) {
    return values(column).stream().map(JsonNode::asDouble).collect(Collectors.toList());
  }

  private static void frequencies(String name, List<JsonNode> values, Map<String, Double> metrics) {
    Map<Object, Long> counts = new HashMap<>();
    for (JsonNode value : values) {
      counts.merge(value.isNumber() ? (Object) value.asDouble() : value.asText(), 1L, Long::sum);
    }
    double once = counts.values().stream().filter(count -> count == 1).count();
    double entropy = 0;
    for (long count : counts.values()) {
      double share = (double) count / values.size();
      entropy -= share * Math.log(share);
    }
    metrics.put(name + ".Uniqueness", once / values.size());
    metrics.put(name + ".UniqueValueRatio", once / counts.size());
    metrics.put(name + ".DistinctValuesCount", (double) counts.size());
    metrics.put(name + ".Entropy", entropy);
  }

  private static void numbers(String name, List<Double> values, Map<String, Double> metrics) {
    double sum = values.stream().mapToDouble(x -> x).sum();
    double mean = sum / values.size();
    double squares = values.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    metrics.put(name + ".Sum", sum);
    metrics.put(name + ".Mean", mean);
    metrics.put(name + ".StandardDeviation", Math.sqrt(squares / values.size()));
    metrics.put(name + ".Minimum", min(values));
    metrics.put(name + ".Maximum", max(values));
  }

  private static double min(List<Double> values) {
    return values.stream().mapToDouble(x -> x).min().orElseThrow();
  }

  private static double max(List<Double> values) {
    return values.stream().mapToDouble(x -> x).max().orElseThrow();
  }

  private static double correlation(List<Double> first, List<Double> second) {
    double meanOfFirst = first.stream().mapToDouble(x -> x).average().orElseThrow();
    double meanOfSecond = second.stream().mapToDouble(x -> x).average().orElseThrow();
    double products = 0;
    double squaresOfFirst = 0;
    double squaresOfSecond = 0;
    for (int i = 0; i < first.size(); i++) {
      double x = first.get(i) - meanOfFirst;
      double y = second.get(i) - meanOfSecond;
      products += x * y;
      squaresOfFirst += x * x;
      squaresOfSecond += y * y;
    }
    return products / Math.sqrt(squaresOfFirst * squaresOfSecond);
  }
}
