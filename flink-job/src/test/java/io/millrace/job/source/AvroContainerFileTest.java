package io.millrace.job.source;

import static io.millrace.job.testing.AvroBytes.join;
import static io.millrace.job.testing.AvroBytes.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.testing.AvroBytes;
import io.millrace.job.testing.TestPipelines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.SeekableByteArrayInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroContainerFileTest {
  private static final Schema SCHEMA =
      schema(TestPipelines.field("id", "\"long\""), TestPipelines.field("text", "\"string\""));
  private static final int BLOCKS = 5;
  private static final int RECORDS = 20;

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard", "bzip2"})
  void handsOutTheBytesOfEachRecord(String codec) throws IOException {
    byte[] file = AvroBytes.container(SCHEMA, CodecFactory.fromString(codec), blocks());
    assertThat(payloads(read(file))).isEqualTo(hex(blocks()));
    assertThat(read(file)).allSatisfy(entry -> assertThat(entry.fault()).isNull());
  }

  @Test
  void readsAFileWithoutRecords() throws IOException {
    assertThat(read(AvroBytes.container(SCHEMA, CodecFactory.nullCodec()))).isEmpty();
  }

  @Test
  void aGarbageRecordInItsOwnBlockIsExactlyOneRecord() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      byte[] garbage = new byte[1 + random.nextInt(40)];
      random.nextBytes(garbage);
      byte[] file =
          AvroBytes.container(
              SCHEMA,
              CodecFactory.nullCodec(),
              new byte[][] {record(1)},
              new byte[][] {garbage},
              new byte[][] {record(2)});
      assertThat(payloads(read(file)))
          .containsExactly(hex(record(1)), hex(garbage), hex(record(2)));
    }
  }

  @Test
  void aRecordWithoutEndTakesTheRestOfItsBlockAndNoMore() throws IOException {
    byte[] endless = join(number(3), number(1_000_000), new byte[] {'a'});
    byte[] file =
        AvroBytes.container(
            SCHEMA,
            CodecFactory.deflateCodec(6),
            new byte[][] {record(1), endless, record(2)},
            new byte[][] {record(3)});
    assertThat(payloads(read(file)))
        .containsExactly(hex(record(1)), hex(join(endless, record(2))), hex(record(3)));
  }

  @Test
  void aNegativeLengthDoesNotLeadBackIntoTheRecordsBefore() throws IOException {
    for (long length : new long[] {-1, -3, -7, -20, -1_000_000, Long.MIN_VALUE}) {
      byte[] backwards = join(number(3), number(length));
      byte[] file =
          AvroBytes.container(
              SCHEMA,
              CodecFactory.nullCodec(),
              new byte[][] {record(1), backwards, record(2)},
              new byte[][] {record(3)});
      List<String> payloads = payloads(read(file));
      assertThat(payloads).as("length %d", length).startsWith(hex(record(1)));
      assertThat(payloads).as("length %d", length).endsWith(hex(record(3)));
      assertThat(payloads.size()).as("length %d", length).isBetween(3, 4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy"})
  void aDamagedBlockCostsThatBlock(String codec) throws IOException {
    byte[][][] blocks = blocks();
    byte[] file = AvroBytes.container(SCHEMA, CodecFactory.fromString(codec), blocks);
    List<Integer> markers = markers(file);
    for (int damaged = 0; damaged < BLOCKS; damaged++) {
      byte[] broken = file.clone();
      int start = markers.get(damaged) + 16;
      Arrays.fill(broken, start, start + 4, (byte) 0xFF);
      List<RecordFile.Entry> entries = read(broken);
      List<String> expected = new ArrayList<>(hex(Arrays.copyOf(blocks, damaged)));
      expected.add(hex(Arrays.copyOfRange(broken, start, markers.get(damaged + 1) + 16)));
      expected.addAll(hex(Arrays.copyOfRange(blocks, damaged + 1, BLOCKS)));
      assertThat(payloads(entries)).as("block %d", damaged).isEqualTo(expected);
      RecordFile.Entry dead = entries.get(damaged * RECORDS);
      assertThat(dead.fault()).isEqualTo(DeadLetterReason.DAMAGED_BLOCK);
      assertThat(dead.message()).startsWith("the container's block at byte " + start);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy"})
  void aFileCutOffAnywhereKeepsItsWholeBlocksAndOneDeadLetter(String codec) throws IOException {
    byte[][][] blocks = blocks();
    byte[] file = AvroBytes.container(SCHEMA, CodecFactory.fromString(codec), blocks);
    List<Integer> markers = markers(file);
    for (int cut = markers.get(0) + 16; cut < file.length; cut++) {
      List<RecordFile.Entry> entries = read(Arrays.copyOf(file, cut));
      int whole = 0;
      while (markers.get(whole + 1) + 16 <= cut) {
        whole++;
      }
      int start = markers.get(whole) + 16;
      List<String> expected = new ArrayList<>(hex(Arrays.copyOf(blocks, whole)));
      if (start < cut) {
        expected.add(hex(Arrays.copyOfRange(file, start, cut)));
      }
      assertThat(payloads(entries)).as("cut at %d", cut).isEqualTo(expected);
    }
  }

  /** Each byte of a file changed in turn: never an exception, and every other block intact. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy"})
  void survivesAnyChangedByteBehindTheHead(String codec) {
    byte[][][] blocks = blocks();
    byte[] file = AvroBytes.container(SCHEMA, CodecFactory.fromString(codec), blocks);
    List<Integer> markers = markers(file);
    Random random = new Random(7);
    for (int at = markers.get(0) + 16; at < file.length; at++) {
      byte[] broken = file.clone();
      broken[at] ^= (byte) (1 + random.nextInt(255));
      int block = 0;
      while (markers.get(block + 1) + 16 <= at) {
        block++;
      }
      try {
        List<String> payloads = payloads(read(broken));
        List<String> before = hex(Arrays.copyOf(blocks, block));
        boolean markerHit = at >= markers.get(block + 1);
        int intact = Math.min(BLOCKS, block + (markerHit ? 2 : 1));
        List<String> after = hex(Arrays.copyOfRange(blocks, intact, BLOCKS));
        assertThat(payloads).as("byte %d", at).hasSizeGreaterThan(before.size() + after.size());
        assertThat(payloads.subList(0, before.size())).as("byte %d", at).isEqualTo(before);
        assertThat(payloads.subList(payloads.size() - after.size(), payloads.size()))
            .as("byte %d", at)
            .isEqualTo(after);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        fail("byte " + at + " of " + file.length, e);
      }
    }
  }

  @Test
  void refusesAFileWhoseHeadIsDamagedInWords() {
    byte[] file = AvroBytes.container(SCHEMA, CodecFactory.deflateCodec(1), blocks());
    int head = markers(file).get(0) + 16;
    for (int cut = 0; cut < head; cut++) {
      byte[] broken = Arrays.copyOf(file, cut);
      assertThatThrownBy(() -> read(broken))
          .as("cut at %d", cut)
          .isInstanceOf(DamagedException.class);
    }
    assertThatThrownBy(() -> read("{\"id\": 1}\n".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("does not begin as an Avro container file");
    byte[] hugeEntry = join(new byte[] {'O', 'b', 'j', 1}, number(1), number(Integer.MAX_VALUE));
    assertThatThrownBy(() -> read(hugeEntry)).hasMessage("claims more bytes than there are");
  }

  @Test
  void anyChangedByteOfTheHeadIsReadOrRefused() {
    byte[] file = AvroBytes.container(SCHEMA, CodecFactory.deflateCodec(1), blocks());
    int head = markers(file).get(0) + 16;
    for (int at = 0; at < head; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] broken = file.clone();
        broken[at] ^= (byte) (1 << bit);
        try {
          assertThat(read(broken)).isNotEmpty();
        } catch (DamagedException e) {
          assertThat(e.getMessage()).isNotBlank();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
          fail("bit " + bit + " of byte " + at, e);
        }
      }
    }
  }

  @Test
  void namesACodecThatItDoesNotKnow() throws IOException {
    byte[] file = AvroBytes.container(SCHEMA, CodecFactory.deflateCodec(1), blocks());
    String text = new String(file, StandardCharsets.ISO_8859_1).replace("deflate", "defjate");
    assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("is compressed with a codec that is not null, deflate");
  }

  @Test
  void resolvesRecordsOfAnotherSchemaToThePipelines() throws IOException {
    Schema written =
        schema(
            TestPipelines.field("text", "\"string\""),
            TestPipelines.field("gone", "[\"null\", \"double\"]"),
            TestPipelines.field("id", "\"int\""));
    byte[] record = join(text("seven"), number(0), number(7));
    byte[] file =
        AvroBytes.container(written, CodecFactory.nullCodec(), new byte[][] {record, record});
    assertThat(payloads(read(file))).containsOnly(hex(join(number(7), text("seven")))).hasSize(2);
  }

  @Test
  void aRecordThatDoesNotResolveIsADeadLetterAndNotReadAsSomethingElse() throws IOException {
    Schema written =
        schema(
            TestPipelines.field("amount", "\"long\""), TestPipelines.field("name", "\"string\""));
    byte[] file =
        AvroBytes.container(written, CodecFactory.nullCodec(), new byte[][] {record(1), record(2)});
    List<RecordFile.Entry> entries = read(file);
    assertThat(payloads(entries)).containsExactly(hex(record(1)), hex(record(2)));
    assertThat(entries)
        .allSatisfy(
            entry -> {
              assertThat(entry.fault()).isEqualTo(DeadLetterReason.MALFORMED);
              assertThat(entry.message()).contains("does not resolve");
            });
  }

  @Test
  void aGarbageRecordOfAnotherSchemaAllocatesNothingForItsLengths() throws IOException {
    Schema written =
        schema(TestPipelines.field("text", "\"string\""), TestPipelines.field("id", "\"int\""));
    byte[] hostile = join(number(Integer.MAX_VALUE - 10), new byte[] {'a'});
    byte[] good = join(text("seven"), number(7));
    byte[] file =
        AvroBytes.container(
            written, CodecFactory.nullCodec(), new byte[][] {hostile}, new byte[][] {good});
    List<RecordFile.Entry> entries = read(file);
    assertThat(entries.get(0).fault()).isEqualTo(DeadLetterReason.MALFORMED);
    assertThat(hex(entries.get(0).payload())).isEqualTo(hex(hostile));
    assertThat(hex(entries.get(1).payload())).isEqualTo(hex(join(number(7), text("seven"))));
  }

  @Test
  void refusesAFileWhoseTimesOrDecimalsHaveAnotherUnit() {
    String millis = "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}";
    String micros = "[\"null\", {\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}]";
    byte[] file =
        AvroBytes.container(schema(TestPipelines.field("at", millis)), CodecFactory.nullCodec());
    assertThatThrownBy(() -> read(file, schema(TestPipelines.field("at", micros))))
        .isInstanceOf(DamagedException.class)
        .hasMessage("holds in field at timestamp-millis, event.avsc asks for timestamp-micros");

    String decimal =
        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9, \"scale\": %d}";
    byte[] prices =
        AvroBytes.container(
            schema(TestPipelines.field("price", decimal.formatted(2))), CodecFactory.nullCodec());
    assertThatThrownBy(
            () -> read(prices, schema(TestPipelines.field("price", decimal.formatted(3)))))
        .hasMessage(
            "holds in field price a decimal of scale 2, event.avsc asks for one of scale 3");
  }

  @Test
  void skippingIsReadingWithoutHandingOut() throws IOException {
    byte[] file = AvroBytes.container(SCHEMA, CodecFactory.snappyCodec(), blocks());
    Arrays.fill(file, markers(file).get(2) + 20, markers(file).get(2) + 24, (byte) 0xFF);
    List<String> all = payloads(read(file));
    for (int skipped = 0; skipped <= all.size(); skipped += 7) {
      try (AvroContainerFile open = open(file, SCHEMA)) {
        open.skip(skipped);
        assertThat(payloads(entries(open))).isEqualTo(all.subList(skipped, all.size()));
      }
    }
  }

  private static Schema schema(String... fields) {
    return new Schema.Parser().parse(TestPipelines.record(fields));
  }

  private static byte[][][] blocks() {
    byte[][][] blocks = new byte[BLOCKS][RECORDS][];
    for (int block = 0; block < BLOCKS; block++) {
      for (int i = 0; i < RECORDS; i++) {
        blocks[block][i] = record(block * RECORDS + i);
      }
    }
    return blocks;
  }

  private static byte[] record(int id) {
    return join(number(id), text("text " + id * 31));
  }

  private static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return join(number(utf8.length), utf8);
  }

  /** Where the markers of a file stand, the one of its head first. */
  private static List<Integer> markers(byte[] file) {
    byte[] marker = Arrays.copyOfRange(file, file.length - 16, file.length);
    List<Integer> markers = new ArrayList<>();
    for (int i = 0; i <= file.length - 16; i++) {
      if (Arrays.equals(file, i, i + 16, marker, 0, 16)) {
        markers.add(i);
      }
    }
    return markers;
  }

  private static List<RecordFile.Entry> read(byte[] file) throws IOException {
    return read(file, SCHEMA);
  }

  private static List<RecordFile.Entry> read(byte[] file, Schema expected) throws IOException {
    try (AvroContainerFile open = open(file, expected)) {
      return entries(open);
    }
  }

  private static AvroContainerFile open(byte[] file, Schema expected) throws IOException {
    return new AvroContainerFile(new SeekableByteArrayInput(file), expected);
  }

  private static List<RecordFile.Entry> entries(RecordFile file) throws IOException {
    List<RecordFile.Entry> entries = new ArrayList<>();
    for (RecordFile.Entry entry = file.next(); entry != null; entry = file.next()) {
      entries.add(entry);
    }
    return entries;
  }

  private static List<String> payloads(List<RecordFile.Entry> entries) {
    return entries.stream().map(entry -> hex(entry.payload())).toList();
  }

  private static List<String> hex(byte[][][] blocks) {
    return Arrays.stream(blocks).flatMap(Arrays::stream).map(AvroContainerFileTest::hex).toList();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
