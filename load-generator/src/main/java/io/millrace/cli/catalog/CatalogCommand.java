package io.millrace.cli.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.cli.ExitCode;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists which data there are, what their columns mean and where they come from. */
@Command(
    name = "catalog",
    description = {
      "List the datasets of pipelines: columns with their meaning, owner, sensitivity,",
      "upstream and downstream. All of it comes from the pipeline folders."
    },
    sortOptions = false)
public final class CatalogCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Parameters(
      arity = "0..*",
      paramLabel = "PIPELINE",
      description = "Folders or names of pipelines (default: those that are built in).")
  private List<String> pipelines = new ArrayList<>();

  @Option(
      names = "--find",
      paramLabel = "WORD",
      description = "Only columns whose name, meaning or sensitivity holds the word.")
  private String find;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ArrayNode datasets = JSON.createArrayNode();
    List<String> named = pipelines.isEmpty() ? Pipelines.builtIn() : pipelines;
    for (String name : named) {
      Dataset.addAll(Pipeline.of(Pipelines.open(name)), datasets);
    }
    if (find != null) {
      keepFound(datasets);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(datasets));
    } else {
      datasets.forEach(dataset -> print(dataset, out));
    }
    return ExitCode.OK;
  }

  private void keepFound(ArrayNode datasets) {
    String word = find.toLowerCase(Locale.ROOT);
    for (int i = datasets.size() - 1; i >= 0; i--) {
      ArrayNode columns = (ArrayNode) datasets.get(i).path("columns");
      for (int j = columns.size() - 1; j >= 0; j--) {
        JsonNode column = columns.get(j);
        String text =
            column.path("column").asText()
                + ' '
                + column.path("meaning").asText()
                + ' '
                + column.path("sensitivity").asText();
        if (!text.toLowerCase(Locale.ROOT).contains(word)) {
          columns.remove(j);
        }
      }
      if (columns.isEmpty()) {
        datasets.remove(i);
      }
    }
  }

  private static void print(JsonNode dataset, PrintWriter out) {
    out.println(dataset.path("dataset").asText());
    out.println("  " + dataset.path("meaning").asText());
    out.println("  owner       " + dataset.path("owner").asText());
    list("upstream", dataset, out);
    list("downstream", dataset, out);
    int widest = 0;
    for (JsonNode column : dataset.path("columns")) {
      widest = Math.max(widest, column.path("column").asText().length());
    }
    for (JsonNode column : dataset.path("columns")) {
      List<String> from = new ArrayList<>();
      column.path("from").forEach(field -> from.add(field.asText()));
      boolean personal = column.path("sensitivity").asText().equals("personal");
      out.println(
          String.format(
              Locale.ROOT,
              "    %-" + widest + "s  %-10s %s%s%s",
              column.path("column").asText(),
              column.path("type").asText(),
              personal ? "[personal] " : "",
              column.path("meaning").asText(),
              from.isEmpty() ? "" : "  <- " + String.join(", ", from)));
    }
    out.println();
  }

  private static void list(String name, JsonNode dataset, PrintWriter out) {
    List<String> others = new ArrayList<>();
    dataset.path(name).forEach(other -> others.add(other.asText()));
    if (!others.isEmpty()) {
      out.println(String.format(Locale.ROOT, "  %-11s %s", name, String.join(", ", others)));
    }
  }
}
