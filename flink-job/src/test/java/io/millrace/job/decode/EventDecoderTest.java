package io.millrace.job.decode;

import static io.millrace.job.testing.TestPipelines.field;
import static io.millrace.job.testing.TestPipelines.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.TestPipelines;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identity, event time and bounds of an event; the encodings have tests of their own. */
class EventDecoderTest {
  private static final long ARRIVAL = Instant.parse("2024-05-01T10:00:00Z").toEpochMilli();
  private static final Origin ORIGIN = Origin.ofShard("stream", "shard-0", "1", ARRIVAL);

  private static final String TIMESTAMP =
      "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}";
  private static final String[] FIELDS = {
    field("id", "[\"null\", \"string\"]"), field("at", "[\"null\", " + TIMESTAMP + "]")
  };

  @Test
  void takesATextFieldAsIdentity() {
    Event event = decoded(json("id: id", "time: at", FIELDS), "{\"id\": \"007\", \"at\": 5}");
    assertThat(event.id()).isEqualTo("007");
    assertThat(event.hasNumericId()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"int\"", "\"long\"", "[\"null\", \"long\"]"})
  void takesANumberAsIdentity(String type) {
    PipelineFiles files = json("id: n", "time: at", field("n", type), field("at", TIMESTAMP));
    Event event = decoded(files, "{\"n\": -12, \"at\": 5}");
    assertThat(event.hasNumericId()).isTrue();
    assertThat(event.idNumber()).isEqualTo(-12);
    assertThat(event.id()).isEqualTo("-12");
  }

  @Test
  void takesTheHashOfTheBytesAsIdentity() throws Exception {
    PipelineFiles files = json("id: content-hash", "time: at", FIELDS);
    byte[] payload = utf8("{\"id\": \"a\", \"at\": 5}");
    Event event = EventDecoder.forReplay(files).decode(payload, ORIGIN).event();

    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(payload);
    assertThat(event.id()).isEqualTo(HexFormat.of().formatHex(sha256, 0, 16));
    assertThat(event.getString(Pipeline.of(files).eventIdColumn())).isEqualTo(event.id());
    assertThat(decoded(files, "{\"id\": \"a\",\"at\": 5}").id()).isNotEqualTo(event.id());
  }

  @Test
  void refusesAnEventWithoutIdentityOrTime() {
    PipelineFiles files = json("id: id", "time: at", FIELDS);
    assertRefused(files, "{\"at\": 5}", DeadLetterReason.MISSING_ID, "field id");
    assertRefused(files, "{\"id\": null, \"at\": 5}", DeadLetterReason.MISSING_ID, "field id");
    assertRefused(files, "{\"id\": \"a\"}", DeadLetterReason.MISSING_TIME, "field at");
  }

  @Test
  void keepsTheMicrosecondsOfATimeAndRoundsItDownToMilliseconds() {
    String micros = "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}";
    PipelineFiles files = json("id: id", "time: at", FIELDS[0], field("at", micros));
    Event event = decoded(files, "{\"id\": \"a\", \"at\": -1}");
    assertThat(event.getLong(1)).isEqualTo(-1);
    assertThat(event.timeMillis()).isEqualTo(-1);
    assertThat(Pipeline.of(files).eventTimeColumn()).isNegative();
  }

