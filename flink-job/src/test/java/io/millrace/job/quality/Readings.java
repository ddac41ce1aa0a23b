package io.millrace.job.quality;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A small pipeline for tests, of readings that sensors take, and its events. */
public final class Readings {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Reading", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "sensor", "type": ["null", "string"]},
        {"name": "celsius", "type": ["null", "double"]}]}
      """;

  private static final String RULES =
      """
      Rules = [
        RowCount > 1,
        IsComplete "sensor",
        ColumnValues "celsius" > -300 with threshold >= 0.5,
        Completeness "celsius" > 0.6,
        Mean "celsius" between 10 and 20
      ]
      """;

  private Readings() {}

  /** Windows of one minute that take late events for another; with {@code group-by: [sensor]}. */
  public static PipelineFiles grouped() {
    return files("  group-by: [sensor]\n", RULES);
  }

  /** The same with groups, under other rules. */
  public static PipelineFiles grouped(String rules) {
    return files("  group-by: [sensor]\n", rules);
  }

  /** The same without groups, with further keys of the quality section. */
  public static PipelineFiles with(String quality, String rules) {
    return files(quality, rules);
  }

  /** The same without groups. */
  public static PipelineFiles ungrouped() {
    return files("", RULES);
  }

  /** The same without groups, under other rules. */
  public static PipelineFiles ungrouped(String rules) {
    return files("", rules);
  }

  /** The same without groups, after its temperature got another name. */
  public static PipelineFiles renamed(String rules) {
    return files("", rules, SCHEMA.replace("celsius", "kelvin"));
  }

  private static PipelineFiles files(String groupBy, String rules) {
    return files(groupBy, rules, SCHEMA);
  }

  private static PipelineFiles files(String groupBy, String rules, String schema) {
    String pipeline =
        """
        pipeline: readings
        event: { schema: event.avsc, format: json, id: id, time: at }
        quality:
          rules: rules.dqdl
          window: 1m
          allowed-lateness: 1m
        """
            + groupBy;
    return PipelineFiles.of(
        "readings",
        Map.of(
            "pipeline.yaml", pipeline.getBytes(StandardCharsets.UTF_8),
            "event.avsc", schema.getBytes(StandardCharsets.UTF_8),
            "rules.dqdl", rules.getBytes(StandardCharsets.UTF_8)));
  }

  /** An event at this second; a sensor or a temperature may be null. Its verdict is not set. */
  public static Event event(Pipeline pipeline, long second, String sensor, Double celsius) {
    byte[] payload = ("reading at " + second).getBytes(StandardCharsets.UTF_8);
    Event event =
        new Event(payload, Origin.ofFile("in", "file", second, 7), pipeline.layout().size());
    event.setTimeMillis(second * 1000);
    event.setId("r" + second);
    event.setObject(pipeline.layout().position("id"), event.id());
    event.setObject(pipeline.layout().position("sensor"), sensor);
    if (celsius != null) {
      event.setDouble(pipeline.layout().position("celsius"), celsius);
    }
    return event;
  }
}
