package io.millrace.job.inference.variant;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.StageHarness;
import io.millrace.record.VariantMetric;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class MeasureVariantsTest {
  private static final PipelineFiles FILES =
      PipelineFiles.of(
          "test",
          Map.of(
              "pipeline.yaml",
              """
              pipeline: test
              event: { schema: event.avsc, format: json, id: id, time: at }
              inference: { endpoint: risk, inputs: [amount] }
              """
                  .getBytes(StandardCharsets.UTF_8),
              "event.avsc",
              """
              {"type": "record", "name": "Event", "fields": [
                {"name": "id", "type": "string"},
                {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                {"name": "amount", "type": ["null", "double"]}
              ]}
              """
                  .getBytes(StandardCharsets.UTF_8)));

  private static final Pipeline PIPELINE = Pipeline.of(FILES);
  private static final int SCORE = PIPELINE.inference().orElseThrow().scoreColumn();

  private static Event event(String source, Double score, String variant, String reason) {
    Event event = new Event(new byte[0], Origin.ofFile("in", "f", 0, 0), PIPELINE.layout().size());
    event.setTimeMillis(1_000);
    if (score != null) {
      event.setDouble(SCORE, score);
    }
    event.setObject(SCORE + 1, source);
    event.setObject(SCORE + 2, variant);
    event.setDouble(SCORE + 4, 12);
    event.setObject(SCORE + 5, reason);
    return event;
  }

  private static OneInputStreamOperatorTestHarness<Event, Event> measure() throws Exception {
    TypeInformation<Event> type = EventTypeInfo.of(FILES);
    return StageHarness.of(type, events -> MeasureVariants.attach(events, type, FILES), null);
  }

  private static List<VariantMetric> metrics(
      OneInputStreamOperatorTestHarness<Event, Event> harness) {
    List<VariantMetric> rows = new ArrayList<>();
    if (harness.getSideOutput(MeasureVariants.METRICS) != null) {
      for (StreamRecord<VariantMetric> row : harness.getSideOutput(MeasureVariants.METRICS)) {
        rows.add(row.getValue());
      }
    }
    return rows;
  }

  @Test
  void measuresWhatTheRowsSayAndLetsThemPass() throws Exception {
    try (OneInputStreamOperatorTestHarness<Event, Event> harness = measure()) {
      harness.setProcessingTime(7_000);
      harness.processElement(event("model", 0.2, "champion", null), 1);
      harness.processElement(event("other-variant", 0.4, "champion", "TIMEOUT"), 1);
      harness.processElement(event("none", null, null, "TIMEOUT"), 1);
      harness.processElement(event(null, null, null, null), 1);
      harness.prepareSnapshotPreBarrier(1);
      assertThat(harness.extractOutputValues()).hasSize(4);
      List<VariantMetric> rows = metrics(harness);
      assertThat(rows)
          .extracting(
              row ->
                  row.getVariant()
                      + " "
                      + row.getEvents()
                      + " "
                      + row.getDegraded()
                      + " "
                      + row.getScored())
          .containsExactly("champion 2 1 2", "null 1 1 0");
      assertThat(rows).allMatch(row -> row.getMeasuredAt().toEpochMilli() == 7_000);
    }
  }

  @Test
  void emitsAheadOfABarrierAndAtTheEndAndNothingTwice() throws Exception {
    try (OneInputStreamOperatorTestHarness<Event, Event> harness = measure()) {
      harness.processElement(event("model", 0.2, "champion", null), 1);
      harness.prepareSnapshotPreBarrier(1);
      harness.prepareSnapshotPreBarrier(2);
      harness.processElement(event("model", 0.2, "champion", null), 1);
      harness.getOperator().finish();
      assertThat(metrics(harness)).extracting(VariantMetric::getEvents).containsExactly(1L, 1L);
    }
  }

  @Test
  void rowsOfSubtasksBecomeOneForEachCheckpoint() throws Exception {
    VariantMeasurements subtask = new VariantMeasurements("test", 0.5, 0.1);
    AvroTypeInfo<VariantMetric> type = new AvroTypeInfo<>(VariantMetric.class);
    try (OneInputStreamOperatorTestHarness<VariantMetric, VariantMetric> merge =
        StageHarness.of(
            type,
            rows ->
                (SingleOutputStreamOperator<VariantMetric>) MergeVariantMetrics.attach(rows, FILES),
            null)) {
      for (int i = 0; i < 4; i++) {
        subtask.event(VariantKey.of("champion", "v1", VariantKey.USED), i, 0.1 * i, i, false);
        for (VariantMetric row : subtask.take(java.time.Instant.EPOCH)) {
          merge.processElement(row, 0);
        }
      }
      merge.setProcessingTime(9_000);
      merge.prepareSnapshotPreBarrier(1);
      assertThat(merge.extractOutputValues())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.getEvents()).isEqualTo(4);
                assertThat(row.getScoreMax()).isEqualTo(0.1 * 3);
                assertThat(row.getMeasuredAt().toEpochMilli()).isEqualTo(9_000);
              });
      merge.getOperator().finish();
      assertThat(merge.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void theTableHasTheColumnsOfTheRecordInItsOrder() {
    assertThat(VariantTable.columns())
        .extracting(Column::name)
        .containsExactlyElementsOf(
            VariantMetric.getClassSchema().getFields().stream().map(f -> f.name()).toList());
    assertThat(VariantTable.columns())
        .extracting(Column::toString)
        .contains(
            "measured_at TIMESTAMP",
            "variant STRING",
            "events LONG",
            "score_p50 DOUBLE",
            "score_sketch BYTES");
  }
}
