package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.testing.DuckDb;
import io.millrace.record.QualityResult;
import io.millrace.record.SideRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFilesTest {
  @TempDir Path folder;

  @Test
  void writesQuarantinedEventsWithTheirBytesAndEveryRuleTheyBroke() throws Exception {
    write(SideRecord.class, sideRecord(List.of("IsComplete \"a\"", "ColumnValues \"b\" >= 0")));
    assertThat(
            query(
                "len(rules), rules[1], rules[2], hex(payload), event_id, epoch_ms(event_time),"
                    + " epoch_ms(arrival_time), reason, redrive_count"))
        .containsExactly(
            List.of(
                2L,
                "IsComplete \"a\"",
                "ColumnValues \"b\" >= 0",
                "00FF61",
                "e-1",
                1_714_557_600_123L,
                1_714_557_601_000L,
                "RULE_BROKEN",
                0));
  }

  @Test
  void writesDeadLettersWithoutRulesIdentityOrTime() throws Exception {
    SideRecord record = sideRecord(List.of());
    record.setEventId(null);
    record.setEventTime(null);
    write(SideRecord.class, record);
    assertThat(query("len(rules), event_id, event_time"))
        .containsExactly(Arrays.asList(0L, null, null));
  }

  @Test
  void writesListsInTheThreeLevelFormThatAllEnginesRead() throws Exception {
    write(SideRecord.class, sideRecord(List.of("a")));
    assertThat(
            DuckDb.query(
                "SELECT name FROM parquet_schema('%s') WHERE name IN ('list', 'element', 'array')"
                    .formatted(folder.resolve("part.parquet"))))
        .containsExactly(List.of("list"), List.of("element"));
  }

  @Test
  void writesQualityResultsThatHaveAValueOrNone() throws Exception {
    QualityResult.Builder result =
        QualityResult.newBuilder()
            .setPipeline("payments")
            .setWindowStart(Instant.ofEpochMilli(60_000))
            .setWindowEnd(Instant.ofEpochMilli(120_000))
            .setGroupKey("channel=app")
            .setRule("Mean \"amount\" > 0")
            .setMetric("Column.amount.Mean")
            .setPassed(false)
            .setRevision(1)
            .setRulesetHash("0123456789abcdef");
    write(QualityResult.class, result.setValue(0.5).build(), result.setValue(null).build());
    assertThat(query("value, epoch_ms(window_start), epoch_ms(window_end), passed, revision"))
        .containsExactly(
            List.of(0.5, 60_000L, 120_000L, false, 1),
            Arrays.asList(null, 60_000L, 120_000L, false, 1));
  }

  private static SideRecord sideRecord(List<String> rules) {
    return SideRecord.newBuilder()
        .setPipeline("payments")
        .setStage("validate")
        .setReason("RULE_BROKEN")
        .setMessage("breaks 2 rules")
        .setRules(rules)
        .setPayload(ByteBuffer.wrap("\u0000\u00ffa".getBytes(StandardCharsets.ISO_8859_1)))
        .setEventId("e-1")
        .setEventTime(Instant.ofEpochMilli(1_714_557_600_123L))
        .setOriginStream("in")
        .setOriginShard("events.avro")
        .setOriginSequence("7")
        .setArrivalTime(Instant.ofEpochMilli(1_714_557_601_000L))
        .setPipelineHash("p")
        .setRulesetHash("r")
        .build();
  }

  @SafeVarargs
  private final <T extends SpecificRecord> void write(Class<T> type, T... records)
      throws Exception {
    ParquetFile.write(ParquetFiles.records(type), folder.resolve("part.parquet"), List.of(records));
  }

  private List<List<Object>> query(String columns) throws Exception {
    return DuckDb.query("SELECT " + columns + " FROM " + DuckDb.parquet(folder));
  }
}
