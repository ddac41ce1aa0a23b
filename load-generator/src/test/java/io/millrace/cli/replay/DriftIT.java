package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drift of the payments pipeline as it is built in, through the whole job: what is injected is told
 * within three windows, and of clean payments nothing. With {@code -Dmillrace.drift.seeds=20} over
 * as many seeds.
 *
 * <p>Payments come at the training's rate for each customer and terminal, of fewer of them.
 */
class DriftIT {
  private static final int SEEDS = Integer.getInteger("millrace.drift.seeds", 1);
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration WINDOW = Duration.ofDays(1);
  private static final int EVENTS_A_DAY = 2_000;

  @TempDir private Path folder;

  @Test
  void ofADayOfCleanPaymentsNoDriftIsTold(TestReporter report) throws Exception {
    for (int seed = 1; seed <= SEEDS; seed++) {
      List<JsonNode> alerts = driftOf(seed, 1);
      report.publishEntry("clean, seed " + seed, alerts.size() + " alerts of drift");
      assertThat(alerts).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void driftThatIsInjectedIsToldWithinThreeWindowsAndNotBefore(TestReporter report)
      throws Exception {
    Instant from = START.plus(WINDOW);
    for (int seed = 1; seed <= SEEDS; seed++) {
      List<JsonNode> alerts = driftOf(100 + seed, 3, "--drift=amount=2", "--drift-from=" + from);
      report.publishEntry("drift, seed " + seed, first(alerts));
      assertThat(alerts)
          .as("seed %d", seed)
          .anyMatch(alert -> alert.path("rule").asText().startsWith("drift amount "))
          .allMatch(alert -> !window(alert).isBefore(from))
          .anyMatch(alert -> window(alert).isBefore(from.plus(WINDOW.multipliedBy(3))));
    }
  }

  private List<JsonNode> driftOf(int seed, int days, String... drift)
      throws IOException, SQLException {
    Path input = folder.resolve("payments.avro");
    Path out = folder.resolve("out");
    String[] generate = {
      "generate",
      "--out=" + input,
      "--seed=" + seed,
      "--start=" + START,
      "--days=" + days,
      "--events=" + EVENTS_A_DAY * days,
      "--customers=300",
      "--terminals=150"
    };
    run(Stream.of(generate, drift).flatMap(Stream::of).toArray(String[]::new));
    run("replay", "payments", "--input=" + input, "--out=" + out);
    assertThat(measured(out)).as("windows in which amounts were compared").isEqualTo(days);
    Path alerts = Files.createDirectories(out.resolve("alerts"));
    try (Stream<Path> files = Files.walk(alerts)) {
      return files
          .filter(file -> file.toString().endsWith(".ndjson"))
          .flatMap(DriftIT::alerts)
          .filter(alert -> alert.path("rule").asText().startsWith("drift "))
          .toList();
    } finally {
      Folders.delete(out);
      Files.delete(input);
      Files.delete(folder.resolve("payments.avro.manifest.json"));
    }
  }

  private static long measured(Path out) throws SQLException {
    try (Connection warehouse =
            DriverManager.getConnection("jdbc:duckdb:" + out.resolve(RunFolder.WAREHOUSE));
        Statement statement = warehouse.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(DISTINCT window_start) FROM quality_results WHERE metric ="
                    + " 'Column.amount.PopulationStability' AND value IS NOT NULL")) {
      count.next();
      return count.getLong(1);
    }
  }

  private static Stream<JsonNode> alerts(Path file) {
    ObjectMapper json = new ObjectMapper();
    try {
      return Files.readAllLines(file).stream()
          .map(
              line -> {
                try {
                  return json.readTree(line);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant window(JsonNode alert) {
    return Instant.parse(alert.path("window_start").asText());
  }

  private static String first(List<JsonNode> alerts) {
    return alerts.stream()
        .map(alert -> alert.path("window_start").asText() + ' ' + alert.path("rule").asText())
        .sorted()
        .findFirst()
        .orElse("none");
  }

  private static void run(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.OK);
  }
}
