package io.millrace.cli.bench;

import io.millrace.job.config.PipelineFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The pipeline that is measured: payments with a numeric identity, of which each customer's number
 * and mean amount are taken over windows, as in the features of card fraud.
 */
final class BenchPipeline {
  static final String ENTITY = "customer";

  /** Index of the entity among the pipeline's features. */
  static final int STEP = 0;

  /** Columns of an event, in the order of its fields. */
  static final int CUSTOMER = 2;

  static final int AMOUNT = 3;

  private BenchPipeline() {}

  /** The pipeline with these windows, e.g. {@code 1d}. */
  static PipelineFiles of(List<String> windows) {
    String schema =
        "{\"type\": \"record\", \"name\": \"Payment\", \"fields\": [{\"name\": \"id\", \"type\":"
            + " \"long\"},{\"name\": \"at\", \"type\": {\"type\": \"long\", \"logicalType\":"
            + " \"timestamp-millis\"}},{\"name\": \"customer\", \"type\": \"long\"},{\"name\":"
            + " \"amount\", \"type\": \"double\"}]}";
    String pipeline =
        "pipeline: bench\n"
            + "event: {schema: event.avsc, format: avro, id: id, time: at, ordering: 0s}\n"
            + "deduplicate: 24h\n"
            + "features:\n"
            + "  - entity: customer\n"
            + "    windows: ["
            + String.join(", ", windows)
            + "]\n"
            + "    aggregates: { events: count(), average: mean(amount) }\n";
    return PipelineFiles.of(
        "bench",
        Map.of(
            PipelineFiles.PIPELINE,
            pipeline.getBytes(StandardCharsets.UTF_8),
            "event.avsc",
            schema.getBytes(StandardCharsets.UTF_8)));
  }
}
