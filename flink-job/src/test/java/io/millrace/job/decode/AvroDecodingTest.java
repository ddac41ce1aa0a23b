package io.millrace.job.decode;

import static io.millrace.job.testing.AvroBytes.join;
import static io.millrace.job.testing.AvroBytes.number;
import static io.millrace.job.testing.TestPipelines.field;
import static io.millrace.job.testing.TestPipelines.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.AvroBytes;
import io.millrace.job.testing.Everything;
import io.millrace.job.testing.TestPipelines;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroDecodingTest {
  private static final Origin ORIGIN = Origin.ofFile("in", "events.avro", 0, 0);
  private static final PipelineFiles EVERYTHING = Everything.files("avro");

  @Test
  void readsEveryTypeFromBareAndSingleObjectRecords() {
    Layout layout = Pipeline.of(EVERYTHING).layout();
    EventDecoder decoder = EventDecoder.forReplay(EVERYTHING);
    for (int seed = 0; seed < 300; seed++) {
      GenericRecord record = Everything.random(new Random(seed));
      for (byte[] payload : new byte[][] {AvroBytes.bare(record), AvroBytes.singleObject(record)}) {
        Decoded decoded = decoder.decode(payload, ORIGIN);
        assertThat(decoded.message()).as("seed %d", seed).isNull();
        assertThat(Everything.columns(layout, decoded.event()))
            .as("seed %d", seed)
            .usingRecursiveComparison()
            .isEqualTo(Everything.expectedColumns(record));
        assertThat(decoded.event().id()).isEqualTo(record.get("id"));
        assertThat(decoded.event().timeMillis()).isEqualTo(record.get("at"));
        assertThat(decoded.event().payload()).isSameAs(payload);
        assertThat(decoded.event().origin()).isSameAs(ORIGIN);
      }
    }
  }

  @Test
  void callsARecordCutOffAtAnyByteTruncated() {
    EventDecoder decoder = EventDecoder.forReplay(EVERYTHING);
    for (int seed = 0; seed < 20; seed++) {
      byte[] bare = AvroBytes.bare(Everything.random(new Random(seed)));
      byte[] single = AvroBytes.singleObject(Everything.random(new Random(seed)));
      for (int length = 0; length < bare.length; length++) {
        assertThat(decoder.decode(Arrays.copyOf(bare, length), ORIGIN).reason())
            .as("seed %d cut to %d bytes", seed, length)
            .isEqualTo(DeadLetterReason.TRUNCATED);
      }
      for (int length = 10; length < single.length; length++) {
        assertThat(decoder.decode(Arrays.copyOf(single, length), ORIGIN).reason())
            .as("seed %d cut to %d bytes", seed, length)
            .isEqualTo(DeadLetterReason.TRUNCATED);
      }
    }
  }

  @Test
  void refusesARecordWithBytesBehindItsLastField() {
    byte[] payload = AvroBytes.bare(Everything.random(new Random(1)));
    Decoded decoded =
        EventDecoder.forReplay(EVERYTHING)
            .decode(Arrays.copyOf(payload, payload.length + 3), ORIGIN);
    assertThat(decoded.reason()).isEqualTo(DeadLetterReason.MALFORMED);
    assertThat(decoded.message()).contains("3 bytes follow");
  }

  @Test
  void tellsTheFingerprintOfASchemaThatItDoesNotKnow() {
    byte[] payload = AvroBytes.singleObject(Everything.random(new Random(1)));
    payload[9] ^= 0x55;
    Decoded decoded = EventDecoder.forReplay(EVERYTHING).decode(payload, ORIGIN);
    assertThat(decoded.reason()).isEqualTo(DeadLetterReason.UNKNOWN_SCHEMA);
    assertThat(decoded.message()).contains("fingerprint").contains("event.avsc");
  }

  @Test
  void readsABareRecordThatHappensToBeginLikeASingleObject() {
    PipelineFiles files =
        TestPipelines.of(
            "pipeline: p\nevent: {schema: event.avsc, format: avro, id: n, time: at}\n",
            record(field("n", "\"long\""), field("at", "\"long\""), field("text", "\"string\"")));
    byte[] payload = join(number(-98), number(1000), text("twelve bytes"));
    assertThat(payload).startsWith(0xC3, 0x01).hasSizeGreaterThan(10);
    Decoded decoded = EventDecoder.forReplay(files).decode(payload, ORIGIN);
    assertThat(decoded.message()).isNull();
    assertThat(decoded.event().idNumber()).isEqualTo(-98);
  }

  @ParameterizedTest
  @ValueSource(longs = {100, Integer.MAX_VALUE - 8, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE})
  void allocatesNothingForALengthThatTheRecordDoesNotHave(long length) {
    EventDecoder decoder = EventDecoder.forReplay(with("\"bytes\""));
    byte[] hostile = with(number(length));
    decoder.decode(hostile, ORIGIN);

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Decoded decoded = decoder.decode(hostile, ORIGIN);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    assertThat(decoded.reason()).isEqualTo(DeadLetterReason.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Integer.MIN_VALUE, Long.MIN_VALUE})
  void refusesANegativeLength(long length) {
    assertMalformed("\"string\"", number(length));
    assertMalformed("\"bytes\"", number(length));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void refusesAUnionBranchThatDoesNotExist(int branch) {
    assertMalformed("[\"null\", \"int\"]", number(branch));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, -1, Integer.MAX_VALUE})
  void refusesAnEnumSymbolThatDoesNotExist(int symbol) {
    assertMalformed(
        "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\", \"B\", \"C\"]}",
        number(symbol));
  }

  @Test
  void refusesANumberOfMoreBytesThanItsTypeHas() {
    byte[] endless = new byte[12];
    Arrays.fill(endless, (byte) 0xFF);
    assertMalformed("\"int\"", endless);
    assertMalformed("\"long\"", endless);
  }

  @Test
  void refusesADecimalOfMoreDigitsThanItsTypeHas() {
    String decimal =
        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 4, \"scale\": 2}";
    assertThat(decode(decimal, join(number(2), new byte[] {0x27, 0x0F})).isEvent())
        .as("99.99")
        .isTrue();
    assertMalformed(decimal, join(number(2), new byte[] {0x27, 0x10}));
    assertMalformed(decimal, join(number(2), new byte[] {(byte) 0xD8, (byte) 0xF0}));
    assertMalformed(decimal, join(number(100), new byte[100]));
    assertMalformed(decimal, number(0));
    String fixed =
        "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 2, \"logicalType\": \"decimal\","
            + " \"precision\": 4, \"scale\": 2}";
    assertMalformed(fixed, new byte[] {0x27, 0x10});
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    assertMalformed("\"string\"", join(number(2), new byte[] {(byte) 0xC3, 0x28}));
    assertThat(decode("\"string\"", text("replacement \uFFFD as such")).isEvent()).isTrue();
  }

  @Test
  void refusesATimestampBeyondTheRangeOfMicroseconds() {
    assertMalformed(
        "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}", number(Long.MAX_VALUE / 2));
  }

  private static void assertMalformed(String type, byte[] value) {
    Decoded decoded = decode(type, value);
    assertThat(decoded.reason()).isEqualTo(DeadLetterReason.MALFORMED);
    assertThat(decoded.message()).isNotBlank();
  }

  private static Decoded decode(String type, byte[] value) {
    return EventDecoder.forReplay(with(type)).decode(with(value), ORIGIN);
  }

  /** A pipeline whose event ends with a field of this type. */
  private static PipelineFiles with(String type) {
    return TestPipelines.of(
        "pipeline: p\nevent: {schema: event.avsc, format: avro, id: id, time: at}\n",
        record(field("id", "\"long\""), field("at", "\"long\""), field("x", type)));
  }

  private static byte[] with(byte[] value) {
    return join(number(1), number(1000), value);
  }

  private static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return join(number(utf8.length), utf8);
  }
}
