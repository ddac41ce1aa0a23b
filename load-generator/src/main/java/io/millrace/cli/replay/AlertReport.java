package io.millrace.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The alerts that a whole run raised, by the files that it wrote them to. */
public final class AlertReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Rules that are printed; the others are in the files. */
  private static final int MOST_PRINTED = 10;

  /** How often each rule was broken anew, those that ask for the stream to be stopped first. */
  private final Map<String, Long> critical = new TreeMap<>();

  private final Map<String, Long> warnings = new TreeMap<>();
  private final List<String> first = new ArrayList<>();

  private AlertReport() {}

  /** Of a run without rules. */
  static AlertReport none() {
    return new AlertReport();
  }

  /**
   * Reads the alerts of a run.
   *
   * @param folder of the alerts; need not exist
   */
  static AlertReport read(Path folder) throws IOException {
    AlertReport report = new AlertReport();
    lines(folder).forEach(report::add);
    return report;
  }

  /**
   * Every alert of a run, repeats and ends included, in the order of their files.
   *
   * @param folder of the alerts; need not exist
   */
  public static List<JsonNode> lines(Path folder) throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return alerts;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(file -> file.toString().endsWith(".ndjson"))
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .sorted()
              .collect(Collectors.toList());
    }
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        alerts.add(JSON.readTree(line));
      }
    }
    return alerts;
  }

  private void add(JsonNode alert) {
    if (!alert.path("status").asText().equals("RAISED")) {
      return;
    }
    boolean isCritical = alert.path("severity").asText().equals("CRITICAL");
    String rule = alert.path("rule").asText();
    (isCritical ? critical : warnings).merge(rule, 1L, Long::sum);
    if (isCritical && first.size() < MOST_PRINTED) {
      first.add(
          String.format(
              Locale.ROOT,
              "rule %s: window from %s%s, got %s",
              rule,
              alert.path("window_start").asText(),
              alert.path("group_key").asText().isEmpty()
                  ? ""
                  : ", group " + alert.path("group_key").asText(),
              alert.path("value").isNull() ? "no answer" : alert.path("value").asText()));
    }
  }

  /** What rules with the action {@code fail} found, a sentence each, the first ten. */
  public List<String> critical() {
    return List.copyOf(first);
  }

  long raised() {
    return sum(critical) + sum(warnings);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** For JSON: how many were raised, and by which rules. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("raised", raised());
    map.put("critical", critical);
    map.put("warning", warnings);
    return map;
  }

  /** Prints a table; nothing when none was raised. */
  public void print(PrintWriter out) {
    if (raised() == 0) {
      return;
    }
    out.printf("%n%-10s %8s  %s%n", "alerts", "raised", "rule");
    print(out, "critical", critical);
    print(out, "warning", warnings);
  }

  private static void print(PrintWriter out, String severity, Map<String, Long> counts) {
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_PRINTED)
        .forEach(
            rule ->
                out.printf(
                    Locale.ROOT, "%-10s %,8d  %s%n", severity, rule.getValue(), rule.getKey()));
  }
}
