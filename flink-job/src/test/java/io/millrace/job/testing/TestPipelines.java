package io.millrace.job.testing;

import io.millrace.job.config.PipelineFiles;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pipeline folders from strings. */
public final class TestPipelines {
  private static final String SCHEMA = "event.avsc";

  private TestPipelines() {}

  /** A folder of one pipeline file and one schema. */
  public static PipelineFiles of(String pipelineYaml, String schema) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(PipelineFiles.PIPELINE, pipelineYaml.getBytes(StandardCharsets.UTF_8));
    files.put(SCHEMA, schema.getBytes(StandardCharsets.UTF_8));
    return PipelineFiles.of("test", files);
  }

  /** A record schema of these fields, each a JSON object. */
  public static String record(String... fields) {
    return "{\"type\": \"record\", \"name\": \"Event\", \"fields\": ["
        + String.join(", ", fields)
        + "]}";
  }

  /** A field; {@code type} is JSON, e.g. {@code "long"} with its quotes. */
  public static String field(String name, String type) {
    return "{\"name\": \"" + name + "\", \"type\": " + type + "}";
  }

  /** A field with a default, both JSON. */
  public static String field(String name, String type, String defaultValue) {
    return "{\"name\": \"%s\", \"type\": %s, \"default\": %s}".formatted(name, type, defaultValue);
  }
}