  @Test
  void readsATimeOfEpochMillisecondsIntoAColumnOfItsOwn() {
    PipelineFiles files = json("id: id", "time: at", FIELDS[0], field("at", "\"long\""));
    Event event = decoded(files, "{\"id\": \"a\", \"at\": 1714557600123}");
    assertThat(event.timeMillis()).isEqualTo(1_714_557_600_123L);
    assertThat(event.getLong(1)).isEqualTo(1_714_557_600_123L);
    assertThat(event.getLong(Pipeline.of(files).eventTimeColumn()))
        .isEqualTo(1_714_557_600_123_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time: at | 2024-05-01T10:00:00.123456Z | 2024-05-01T10:00:00.123456Z",
        "time: at | 2024-05-01T10:00:00+02:00 | 2024-05-01T08:00:00Z",
        "time: at | 2024-05-01T10:00 | 2024-05-01T10:00:00Z",
        "time: {field: at, zone: Europe/Berlin} | 2024-05-01T10:00:00 | 2024-05-01T08:00:00Z",
        "time: {field: at, zone: Europe/Berlin} | 2024-05-01T10:00:00Z | 2024-05-01T10:00:00Z",
        "time: {field: at, pattern: 'yyyy-MM-dd HH:mm:ss'}"
            + " | 2018-04-01 00:00:31 | 2018-04-01T00:00:31Z",
        "time: {field: at, pattern: 'd/M/uuuu H:mm', zone: Europe/London}"
            + " | 1/6/2011 8:26 | 2011-06-01T07:26:00Z",
        "time: {field: at, pattern: 'yyyy-MM-dd HH:mm:ssXXX', zone: Asia/Tokyo}"
            + " | 2018-04-01 00:00:31-01:00 | 2018-04-01T01:00:31Z"
      })
  void readsTextTimesByPatternAndZone(String setting, String text, String instant) {
    PipelineFiles files = json("id: id", setting, FIELDS[0], field("at", "\"string\""));
    Event event = decoded(files, "{\"id\": \"a\", \"at\": \"" + text + "\"}");
    Instant expected = Instant.parse(instant);
    assertThat(event.timeMillis()).isEqualTo(expected.toEpochMilli());
    assertThat(event.getLong(Pipeline.of(files).eventTimeColumn()))
        .isEqualTo(expected.getEpochSecond() * 1_000_000 + expected.getNano() / 1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "yesterday", "2018-04-01", "2018-02-30 00:00:00", "2018-04-01 25:00:00"})
  void refusesATextThatIsNoTimeOfThePattern(String text) {
    PipelineFiles files =
        json(
            "id: id",
            "time: {field: at, pattern: 'yyyy-MM-dd HH:mm:ss'}",
            FIELDS[0],
            field("at", "\"string\""));
    String payload = "{\"id\": \"a\", \"at\": \"" + text + "\"}";
    assertRefused(files, payload, DeadLetterReason.BAD_TIME, "field at");
  }

  @Test
  void boundsTheTimeOfALiveEventByItsArrival() {
    PipelineFiles files = json("id: id", "time: at, max-ahead: 1h", FIELDS);
    EventDecoder live = EventDecoder.forStream(files);
    long latest = ARRIVAL + 3_600_000;
    assertThat(live.decode(at(latest), ORIGIN).isEvent()).isTrue();
    assertThat(live.decode(at(latest + 1), ORIGIN).reason()).isEqualTo(DeadLetterReason.TIME_AHEAD);
    assertThat(live.decode(at(Long.MAX_VALUE / 1000), ORIGIN).reason())
        .isEqualTo(DeadLetterReason.TIME_AHEAD);
  }

  @Test
  void boundsTheTimeOfAReplayedEventByTheYear2100Only() {
    EventDecoder replay = EventDecoder.forReplay(json("id: id", "time: at", FIELDS));
    long latest = Instant.parse("2099-12-31T23:59:59.999Z").toEpochMilli();
    assertThat(replay.decode(at(latest), ORIGIN).isEvent()).isTrue();
    assertThat(replay.decode(at(latest + 1), ORIGIN).reason())
        .isEqualTo(DeadLetterReason.TIME_AHEAD);
  }

  @Test
  void refusesTimesBefore1900() {
    PipelineFiles files = json("id: id", "time: at", FIELDS);
    long earliest = Instant.parse("1900-01-01T00:00:00Z").toEpochMilli();
    for (EventDecoder decoder :
        List.of(EventDecoder.forReplay(files), EventDecoder.forStream(files))) {
      assertThat(decoder.decode(at(earliest), ORIGIN).isEvent()).isTrue();
      assertThat(decoder.decode(at(earliest - 1), ORIGIN).reason())
          .isEqualTo(DeadLetterReason.TIME_OUT_OF_RANGE);
    }
  }

  @Test
  void refusesRecordsLongerThanThePipelineAllows() {
    PipelineFiles files = json("id: id", "time: at, max-bytes: 100B", FIELDS);
    EventDecoder decoder = EventDecoder.forReplay(files);
    assertThat(decoder.decode(padded(100), ORIGIN).isEvent()).isTrue();
    Decoded decoded = decoder.decode(padded(101), ORIGIN);
    assertThat(decoded.reason()).isEqualTo(DeadLetterReason.OVERSIZED);
    assertThat(decoded.message()).contains("101 bytes").contains("100").contains("max-bytes");
  }

