package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
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

/** A pipeline whose events are corrected by later versions of them. */
class CorrectionsIT {
  @TempDir private Path folder;

  @Test
  void theLakeKeepsEveryVersionAndTheWarehouseTheHighest() throws Exception {
    Path pipeline = Files.createDirectory(folder.resolve("orders"));
    Files.writeString(
        pipeline.resolve("pipeline.yaml"),
        """
        pipeline: orders
        event: { schema: event.avsc, format: json, id: order_id, time: at }
        deduplicate: 1d
        warehouse: { table: orders, upsert: order_id, version: revision }
        """);
    Files.writeString(
        pipeline.resolve("event.avsc"),
        """
        {"type": "record", "name": "Order", "fields": [
          {"name": "order_id", "type": "string"},
          {"name": "revision", "type": "int"},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
          {"name": "total", "type": "double"}
        ]}
        """);
    Path events =
        Files.writeString(
            folder.resolve("events.ndjson"),
            """
            {"order_id": "a", "revision": 1, "at": 1714521600000, "total": 1.0}
            {"order_id": "b", "revision": 2, "at": 1714521601000, "total": 2.0}
            {"order_id": "a", "revision": 2, "at": 1714521602000, "total": 3.0}
            {"order_id": "b", "revision": 1, "at": 1714521603000, "total": 4.0}
            {"order_id": "a", "revision": 2, "at": 1714521602000, "total": 5.0}
            """);
    Path out = folder.resolve("out");

    CommandRun replay =
        CommandRun.of("replay", pipeline.toString(), "--input=" + events, "--out=" + out);

    assertThat(replay.exitCode()).as(replay.err()).isZero();
    JsonNode summary = new ObjectMapper().readTree(out.resolve(RunFolder.SUMMARY).toFile());
    assertThat(summary.get("duplicates").asLong()).isEqualTo(1);
    assertThat(summary.get("written").asLong()).isEqualTo(4);
    assertThat(summary.get("loaded").asLong()).isEqualTo(4);
    String columns = "SELECT order_id, revision, total FROM ";
    String order = " ORDER BY order_id, revision";
    assertThat(query(out, columns + "orders" + order)).containsExactly("a 2 3.0", "b 2 2.0");
    assertThat(query(out, columns + "'" + out.resolve("lake") + "/**/*.parquet'" + order))
        .containsExactly("a 1 1.0", "a 2 3.0", "b 1 4.0", "b 2 2.0");
  }

  private static List<String> query(Path out, String sql) throws Exception {
    List<String> result = new ArrayList<>();
    try (Connection warehouse =
            DriverManager.getConnection("jdbc:duckdb:" + out.resolve(RunFolder.WAREHOUSE));
        Statement statement = warehouse.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        result.add(rows.getString(1) + ' ' + rows.getString(2) + ' ' + rows.getString(3));
      }
    }
    return result;
  }
}
