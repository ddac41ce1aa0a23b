package io.millrace.job.testing;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.lake.EventParquet;
import io.millrace.job.lake.ParquetFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A small lake of events with an identity, a time and a key, written file by file. */
public final class WrittenLake {
  public static final PipelineFiles FILES = files("deduplicate: 24h\n");
  public static final Pipeline PIPELINE = Pipeline.of(FILES);

  private static final EventDecoder DECODER = EventDecoder.forReplay(FILES);

  private final Path root;

  public WrittenLake(Path root) {
    this.root = root;
  }

  /** The pipeline of these events, with further sections. */
  public static PipelineFiles files(String sections) {
    return TestPipelines.of(
        "pipeline: p\nevent: {schema: event.avsc, format: json, id: id, time: at}\n" + sections,
        TestPipelines.record(
            TestPipelines.field("id", "\"long\""),
            TestPipelines.field(
                "at", "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"),
            TestPipelines.field("key", "[\"null\", \"string\"]", "null")));
  }

  public org.apache.flink.core.fs.Path root() {
    return new org.apache.flink.core.fs.Path(root.toUri());
  }

  /** An event of shard s, which arrived when it happened. */
  public static Event event(long id, String at) {
    return event(id, at, "s", at);
  }

  /** An event as it stands before the lake. */
  public static Event event(long id, String at, String shard, String arrival) {
    String json = "{\"id\": %d, \"at\": %d}".formatted(id, Instant.parse(at).toEpochMilli());
    Origin origin =
        Origin.ofShard("stream", shard, "4" + id, Instant.parse(arrival).toEpochMilli());
    Event event = DECODER.decode(json.getBytes(StandardCharsets.UTF_8), origin).event();
    int column = PIPELINE.originColumn();
    event.setBoolean(column, false);
    event.setObject(column + 1, origin.stream());
    event.setObject(column + 2, origin.shard());
    event.setObject(column + 3, origin.sequence());
    event.setLong(column + 4, origin.arrivalMillis() * 1000);
    event.setObject(column + 5, "pipeline");
    event.setObject(column + 6, "ruleset");
    event.setObject(column + 7, "features");
    event.setObject(column + 8, "version");
    return event;
  }

  /** Writes a file. */
  public WrittenLake file(String path, Event... events) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    ParquetFile.write(EventParquet.writer(FILES), file, List.of(events));
    return this;
  }
}
