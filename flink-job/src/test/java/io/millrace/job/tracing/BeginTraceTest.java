package io.millrace.job.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.testing.StageHarness;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class BeginTraceTest {
  private static final Instant NOW = Instant.ofEpochMilli(TracedPipeline.ARRIVAL_MILLIS + 40);

  /** Also where nobody takes spans: the row has the id nevertheless. */
  @Test
  void givesATraceToTheEventsThatAreSampledAndToNoOther() throws Exception {
    PipelineFiles files = TracedPipeline.files("{ field: header }");
    Tracing nobody = Tracing.to(null, Clock.fixed(NOW, ZoneOffset.UTC));
    try (OneInputStreamOperatorTestHarness<Event, Event> harness =
        StageHarness.of(
            EventTypeInfo.of(files),
            events -> BeginTrace.attach(events, EventTypeInfo.of(files), files, nobody),
            null)) {
      String header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
      harness.processElement(TracedPipeline.event(files, "a", header, 1), 1);
      harness.processElement(TracedPipeline.event(files, "b", null, 2), 2);

      List<Event> events = harness.extractOutputValues();
      assertThat(events.get(0).trace().id()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
      assertThat(events.get(0).trace().sinceMicros()).isEqualTo(NOW.toEpochMilli() * 1000);
      assertThat(events.get(1).trace()).isNull();
    }
  }
}
