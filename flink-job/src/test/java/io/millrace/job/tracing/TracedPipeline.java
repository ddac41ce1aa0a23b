package io.millrace.job.tracing;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.TestPipelines;
import java.nio.charset.StandardCharsets;

/** A pipeline whose events may name their trace. */
final class TracedPipeline {
  static final long ARRIVAL_MILLIS = 1_780_000_000_123L;

  private TracedPipeline() {}

  /** The pipeline with this section {@code tracing}. */
  static PipelineFiles files(String tracing) {
    return TestPipelines.of(
        "pipeline: traced\n"
            + "event: { schema: event.avsc, format: json, id: id, time: time }\n"
            + "tracing: "
            + tracing
            + "\n",
        TestPipelines.record(
            TestPipelines.field("id", "\"string\""),
            TestPipelines.field(
                "time", "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"),
            TestPipelines.field("header", "[\"null\", \"string\"]", "null")));
  }

  /** An event that arrived at {@link #ARRIVAL_MILLIS}. */
  static Event event(PipelineFiles files, String id, String header, long sequence) {
    String json =
        "{\"id\":\"%s\",\"time\":1780000000000,\"header\":%s}"
            .formatted(id, header == null ? "null" : '"' + header + '"');
    return EventDecoder.forReplay(files)
        .decode(
            json.getBytes(StandardCharsets.UTF_8),
            Origin.ofShard("stream", "shard-0", Long.toString(sequence), ARRIVAL_MILLIS))
        .event();
  }
}
