package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A trace as plain text. */
final class TraceText {
  private static final int EVENTS = 8;
  private static final int HEX = 160;

  private final StringBuilder text = new StringBuilder();

  private TraceText() {}

  /**
   * The page, in lines that end with a newline.
   *
   * @param trace as {@link Tracer} tells it
   */
  static String of(JsonNode trace) {
    TraceText page = new TraceText();
    page.line(
        "Trace of "
            + trace.path("id").asText()
            + " in pipeline "
            + trace.path("pipeline").asText());
    page.pair("  ", "folder", trace.path("folder"));
    page.pair("  ", "run", trace.path("run"));
    for (String remark : List.of("pipeline_differs", "repeated")) {
      page.pair("  ", remark, trace.path(remark));
    }
    int number = 1;
    for (JsonNode row : trace.path("rows")) {
      page.line("");
      page.line(
          "Row "
              + number++
              + " of "
              + trace.path("rows").size()
              + ", event time "
              + row.path("event_time").asText());
      page.row(row);
    }
    for (JsonNode refused : trace.path("refused")) {
      page.line("");
      page.line("Refused: " + refused.path("where").asText());
      page.refused(refused);
    }
    return page.text.toString();
  }

  private void row(JsonNode row) {
    for (String name : List.of("where", "file", "load", "commit", "origin", "made_by")) {
      pair("  ", name, row.path(name));
    }
    source(row);
    if (row.path("rules").size() > 0) {
      line("  rules");
      for (JsonNode rule : row.path("rules")) {
        line(
            "    "
                + (rule.path("holds").asBoolean() ? "kept    " : "BROKEN  ")
                + rule.path("rule").asText());
      }
    }
    windows(row.path("windows"));
    if (row.path("features").size() > 0) {
      line("  features");
      row.path("features").forEach(this::feature);
    }
    pair("  ", "score", row.path("score"));
    redrives(row);
    for (JsonNode rescore : row.path("rescores")) {
      pair("  ", "rescored", rescore);
    }
  }

  /** A line for each window and group, one below it for each of their answers. */
  private void windows(JsonNode answers) {
    String window = "";
    for (JsonNode answer : answers) {
      String group = answer.path("group").asText();
      String next =
          "  window "
              + answer.path("from").asText()
              + " to "
              + answer.path("until").asText()
              + (group.isEmpty() ? ", all events" : ", " + group);
      if (!next.equals(window)) {
        line(next);
        window = next;
      }
      line(
          "    "
              + (answer.path("holds").asBoolean() ? "kept    " : "BROKEN  ")
              + answer.path("rule").asText()
              + "  ("
              + answer.path("metric").asText()
              + " = "
              + answer.path("value").asText("unknown")
              + ")");
    }
  }

  private void source(JsonNode told) {
    JsonNode source = told.path("source");
    line("  source record");
    for (Iterator<Map.Entry<String, JsonNode>> parts = source.fields(); parts.hasNext(); ) {
      Map.Entry<String, JsonNode> part = parts.next();
      String value = part.getValue().asText();
      boolean cut = part.getKey().equals("hex") && value.length() > HEX;
      line("    " + part.getKey() + ": " + (cut ? value.substring(0, HEX) + "..." : value));
    }
    pair("  ", "record", told.path("record"));
  }

  private void feature(JsonNode feature) {
    boolean same = feature.path("recomputed").asBoolean();
    line(
        "    "
            + feature.path("column").asText()
            + " = "
            + feature.path("value").asText()
            + "  ("
            + feature.path("definition").asText()
            + ")"
            + (same ? "" : "  DIFFERS: comes to " + feature.path("comes_to").asText()));
    if (feature.has("from")) {
      line("      from " + inline(feature.path("from")));
    }
    if (feature.has("contributed")) {
      List<String> shown = new ArrayList<>();
      JsonNode events = feature.path("events");
      // The newest say most of what a window holds.
      for (int i = events.size() - 1; i >= Math.max(0, events.size() - EVENTS); i--) {
        shown.add(events.get(i).path("id").asText() + " at " + events.get(i).path("time").asText());
      }
      line(
          "      "
              + feature.path("contributed").asInt()
              + " events"
              + (feature.path("itself").asBoolean() ? ", this one and " : ": ")
              + (feature.has("series") ? feature.path("series").asText() : String.join(", ", shown))
              + (events.size() > EVENTS
                  ? ", and " + (events.size() - EVENTS) + " older (--json lists all)"
                  : ""));
    }
  }

  private void refused(JsonNode refused) {
    for (String name :
        List.of(
            "stage",
            "reason",
            "message",
            "event_id",
            "event_time",
            "origin",
            "ruleset_hash",
            "pipeline_hash",
            "redrives_before",
            "file")) {
      pair("  ", name, refused.path(name));
    }
    for (JsonNode rule : refused.path("broken_rules")) {
      line("  BROKEN  " + rule.asText());
    }
    source(refused);
    redrives(refused);
  }

  private void redrives(JsonNode told) {
    for (JsonNode redrive : told.path("redrives")) {
      pair("  ", "redriven", redrive);
    }
  }

  private void pair(String indent, String name, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return;
    }
    line(
        indent
            + name.replace('_', ' ')
            + ": "
            + (value.isObject() ? inline(value) : value.asText()));
  }

  private static String inline(JsonNode object) {
    List<String> parts = new ArrayList<>();
    object
        .fields()
        .forEachRemaining(
            part ->
                parts.add(
                    part.getKey()
                        + "="
                        + (part.getValue().isObject()
                            ? "{" + inline(part.getValue()) + "}"
                            : part.getValue().asText())));
    return String.join(", ", parts);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
