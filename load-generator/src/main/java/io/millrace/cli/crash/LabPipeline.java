package io.millrace.cli.crash;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The pipeline of what is broken on purpose: payments with their rules, two entities, and no
 * scoring, whose results would depend on the clock.
 */
public final class LabPipeline {
  /** Table of the warehouse. */
  public static final String TABLE = "lab_payments";

  private static final String PIPELINE =
      "pipeline: crash-lab\n"
          + "event: { schema: event.avsc, format: avro, id: event_id, time: event_time,"
          + " ordering: 5s }\n"
          + "deduplicate: 24h\n"
          + "quality: { rules: rules.dqdl, window: 1h, allowed-lateness: 3h }\n"
          + "features:\n"
          + "  - entity: customer_id\n"
          + "    windows: [1h, 1d]\n"
          + "    aggregates: { customer_count: count(), customer_highest: max(amount) }\n"
          + "  - entity: terminal_id\n"
          + "    windows: [1h]\n"
          + "    delay: 1h\n"
          + "    aggregates: { terminal_count: count(), terminal_mean: mean(amount) }\n"
          + "warehouse: { table: "
          + TABLE
          + " }\n";

  private static final String LAKE = "lake: { %s partition-by: [dt, hour] }\n";

  private LabPipeline() {}

  /**
   * The pipeline, whose lake has a partition an hour.
   *
   * @param lake further keys of its section, e.g. {@code writers: all}; empty: none
   */
  public static PipelineFiles of(String lake) {
    PipelineFiles payments = Pipelines.open(Pipelines.DEFAULT);
    return PipelineFiles.of(
        "crash-lab",
        Map.of(
            PipelineFiles.PIPELINE,
            (PIPELINE + String.format(LAKE, lake.isEmpty() ? "" : lake + ","))
                .getBytes(StandardCharsets.UTF_8),
            "event.avsc",
            payments.bytes("event.avsc"),
            "rules.dqdl",
            payments.bytes("rules.dqdl")));
  }

  /**
   * Writes its folder.
   *
   * @param lake as of {@link #of}
   */
  public static void write(Path folder, String lake) throws IOException {
    PipelineFiles files = of(lake);
    Files.createDirectories(folder);
    for (String file : files.names()) {
      Files.write(folder.resolve(file), files.bytes(file));
    }
  }
}
