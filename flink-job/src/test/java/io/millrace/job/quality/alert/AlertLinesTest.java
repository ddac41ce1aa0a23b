package io.millrace.job.quality.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.record.Alert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertLinesTest {
  @TempDir Path folder;

  @Test
  void anAlertIsALineOfJsonWithAllItsFieldsInOrder() throws Exception {
    Alert alert =
        Alert.newBuilder()
            .setAlertKey("p | Mean \"a\" > 0 | ")
            .setPipeline("p")
            .setSeverity("WARNING")
            .setStatus("RAISED")
            .setRule("Mean \"a\" > 0")
            .setMetric("Column.a.Mean")
            .setGroupKey("naïve=\n")
            .setWindowStart(Instant.parse("2024-01-01T00:00:00Z"))
            .setWindowEnd(Instant.parse("2024-01-01T00:01:00Z"))
            .setValue(null)
            .setSince(Instant.parse("2023-12-31T23:59:00.5Z"))
            .setWindows(2)
            .setRulesetHash("h")
            .build();
    Path file = folder.resolve("alerts.ndjson");
    try (LocalDataOutputStream out = new LocalDataOutputStream(file.toFile())) {
      BulkWriter<Alert> writer = new AlertLines().create(out);
      writer.addElement(alert);
      writer.flush();
      Alert second = Alert.newBuilder(alert).setValue(1.5).setStatus("RESOLVED").build();
      writer.addElement(second);
      writer.finish();
      out.sync();
    }
    String line =
        "{\"alert_key\":\"p | Mean \\\"a\\\" > 0 | \",\"pipeline\":\"p\",\"severity\":\"WARNING\","
            + "\"status\":\"RAISED\",\"rule\":\"Mean \\\"a\\\" > 0\",\"metric\":\"Column.a.Mean\","
            + "\"group_key\":\"naïve=\\n\",\"window_start\":\"2024-01-01T00:00:00Z\","
            + "\"window_end\":\"2024-01-01T00:01:00Z\",\"value\":null,\"approximate\":false,"
            + "\"looked_at\":\"\",\"since\":\"2023-12-31T23:59:00.500Z\",\"windows\":2,"
            + "\"ruleset_hash\":\"h\"}";
    assertThat(Files.readAllLines(file))
        .containsExactly(
            line, line.replace("RAISED", "RESOLVED").replace("\"value\":null", "\"value\":1.5"));
  }
}
