package io.millrace.cli.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.replay.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline is wrong, is put right, and gets back what it refused. */
class RedriveIT {
  private static final int EVENTS = 60;

  @TempDir private Path folder;

  @Test
  void whatWasRefusedIsWrittenOnceAfterTheFixAndTheBooksBalance() throws Exception {
    Path pipeline = Files.createDirectory(folder.resolve("orders"));
    Path events = Files.writeString(folder.resolve("events.ndjson"), events());
    // Too strict: an order may come from no shop, and may be large.
    write(pipeline, "\"string\"", "total < 1000");
    JsonNode broken = replay(pipeline, events, "broken");
    assertThat(broken.get("read").asInt()).isEqualTo(EVENTS);
    assertThat(broken.get("deadLettered").asInt()).isEqualTo(20);
    assertThat(broken.get("quarantined").asInt()).isEqualTo(10);

    write(pipeline, "[\"null\", \"string\"]", "total < 2000");
    CommandRun sent = redrive(pipeline, "broken", "redriven");
    CommandRun again = redrive(pipeline, "broken", "redriven");
    JsonNode fixed =
        replay(
            pipeline,
            folder.resolve("redriven"),
            "fixed",
            "--bootstrap=" + folder.resolve("broken"));

    assertThat(sent.out()).containsPattern("chosen +30\n").containsPattern("written +30\n");
    assertThat(again.out()).containsPattern("sent before +30\n").containsPattern("written +0\n");
    assertThat(fixed.get("read").asInt()).isEqualTo(30);
    assertThat(fixed.get("deadLettered").asInt()).isZero();
    assertThat(fixed.get("quarantined").asInt()).as("larger than any order may be").isEqualTo(5);
    assertThat(fixed.get("duplicates").asInt()).isZero();
    int written = broken.get("written").asInt() + fixed.get("written").asInt();
    assertThat(written).isEqualTo(EVENTS - 5);
    assertThat(
            query(
                "SELECT count(*), count(DISTINCT order_id) FROM read_parquet(['"
                    + folder.resolve("broken/lake/**/*.parquet")
                    + "', '"
                    + folder.resolve("fixed/lake/**/*.parquet")
                    + "'])"))
        .containsExactly(EVENTS - 5 + " " + (EVENTS - 5));
    assertThat(
            query(
                "SELECT redrive_count, count(*) FROM '"
                    + folder.resolve("fixed/quarantine/**/*.parquet")
                    + "' GROUP BY 1"))
        .as("how often those were sent back that are refused again")
        .containsExactly("1 5");
    assertThat(redrive(pipeline, "fixed", "third").out()).contains("redrive=2");
  }

  private static String events() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      String shop = i % 3 == 0 ? "null" : "\"s\"";
      int total = i % 6 == 1 ? i % 12 == 1 ? 1500 : 5000 : i;
      lines.append(
          "{\"order_id\": \"o%d\", \"at\": %d, \"shop\": %s, \"total\": %d.5}%n"
              .formatted(i, 1714521600000L + i * 1000L, shop, total));
    }
    return lines.toString();
  }

  private static void write(Path pipeline, String shop, String rule) throws IOException {
    Files.writeString(
        pipeline.resolve("pipeline.yaml"),
        """
        pipeline: orders
        event: { schema: event.avsc, format: json, id: order_id, time: at }
        deduplicate: 1d
        quality: { rules: rules.dqdl }
        """);
    Files.writeString(
        pipeline.resolve("event.avsc"),
        """
        {"type": "record", "name": "Order", "fields": [
          {"name": "order_id", "type": "string"},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
          {"name": "shop", "type": %s},
          {"name": "total", "type": "double"}
        ]}
        """
            .formatted(shop));
    Files.writeString(
        pipeline.resolve("rules.dqdl"),
        "Rules = [ ColumnValues \"%s\" %s with threshold > 0.5 ]"
            .formatted("total", rule.substring("total ".length())));
  }

  private JsonNode replay(Path pipeline, Path input, String out, String... options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("replay", pipeline.toString()));
    arguments.addAll(List.of("--input=" + input, "--out=" + folder.resolve(out)));
    arguments.addAll(List.of(options));
    CommandRun run = CommandRun.of(arguments.toArray(new String[0]));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
    return new ObjectMapper().readTree(folder.resolve(out).resolve(RunFolder.SUMMARY).toFile());
  }

  private CommandRun redrive(Path pipeline, String run, String out) {
    CommandRun redrive =
        CommandRun.of(
            "redrive",
            pipeline.toString(),
            "--from=" + folder.resolve(run),
            "--out=" + folder.resolve(out));
    assertThat(redrive.exitCode()).as(redrive.err()).isEqualTo(ExitCode.OK);
    return redrive;
  }

  private static List<String> query(String sql) throws Exception {
    List<String> result = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        result.add(rows.getString(1) + ' ' + rows.getString(2));
      }
    }
    return result;
  }
}
