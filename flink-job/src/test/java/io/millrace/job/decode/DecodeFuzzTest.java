package io.millrace.job.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.job.event.Decoded;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.AvroBytes;
import io.millrace.job.testing.Everything;
import io.millrace.job.testing.JsonText;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes, decoding answers with an event or a reason; it never throws. */
class DecodeFuzzTest {
  private static final Origin ORIGIN = Origin.ofFile("in", "events", 0, 0);
  private static final int SEEDS = 30_000;

  @ParameterizedTest
  @ValueSource(strings = {"avro", "json"})
  void randomBytesAreAnEventOrADeadLetter(String format) {
    EventDecoder decoder = EventDecoder.forReplay(Everything.files(format));
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] payload = new byte[random.nextInt(120)];
      random.nextBytes(payload);
      assertOutcome(decoder, payload, seed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"avro", "json"})
  void mutatedRecordsAreAnEventOrADeadLetter(String format) {
    EventDecoder decoder = EventDecoder.forReplay(Everything.files(format));
    int events = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] payload = mutated(valid(format, random), random);
      events += assertOutcome(decoder, payload, seed).isEvent() ? 1 : 0;
    }
    assertThat(events).as("both outcomes occur").isBetween(SEEDS / 50, SEEDS * 49 / 50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"avro", "json"})
  void anEventThatDecodedOnceDecodesAgainToTheSame(String format) {
    EventDecoder decoder = EventDecoder.forReplay(Everything.files(format));
    for (int seed = 0; seed < SEEDS / 10; seed++) {
      Random random = new Random(seed);
      byte[] payload = mutated(valid(format, random), random);
      Decoded decoded = decoder.decode(payload, ORIGIN);
      if (decoded.isEvent()) {
        assertThat(decoder.decodeAgain(payload, ORIGIN))
            .as("seed %d", seed)
            .usingRecursiveComparison()
            .isEqualTo(decoded.event());
      }
    }
  }

  private static Decoded assertOutcome(EventDecoder decoder, byte[] payload, int seed) {
    try {
      Decoded decoded = decoder.decode(payload, ORIGIN);
      if (!decoded.isEvent()) {
        assertThat(decoded.reason()).as("seed %d", seed).isNotNull();
        assertThat(decoded.message()).as("seed %d", seed).isNotBlank();
      }
      return decoded;
    } catch (RuntimeException | Error e) {
      return fail("seed " + seed + ": " + Arrays.toString(payload), e);
    }
  }

  private static byte[] valid(String format, Random random) {
    GenericRecord record = Everything.random(random);
    if (format.equals("json")) {
      return JsonText.of(record, random);
    }
    return random.nextBoolean() ? AvroBytes.bare(record) : AvroBytes.singleObject(record);
  }

  /** One to three changes: a bit, a byte, a cut, a repeated or a removed stretch. */
  private static byte[] mutated(byte[] valid, Random random) {
    byte[] bytes = valid;
    for (int left = 1 + random.nextInt(3); left > 0 && bytes.length > 0; left--) {
      int at = random.nextInt(bytes.length);
      int to = at + random.nextInt(Math.min(16, bytes.length - at) + 1);
      switch (random.nextInt(5)) {
        case 0 -> (bytes = bytes.clone())[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> (bytes = bytes.clone())[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 ->
            bytes =
                AvroBytes.join(
                    Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
        default ->
            bytes =
                AvroBytes.join(
                    Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
      }
    }
    return bytes;
  }
}
