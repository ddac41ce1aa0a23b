package io.millrace.job.sideoutput;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.TestPipelines;
import io.millrace.record.SideRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SideRecordsTest {
  private static final PipelineFiles FILES =
      TestPipelines.of(
          "pipeline: purchases\nevent: {schema: event.avsc, format: json, id: id, time: at}\n",
          TestPipelines.record(
              TestPipelines.field("id", "\"long\""), TestPipelines.field("at", "\"long\"")));

  private final Pipeline pipeline = Pipeline.of(FILES);

  @Test
  void anEventThatAStageRefusesKeepsItsBytesIdentityTimeAndOrigin() throws Exception {
    byte[] payload = "{\"id\": 7, \"at\": 1714557600123}".getBytes(StandardCharsets.UTF_8);
    Origin origin = Origin.ofShard("stream", "shard-1", "4961", 1_714_557_601_000L);
    Event event = EventDecoder.forStream(FILES).decode(payload, origin).event();
    SideRecord record =
        SideRecords.of(
            pipeline,
            event,
            "validate",
            "RULE_BROKEN",
            "breaks 1 rule",
            List.of("IsComplete \"x\""));
    assertThat(record.getPayload()).isEqualTo(ByteBuffer.wrap(payload));
    assertThat(record.getEventId()).isEqualTo("7");
    assertThat(record.getEventTime()).isEqualTo(Instant.parse("2024-05-01T10:00:00.123Z"));
    assertThat(record.getStage()).isEqualTo("validate");
    assertThat(record.getReason()).isEqualTo("RULE_BROKEN");
    assertThat(record.getMessage()).isEqualTo("breaks 1 rule");
    assertThat(record.getRules()).containsExactly("IsComplete \"x\"");
    assertThat(record.getOriginStream()).isEqualTo("stream");
    assertThat(record.getOriginShard()).isEqualTo("shard-1");
    assertThat(record.getOriginSequence()).isEqualTo("4961");
    assertThat(record.getArrivalTime()).isEqualTo(Instant.parse("2024-05-01T10:00:01Z"));
    assertThat(record.getPipeline()).isEqualTo("purchases");
    assertThat(record.getPipelineHash()).isEqualTo(FILES.hash());
    assertThat(record.getRulesetHash()).isEqualTo(pipeline.quality().ruleset().hash());
    assertThat(record.getRedriveCount()).isZero();
    assertThat(roundTrip(record)).isEqualTo(record);
  }

  private static SideRecord roundTrip(SideRecord record) throws Exception {
    return SideRecord.fromByteBuffer(record.toByteBuffer());
  }
}
