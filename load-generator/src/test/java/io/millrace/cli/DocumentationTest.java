package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.udf.aggregate.AggregateType;
import io.millrace.udf.aggregate.Aggregates;
import io.millrace.udf.scalar.FunctionRegistry;
import io.millrace.udf.scalar.FunctionSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages name classes, files and commands; this holds them to what is there. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** A class name between backticks, with the name of a nested class if there is one. */
  private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.[A-Z]\\w*)?`");

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

  /** A path between backticks: it has a slash, and no letters that only patterns have. */
  private static final Pattern PATH = Pattern.compile("`([\\w.-]+/[\\w./-]*)`");

  private static final Pattern NUMBER = Pattern.compile("\\b(\\d+(?:\\.\\d+)?)\\b");

  private static final Pattern COMMAND = Pattern.compile("`?\\./millrace ([a-z]+)");

  private static String read(String page) throws IOException {
    return Files.readString(ROOT.resolve(page));
  }

  private static Set<String> named(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> classes() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module : List.of("schemas/src/main/avro", "udfs", "flink-job", "load-generator")) {
      Path sources = ROOT.resolve(module);
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .map(file -> sources.relativize(file))
            .filter(file -> !file.startsWith("target"))
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java") || name.endsWith(".avsc"))
            .forEach(name -> names.add(name.substring(0, name.lastIndexOf('.'))));
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docs/architecture.md",
        "docs/features.md",
        "docs/inference.md",
        "docs/operations.md",
        "CONTRIBUTING.md"
      })
  void everyClassThatAPageNamesExists(String page) throws IOException {
    Set<String> known = classes();
    known.addAll(words("infra-terraform"));
    assertThat(named(CLASS, read(page))).isNotEmpty().isSubsetOf(known);
  }

  /** Pages also name metrics of AWS, and states of the machines that answer alarms. */
  private static Set<String> words(String folder) throws IOException {
    Set<String> words = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(tf|tftpl|json)")).toList()) {
        Collections.addAll(words, Files.readString(file).split("\\W+"));
      }
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/features.md",
        "docs/inference.md",
        "docs/models.md",
        "docs/operations.md",
        "docs/quality.md",
        "docs/anomalies.md",
        "docs/load-tests.md",
        "docs/decisions.md",
        "infra-terraform/README.md"
      })
  void everyLinkLeadsToAFile(String page) throws IOException {
    Path folder = ROOT.resolve(page).getParent();

    assertThat(named(LINK, read(page)))
        .allSatisfy(link -> assertThat(folder.resolve(link)).exists());
  }

  @Test
  void everyFileToTouchIsThere() throws IOException {
    assertThat(named(PATH, read("CONTRIBUTING.md")))
        .hasSizeGreaterThan(5)
        .allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "CONTRIBUTING.md",
        "docs/features.md",
        "docs/inference.md",
        "docs/models.md",
        "docs/quality.md",
        "docs/load-tests.md",
        "docs/operations.md"
      })
  void everyCommandThatAPageGivesIsOne(String page) throws IOException {
    assertThat(named(COMMAND, read(page)))
        .isSubsetOf(Millrace.commandLine().getSubcommands().keySet());
  }

  @Test
  void thePipelineOfTheReadmeIsOne(@TempDir Path folder) throws IOException {
    String readme = read("README.md");
    Files.writeString(folder.resolve("event.avsc"), block(readme, "json"));
    Files.writeString(folder.resolve("pipeline.yaml"), block(readme, "yaml"));
    Files.writeString(
        folder.resolve("rules.dqdl"),
        readme.substring(readme.indexOf("Rules = [")).split("```", 2)[0]);

    CommandRun run = CommandRun.of("check", folder.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Pipeline clicks ").contains("clicks_1h", "price_ratio");
  }

  @Test
  void thePipelineOfTheFeaturesPageIsOne(@TempDir Path folder) throws IOException {
    String fields =
        Stream.of("id", "card", "merchant", "country", "channel")
            .map(name -> "{\"name\": \"%s\", \"type\": \"string\"},".formatted(name))
            .collect(Collectors.joining());
    Files.writeString(
        folder.resolve("event.avsc"),
        "{\"type\": \"record\", \"name\": \"Payment\", \"fields\": ["
            + fields
            + "{\"name\": \"at\", \"type\": {\"type\": \"long\", \"logicalType\":"
            + " \"timestamp-millis\"}}, {\"name\": \"amount\", \"type\": \"double\"}]}");
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        "pipeline: cards\nevent: {schema: event.avsc, format: json, id: id, time: at}\n"
            + block(read("docs/features.md"), "yaml"));

    CommandRun run = CommandRun.of("check", folder.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("p95_7d", "strange_1d", "approximate_features");
  }

  @Test
  void theFeaturesPageHasEveryFunctionWithAsManyArguments() throws IOException {
    String page = read("docs/features.md");
    FunctionRegistry registry = FunctionRegistry.load();

    for (String name : registry.names()) {
      for (FunctionSignature function : registry.named(name)) {
        String argument = "(\\w+|\\[[^]]+\\])";
        String arguments =
            Stream.generate(() -> argument)
                .limit(function.parameters().size())
                .collect(Collectors.joining(", "));
        assertThat(page).containsPattern("`" + name + "\\(" + arguments + "\\)`");
      }
    }
  }

  @Test
  void theFeaturesPageHasEveryAggregateItsParametersAndItsBounds() throws IOException {
    String page = read("docs/features.md").replace(",0", "0");

    for (String name : Aggregates.names()) {
      AggregateType type = Aggregates.byName(name);
      assertThat(page).contains("`" + name + "(");
      for (AggregateType.Parameter parameter : type.parameters()) {
        assertThat(page).containsPattern("`" + name + "\\([^)]*" + parameter.name() + ": ");
      }
      if (type.mayEstimate()) {
        assertThat(named(NUMBER, type.doc()))
            .isNotEmpty()
            .allSatisfy(number -> assertThat(page).containsPattern("\\b" + number + "\\b"));
      }
    }
  }

  private static String block(String page, String language) {
    return page.split("```" + language + "\n", 2)[1].split("```", 2)[0];
  }

  @Test
  void theReadmeShowsEveryCommandAndEveryExitCode() throws IOException {
    String readme = read("README.md");

    assertThat(named(COMMAND, readme))
        .containsAll(Millrace.commandLine().getSubcommands().keySet());
    for (int code :
        Arrays.asList(ExitCode.OK, ExitCode.CHECK_FAILED, ExitCode.USAGE, ExitCode.FAILURE)) {
      assertThat(readme).containsPattern("Exit codes:(.|\\n)*\\b" + code + " \\w");
    }
  }
}