  @Test
  void namesNoValueOfTheRecordInAnyMessage() {
    String marker = "s3cr3t";
    PipelineFiles files =
        json(
            "id: id",
            "time: {field: at, pattern: 'yyyy-MM-dd HH:mm:ss'}",
            FIELDS[0],
            field("at", "\"string\""),
            field("n", "\"int\""),
            field("e", "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\"]}"),
            field("d", "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 4}"));
    EventDecoder decoder = EventDecoder.forReplay(files);
    String good = "\"id\": \"s3cr3t\", \"at\": \"2018-04-01 00:00:31\", ";
    for (String payload :
        List.of(
            marker,
            "\"" + marker + "\"",
            "{\"s3cr3t\": s3cr3t}",
            "{\"s3cr3t\"}",
            "{\"id\": \"s3cr3t",
            "{\"id\": \"s3cr3t\", \"at\": \"s3cr3t\"}",
            "{\"id\": \"s3cr3t\", \"at\": \"s3cr3t\", \"n\": 1, \"e\": \"A\", \"d\": 1}",
            "{" + good + "\"n\": \"s3cr3t\"}",
            "{" + good + "\"n\": s3cr3t}",
            "{" + good + "\"n\": 1, \"e\": \"s3cr3t\", \"d\": 1}",
            "{" + good + "\"n\": 1, \"e\": \"A\", \"d\": \"s3cr3t\"}",
            "{" + good + "\"n\": 1, \"e\": \"A\"} s3cr3t")) {
      Decoded decoded = decoder.decode(utf8(payload), ORIGIN);
      assertThat(decoded.isEvent()).as(payload).isFalse();
      assertThat(decoded.message()).as(payload).isNotBlank().doesNotContain(marker);
    }
    String number = "987654321987654321";
    Decoded decoded =
        decoder.decode(utf8("{" + good + "\"n\": " + number + ", \"e\": \"A\"}"), ORIGIN);
    assertThat(decoded.message()).isNotBlank().doesNotContain(number);
  }

  @Test
  void decodesTheSameAfterItWasSentAndDuplicated() throws Exception {
    PipelineFiles files = json("id: id", "time: at", FIELDS);
    EventDecoder decoder = EventDecoder.forStream(files);
    byte[] ahead = at(ARRIVAL + 100_000_000);
    EventDecoder sent = InstantiationUtil.clone(decoder);
    assertThat(sent.decode(ahead, ORIGIN).reason()).isEqualTo(DeadLetterReason.TIME_AHEAD);
    assertThat(sent.duplicate()).isNotSameAs(sent);
    assertThat(sent.duplicate().decode(ahead, ORIGIN).reason())
        .isEqualTo(DeadLetterReason.TIME_AHEAD);
  }

  @Test
  void decodingAgainAsksNotForTheTimeButForTheSchema() {
    EventDecoder decoder = EventDecoder.forReplay(json("id: id", "time: at", FIELDS));
    long beyond = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
    assertThat(decoder.decodeAgain(at(beyond), ORIGIN).timeMillis()).isEqualTo(beyond);
    assertThatIllegalStateException()
        .isThrownBy(() -> decoder.decodeAgain(utf8("{}"), ORIGIN))
        .withMessageContaining("does not decode again");
  }

  private static void assertRefused(
      PipelineFiles files, String payload, DeadLetterReason reason, String part) {
    Decoded decoded = EventDecoder.forReplay(files).decode(utf8(payload), ORIGIN);
    assertThat(decoded.reason()).isEqualTo(reason);
    assertThat(decoded.message()).contains(part);
  }

  private static Event decoded(PipelineFiles files, String payload) {
    Decoded decoded = EventDecoder.forReplay(files).decode(utf8(payload), ORIGIN);
    assertThat(decoded.message()).isNull();
    return decoded.event();
  }

  private static byte[] at(long millis) {
    return utf8("{\"id\": \"a\", \"at\": " + millis + "}");
  }

  private static byte[] padded(int length) {
    String payload = "{\"id\": \"a\", \"at\": 5}";
    return utf8(payload + " ".repeat(length - payload.length()));
  }

  private static PipelineFiles json(String id, String time, String... fields) {
    return TestPipelines.of(
        "pipeline: p\nevent: {schema: event.avsc, format: json, " + id + ", " + time + "}\n",
        record(fields));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
