package io.millrace.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.page.Diagram;
import io.millrace.cli.page.FlowChart;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Numbers;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import io.millrace.cli.page.Table;
import io.millrace.job.lineage.FileTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a run read and wrote, and which columns came of which, from its OpenLineage events. */
final class LineageSection {
  /** Beyond as many ribbons a picture shows nothing; the table has them all. */
  private static final int MOST_RIBBONS = 1_500;

  private static final Map<String, String> WAYS =
      Map.of(
          "IDENTITY", "taken over",
          "TRANSFORMATION", "computed",
          "AGGREGATION", "aggregated",
          "FILTER", "decides whether",
          "GROUP_BY", "grouped by",
          "WINDOW", "windowed by");

  private LineageSection() {}

  static Section of(RunData run) throws IOException {
    Section section = new Section("Lineage");
    Path file = run.out().resolve("lineage").resolve(FileTransport.FILE);
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.isEmpty()) {
      return section.add(new Note(Status.NEUTRAL, "The run told nothing of its lineage."));
    }
    JsonNode event = RunData.json(lines.get(lines.size() - 1));
    section.add(datasets(event));
    JsonNode rows = event.path("outputs").path(0).path("facets");
    section.text(
        "Which field of the event each column of the row comes from, through all columns between."
            + " Point at a field or a column to see only what belongs to it.");
    columns(section, rows);
    return section;
  }

  private static Diagram datasets(JsonNode event) {
    StringBuilder flow = new StringBuilder("flowchart LR\n");
    String job = event.path("job").path("name").asText();
    flow.append("  job([").append(Diagram.label(job, "run")).append("])\n");
    Set<String> words = new LinkedHashSet<>();
    int nodes = 0;
    for (JsonNode input : event.path("inputs")) {
      String node = "n" + nodes++;
      node(flow, node, input, input.path("inputFacets").path("inputStatistics"), words);
      flow.append("  ").append(node).append(" --> job\n");
    }
    for (JsonNode output : event.path("outputs")) {
      String node = "n" + nodes++;
      node(flow, node, output, output.path("outputFacets").path("outputStatistics"), words);
      flow.append("  job --> ").append(node).append('\n');
    }
    return new Diagram(
        "What the run read and wrote", job + " with " + String.join(", ", words), flow.toString());
  }

  private static void node(
      StringBuilder flow, String node, JsonNode dataset, JsonNode statistics, Set<String> words) {
    String name = dataset.path("name").asText();
    String kind = kind(dataset.path("namespace").asText());
    String count =
        statistics.path("rowCount").isNumber()
            ? Numbers.text(statistics.path("rowCount").asDouble()) + " rows"
            : "";
    flow.append("  ").append(node).append('[').append(Diagram.label(shortName(name), kind, count));
    flow.append("]\n");
    words.add(shortName(name) + ' ' + count);
  }

  /** What holds a dataset, without the path to it. */
  private static String kind(String namespace) {
    if (namespace.startsWith("arn:")) {
      return namespace.split(":")[2];
    }
    return namespace.contains("://") ? namespace : namespace.split(":")[0];
  }

  /** The last two parts of a path: the folder of the run need not be told. */
  private static String shortName(String name) {
    String[] parts = name.split("/");
    return parts.length < 2 ? name : parts[parts.length - 2] + '/' + parts[parts.length - 1];
  }

  private static void columns(Section section, JsonNode facets) {
    FlowChart chart = new FlowChart("Columns");
    Table table = new Table("Columns of the row").codes("Column").codes("Type").codes("From");
    table.column("How").column("Meaning");
    JsonNode lineage = facets.path("columnLineage").path("fields");
    int ribbons = 0;
    for (JsonNode field : facets.path("schema").path("fields")) {
      String column = field.path("name").asText();
      Map<String, Set<String>> sources = sources(lineage.path(column).path("inputFields"));
      Set<String> hows = new LinkedHashSet<>();
      for (Map.Entry<String, Set<String>> source : sources.entrySet()) {
        hows.addAll(source.getValue());
        if (ribbons++ < MOST_RIBBONS) {
          chart.flow(source.getKey(), column, source.getValue().iterator().next());
        }
      }
      table.row(
          column,
          field.path("type").asText(),
          String.join(", ", sources.keySet()),
          sources.isEmpty() ? "by Millrace" : String.join(", ", hows),
          field.path("description").asText());
    }
    if (ribbons == 0) {
      section.add(new Note(Status.NEUTRAL, "No column comes from a field."));
    } else if (ribbons > MOST_RIBBONS) {
      section.add(
          new Note(
              Status.NEUTRAL,
              "The picture shows the first "
                  + Numbers.text(MOST_RIBBONS)
                  + " of "
                  + Numbers.text(ribbons)
                  + " ways; the table has them all."));
    }
    if (ribbons > 0) {
      section.add(chart);
    }
    section.add(table);
  }

  /** Fields that a column comes from, each with how it gets into it; direct ways first. */
  private static Map<String, Set<String>> sources(JsonNode inputFields) {
    Map<String, Set<String>> sources = new LinkedHashMap<>();
    for (JsonNode input : inputFields) {
      Set<String> hows =
          sources.computeIfAbsent(input.path("field").asText(), none -> new LinkedHashSet<>());
      for (JsonNode way : input.path("transformations")) {
        String subtype = way.path("subtype").asText();
        hows.add(WAYS.getOrDefault(subtype, subtype.toLowerCase(Locale.ROOT).replace('_', ' ')));
      }
      if (hows.isEmpty()) {
        hows.add("computed");
      }
    }
    return sources;
  }
}
