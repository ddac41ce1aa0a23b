package io.millrace.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.decode.RawEventTypeInfo;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.testing.Cluster;
import io.millrace.job.testing.TestPipelines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FileEventsIT {
  private static final long START = 1_700_000_000_000L;
  private static final PipelineFiles FILES =
      TestPipelines.of(
          "pipeline: p\n"
              + "event: {schema: event.avsc, format: json, id: id, time: at, ordering: 5s}\n",
          TestPipelines.record(
              TestPipelines.field("id", "\"long\""), TestPipelines.field("at", "\"long\"")));

  @RegisterExtension static final MiniClusterExtension CLUSTER = Cluster.extension();

  @TempDir Path folder;

  @Test
  void readsTheRecordFilesOfAFolderOneAfterAnotherByPath() throws Exception {
    write("b.ndjson", 0, 700);
    write("a/2.ndjson", 1000, 1600);
    write("a/10.ndjson", 2000, 2600);
    write("_hidden/c.ndjson", 9000, 9100);
    Files.writeString(folder.resolve("README.md"), "no records\n");
    assertThat(read(2, new Pass()))
        .containsExactlyElementsOf(
            concat(
                sequence("10.ndjson", 2000, 600),
                sequence("2.ndjson", 1000, 600),
                sequence("b.ndjson", 0, 700)));
  }

  @Test
  void readsASingleFile() throws Exception {
    write("only.ndjson", 0, 10);
    folder = folder.resolve("only.ndjson");
    assertThat(read(1, new Pass())).isEqualTo(sequence("only.ndjson", 0, 10));
  }

  /**
   * The failure comes after checkpoints within the second file; none is read twice or not at all.
   */
  @Test
  void goesOnWhereACheckpointStoodAfterAFailure() throws Exception {
    write("1.ndjson", 0, 900);
    write("2.ndjson", 1000, 2500);
    write("3.ndjson", 3000, 3100);
    List<String> read = read(1, new FailInTheSecondFile());
    List<String> expected =
        concat(
            sequence("1.ndjson", 0, 900),
            sequence("2.ndjson", 1000, 1500),
            sequence("3.ndjson", 3000, 100));
    assertThat(FailInTheSecondFile.FAILED).isNotEmpty();
    assertThat(read).containsExactlyElementsOf(expected);
  }

  @Test
  void watermarksFollowTheHighestTimeLessTheOrderingAndNoDeadLetter() {
    EventDecoder decoder = EventDecoder.forReplay(FILES);
    List<Long> emitted = new ArrayList<>();
    var generator = EventTimeWatermarks.strategy(5000).createWatermarkGenerator(() -> null);
    WatermarkOutput output = new CollectingOutput(emitted);
    generator.onPeriodicEmit(output);
    assertThat(emitted).as("nothing is known before the first event").isEmpty();

    generator.onEvent(raw(decoder, "{\"id\": 1, \"at\": " + START + "}"), START, output);
    generator.onEvent(raw(decoder, "{\"id\": 2, \"at\": " + (START - 9000) + "}"), 0, output);
    generator.onEvent(raw(decoder, "{\"id\": 3, \"at\": 5000000000000}"), 0, output);
    generator.onEvent(raw(decoder, "nonsense"), 0, output);
    generator.onPeriodicEmit(output);
    assertThat(emitted).containsExactly(START - 5001);
  }

  private static RawEvent raw(EventDecoder decoder, String json) {
    return RawEvent.of(
        json.getBytes(StandardCharsets.UTF_8), Origin.ofFile("in", "f", 0, 0), decoder);
  }

  private List<String> read(int parallelism, MapFunction<String, String> next) throws Exception {
    StreamExecutionEnvironment env = Cluster.environment(parallelism, 10, 1);
    EventDecoder decoder = EventDecoder.forReplay(FILES);
    DataStream<RawEvent> records =
        FileEvents.attach(
            env,
            new org.apache.flink.core.fs.Path(folder.toUri()),
            Pipeline.of(FILES),
            decoder,
            new RawEventTypeInfo(decoder),
            () -> 77);
    assertThat(records.getParallelism()).isEqualTo(1);
    List<String> read = new ArrayList<>();
    try (CloseableIterator<String> lines =
        records
            .map(FileEventsIT::text)
            .returns(Types.STRING)
            .setParallelism(1)
            .map(next)
            .returns(Types.STRING)
            .setParallelism(1)
            .executeAndCollect()) {
      lines.forEachRemaining(read::add);
    }
    return read;
  }

  private static String text(RawEvent raw) {
    return raw.origin().shard() + ' ' + raw.origin().sequence() + ' ' + raw.decoded().event().id();
  }

  private static List<String> sequence(String file, int first, int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(file + ' ' + i + ' ' + (first + i));
    }
    return lines;
  }

  @SafeVarargs
  private static List<String> concat(List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  private void write(String name, int from, int to) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append("{\"id\": %d, \"at\": %d}\n".formatted(i, START + i));
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, lines);
  }

  private static class Pass implements MapFunction<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String map(String line) {
      return line;
    }
  }

  /** Slow enough for checkpoints to complete on the way, and fails once. */
  private static final class FailInTheSecondFile implements MapFunction<String, String> {
    private static final long serialVersionUID = 1L;
    static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

    @Override
    public String map(String line) throws InterruptedException {
      if (line.endsWith("00")) {
        Thread.sleep(40);
      }
      if (line.equals("2.ndjson 1400 2400") && FAILED.add(line)) {
        throw new IllegalStateException("failing once, as the test wants");
      }
      return line;
    }
  }

  private record CollectingOutput(List<Long> emitted) implements WatermarkOutput {
    @Override
    public void emitWatermark(Watermark watermark) {
      emitted.add(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void markActive() {
      throw new UnsupportedOperationException();
    }
  }
}
