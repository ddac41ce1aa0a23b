package io.millrace.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.decode.RawEventTypeInfo;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.RawEvent;
import io.millrace.job.testing.AvroBytes;
import io.millrace.job.testing.Everything;
import io.millrace.job.testing.JsonText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.file.CodecFactory;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRecordsTest {
  /** Well beyond a batch, and no multiple of one. */
  private static final int RECORDS = 1300;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"avro", "json"})
  void givesEachRecordItsOrdinalItsArrivalAndTheOutcomeOfDecoding(String format) throws Exception {
    Path file = write(format);
    List<RawEvent> records = records(read(format, file, null));
    assertThat(records).hasSize(RECORDS);
    for (int i = 0; i < RECORDS; i++) {
      RawEvent raw = records.get(i);
      assertThat(raw.decoded().message()).as("record %d", i).isNull();
      assertThat(raw.decoded().event().id()).isEqualTo("e" + i);
      assertThat(raw.origin().sequence()).isEqualTo(String.valueOf(i));
      assertThat(raw.origin().stream()).isEqualTo(folder.toString());
      assertThat(raw.origin().shard()).isEqualTo(file.getFileName().toString());
      assertThat(raw.origin().arrivalMillis()).isEqualTo(77);
    }
  }

  /** A position is what a checkpoint keeps while a batch is being read. */
  @ParameterizedTest
  @ValueSource(strings = {"avro", "json"})
  void goesOnBehindTheRecordOfAnyPosition(String format) throws Exception {
    Path file = write(format);
    List<RecordAndPosition<RawEvent>> all = read(format, file, null);
    for (int done : new int[] {1, 511, 512, 513, 1024, RECORDS - 1, RECORDS}) {
      RecordAndPosition<RawEvent> last = all.get(done - 1);
      CheckpointedPosition position =
          new CheckpointedPosition(last.getOffset(), last.getRecordSkipCount());
      List<RawEvent> rest = records(read(format, file, position));
      assertThat(rest).as("behind %d", done).hasSize(RECORDS - done);
      if (!rest.isEmpty()) {
        assertThat(rest.get(0).decoded().event().id()).isEqualTo("e" + done);
        assertThat(rest.get(0).origin().ordinal()).isEqualTo(done);
      }
    }
  }

  @Test
  void aFileThatIsNotWhatItSaysIsOneDeadLetterOfItsBytes() throws Exception {
    byte[] text = "no container\n".getBytes(StandardCharsets.UTF_8);
    for (String name : new String[] {"events.avro", "events.ndjson.gz"}) {
      Path file = Files.write(folder.resolve(name), text);
      List<RecordAndPosition<RawEvent>> read = read("avro", file, null);
      RawEvent raw = records(read).get(0);
      assertThat(read).as(name).hasSize(1);
      assertThat(raw.payload()).isEqualTo(text);
      assertThat(raw.decoded().reason()).isEqualTo(DeadLetterReason.DAMAGED_BLOCK);
      assertThat(raw.decoded().message()).startsWith("the file does not begin as");
      assertThat(read("avro", file, new CheckpointedPosition(CheckpointedPosition.NO_OFFSET, 1)))
          .isEmpty();
    }
  }

  private Path write(String format) throws Exception {
    byte[][] records = new byte[RECORDS][];
    for (int i = 0; i < RECORDS; i++) {
      var record = Everything.random(new Random(i));
      record.put("id", "e" + i);
      records[i] =
          format.equals("avro") ? AvroBytes.bare(record) : JsonText.of(record, new Random(i));
    }
    if (format.equals("json")) {
      byte[] lines =
          AvroBytes.join(
              Arrays.stream(records)
                  .map(record -> AvroBytes.join(record, new byte[] {'\n'}))
                  .toArray(byte[][]::new));
      return Files.write(folder.resolve("events.ndjson"), lines);
    }
    byte[][][] blocks = new byte[13][][];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = Arrays.copyOfRange(records, i * 100, (i + 1) * 100);
    }
    return Files.write(
        folder.resolve("events.avro"),
        AvroBytes.container(Everything.SCHEMA, CodecFactory.deflateCodec(1), blocks));
  }

  private static List<RecordAndPosition<RawEvent>> read(
      String format, Path file, CheckpointedPosition position) throws Exception {
    PipelineFiles files = Everything.files(format);
    EventDecoder decoder = EventDecoder.forReplay(files);
    FileRecords records =
        new FileRecords(
            decoder, Pipeline.of(files).event().schema(), () -> 77, new RawEventTypeInfo(decoder));
    org.apache.flink.core.fs.Path path = new org.apache.flink.core.fs.Path(file.toUri());
    long length = Files.size(file);
    FileSourceSplit split =
        new FileSourceSplit("1", path, 0, length, 0, length, new String[0], position);
    Configuration none = new Configuration();
    List<RecordAndPosition<RawEvent>> read = new ArrayList<>();
    try (BulkFormat.Reader<RawEvent> reader =
        position == null ? records.createReader(none, split) : records.restoreReader(none, split)) {
      for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
        for (var record = batch.next(); record != null; record = batch.next()) {
          read.add(
              new RecordAndPosition<>(
                  record.getRecord(), record.getOffset(), record.getRecordSkipCount()));
        }
        batch.releaseBatch();
      }
    }
    return read;
  }

  private static List<RawEvent> records(List<RecordAndPosition<RawEvent>> read) {
    return read.stream().map(RecordAndPosition::getRecord).toList();
  }
}
