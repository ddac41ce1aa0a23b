package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.udf.scalar.FunctionLibrary;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a function library in the docs: it compiles, is found, and computes a column. */
class OwnFunctionIT {
  private static final Path EXAMPLE =
      Path.of("..", "docs", "examples", "own-function").toAbsolutePath().normalize();
  private static final Path SERVICE =
      Path.of("META-INF", "services", FunctionLibrary.class.getName());

  private static final String SCHEMA =
      """
      {"type": "record", "name": "Payment", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "card", "type": ["null", "string"], "default": null}
      ]}
      """;

  private static final String PIPELINE =
      """
      pipeline: cards
      event: { schema: event.avsc, format: json, id: id, time: at }
      features:
        - derive:
            sound: isCardNumber(card)
            network: cardNetwork(card)
            months: monthsToExpiry(at, 2024, 3, "Europe/Berlin")
        - entity: network
          windows: [1d]
          aggregates:
            cards: "count(where: isCardNumber(card))"
      """;

  private static final String EVENTS =
      """
      {"id": "a", "at": 1703980800000, "card": "4111111111111111"}
      {"id": "b", "at": 1704063600000, "card": "4111111111111112"}
      {"id": "c", "at": 1704063601000, "card": "4012888888881881"}
      {"id": "d", "at": 1704063602000, "card": "1234"}
      {"id": "e", "at": 1704063603000, "card": null}
      """;

  @TempDir private Path folder;

  private Path classes;

  @BeforeEach
  void compileTheExample() throws IOException {
    classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("--release", "11", "-d", classes.toString()));
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(arguments::add);
    }
    int exitCode =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(exitCode).isZero();
    Files.createDirectories(classes.resolve(SERVICE).getParent());
    Files.copy(EXAMPLE.resolve(SERVICE), classes.resolve(SERVICE));
  }

  @Test
  void computesAColumnOfAReplay() throws Exception {
    Path pipeline = Files.createDirectories(folder.resolve("cards"));
    Files.writeString(pipeline.resolve("pipeline.yaml"), PIPELINE);
    Files.writeString(pipeline.resolve("event.avsc"), SCHEMA);
    Path events = Files.writeString(folder.resolve("events.ndjson"), EVENTS);
    Path out = folder.resolve("out");

    assertThat(CommandRun.of("check", pipeline.toString()).err())
        .contains("expected a known function, got 'isCardNumber'");
    assertThat(millrace("replay", pipeline, "--input", events, "--out", out)).contains("\n0\n");
    assertThat(rows(out.resolve("warehouse.duckdb")))
        .containsExactly(
            "a true visa 3 1",
            "b false visa 2 1",
            "c true visa 2 2",
            "d false null 2 null",
            "e null null 2 null");
  }

  /** Runs the command line with the example on its class path; its output and its exit code. */
  private String millrace(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(List.of("--add-opens", "java.base/java.util=ALL-UNNAMED"));
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path") + File.pathSeparator + classes));
    command.add(Millrace.class.getName());
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output + '\n' + process.waitFor() + '\n';
  }

  private static List<String> rows(Path database) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
        ResultSet result =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT id, sound, network, months, cards_1d FROM cards ORDER BY id")) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
          row.add(String.valueOf(result.getObject(i)));
        }
        rows.add(String.join(" ", row));
      }
    }
    return rows;
  }
}
