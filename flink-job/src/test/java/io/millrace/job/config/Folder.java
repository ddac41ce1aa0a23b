package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pipeline folder in memory: a sound one, of which tests replace parts. */
final class Folder {
  static final String SCHEMA =
      """
      {"type": "record", "name": "Sale", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "shop", "type": ["null", "string"], "default": null},
        {"name": "price", "type": "double"},
        {"name": "pieces", "type": "int"},
        {"name": "paid", "type": "boolean"},
        {"name": "image", "type": "bytes"}
      ]}
      """;
  static final String EVENT =
      """
      event:
        schema: event.avsc
        format: avro
        id: id
        time: at
      """;
  static final String RULES = "Rules = [ RowCount > 0, IsComplete \"shop\" ]";

  private final Map<String, byte[]> files = new HashMap<>();

  /** A folder whose pipeline file is this text. */
  static Folder of(String pipeline) {
    Folder folder = new Folder();
    return folder
        .with("pipeline.yaml", pipeline)
        .with("event.avsc", SCHEMA)
        .with("rules.dqdl", RULES);
  }

  /** A folder whose pipeline file has a name, the sound event, and this text. */
  static Folder withSections(String sections) {
    return of("pipeline: sales\n" + EVENT + sections);
  }

  Folder with(String name, String text) {
    files.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Folder without(String name) {
    files.remove(name);
    return this;
  }

  Pipeline read() {
    return Pipeline.of(PipelineFiles.of("folder", files));
  }

  /** The problems of the folder, as the author reads them; none when there are none. */
  List<String> problems() {
    try {
      read();
      return List.of();
    } catch (InvalidPipelineException e) {
      assertThat(e.getMessage()).startsWith("folder: ");
      assertThat(e.getMessage().lines().count()).isEqualTo(e.problems().size() + 1L);
      return e.problems().stream().map(Problem::toString).toList();
    }
  }
}
