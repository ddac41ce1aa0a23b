package io.millrace.job.decode;

import static io.millrace.job.testing.TestPipelines.field;
import static io.millrace.job.testing.TestPipelines.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.Everything;
import io.millrace.job.testing.JsonText;
import io.millrace.job.testing.TestPipelines;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecodingTest {
  private static final Origin ORIGIN = Origin.ofFile("in", "events.ndjson", 0, 0);
  private static final PipelineFiles EVERYTHING = Everything.files("json");

  private static final String TIMESTAMP_MILLIS =
      "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}";
  private static final String TIMESTAMP_MICROS =
      "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}";
  private static final String DATE = "{\"type\": \"int\", \"logicalType\": \"date\"}";
  private static final String DECIMAL =
      "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 6, \"scale\": 2}";
  private static final String FIXED = "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 3}";
  private static final String ENUM =
      "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\", \"B\"]}";

  @Test
  void readsTheSameEventsAsAvroDoes() {
    Layout layout = Pipeline.of(EVERYTHING).layout();
    EventDecoder decoder = EventDecoder.forReplay(EVERYTHING);
    for (int seed = 0; seed < 300; seed++) {
      GenericRecord record = Everything.random(new Random(seed));
      Decoded decoded = decoder.decode(JsonText.of(record, new Random(seed)), ORIGIN);
      assertThat(decoded.message()).as("seed %d", seed).isNull();
      assertThat(Everything.columns(layout, decoded.event()))
          .as("seed %d", seed)
          .usingRecursiveComparison()
          .isEqualTo(Everything.expectedColumns(record));
    }
  }

  @Test
  void refusesARecordCutOffAtAnyByte() {
    EventDecoder decoder = EventDecoder.forReplay(EVERYTHING);
    for (int seed = 0; seed < 20; seed++) {
      byte[] payload = JsonText.of(Everything.random(new Random(seed)), new Random(seed));
      int truncated = 0;
      for (int length = 0; length < payload.length; length++) {
        Decoded decoded = decoder.decode(Arrays.copyOf(payload, length), ORIGIN);
        assertThat(decoded.reason())
            .as("seed %d cut to %d bytes", seed, length)
            .isIn(DeadLetterReason.TRUNCATED, DeadLetterReason.MALFORMED);
        truncated += decoded.reason() == DeadLetterReason.TRUNCATED ? 1 : 0;
      }
      // Half a literal, such as tru, is no JSON whether or not more follows.
      assertThat(truncated).as("seed %d", seed).isGreaterThan(payload.length * 8 / 10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "7", "null", "\"text\"", "{}{}", "{\"id\":1,", "{'id':1}"})
  void refusesWhatIsNotOneObject(String payload) {
    Decoded decoded = EventDecoder.forReplay(EVERYTHING).decode(utf8(payload), ORIGIN);
    assertThat(decoded.isEvent()).isFalse();
    assertThat(decoded.message()).isNotBlank();
  }

  @Test
  void refusesMoreThanOneObject() {
    String one = object("1");
    assertThat(decode("\"int\"", one + "\r\n ").isEvent()).isTrue();
    assertMalformed(decode("\"int\"", one + one), "more follows");
    assertMalformed(decode("\"int\"", one + "x"), "no JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"int\"     | 1.0  | a whole number",
        "\"int\"     | 1e0  | a whole number",
        "\"int\"     | \"1\" | a whole number",
        "\"int\"     | true | a whole number",
        "\"int\"     | {}   | a whole number",
        "\"long\"    | [1]  | a whole number",
        "\"double\"  | \"1\" | a number",
        "\"float\"   | false | a number",
        "\"boolean\" | 1    | a boolean",
        "\"boolean\" | \"true\" | a boolean",
        "\"string\"  | 1    | text",
        "\"string\"  | {}   | text",
        "\"bytes\"   | 1    | text"
      })
  void convertsNoTypeIntoAnother(String type, String value, String expected) {
    assertMalformed(decode(type, object(value)), "field x is not " + expected);
  }

  @Test
  void readsAWholeNumberWhereTheSchemaHasARealOne() {
    assertThat(value("\"double\"", "3").getDouble(2)).isEqualTo(3.0);
    assertThat(value("\"float\"", "-3").getDouble(2)).isEqualTo(-3.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"int\"    | 2147483648",
        "\"int\"    | -2147483649",
        "\"long\"   | 9223372036854775808",
        "\"double\" | 1e999",
        "\"float\"  | -1e999"
      })
  void refusesANumberBeyondItsType(String type, String value) {
    assertMalformed(decode(type, object(value)), "out of range");
  }

  @Test
  void refusesTextThatNoByteStandsFor() {
    assertThat(value("\"bytes\"", "\"\\u0000\\u00ff\"").getBytes(2))
        .containsExactly(0x00, (byte) 0xFF);
    assertMalformed(decode("\"bytes\"", object("\"\\u0100\"")), "field x");
  }

  @Test
  void refusesFixedBytesOfAnotherLength() {
    assertThat(value(FIXED, "\"abc\"").getBytes(2)).containsExactly('a', 'b', 'c');
    assertMalformed(decode(FIXED, object("\"ab\"")), "field x");
    assertMalformed(decode(FIXED, object("\"abcd\"")), "field x");
  }

  @Test
  void refusesAnUnknownSymbol() {
    assertThat(value(ENUM, "\"B\"").getString(2)).isEqualTo("B");
    assertMalformed(decode(ENUM, object("\"C\"")), "symbol of enum E");
  }

  @Test
  void readsTimestampsAsNumbersOfTheirUnitOrIsoText() {
    long micros = 1_714_557_600_123_000L;
    assertThat(value(TIMESTAMP_MILLIS, "1714557600123").getLong(2)).isEqualTo(micros);
    assertThat(value(TIMESTAMP_MICROS, "1714557600123000").getLong(2)).isEqualTo(micros);
    for (String type : new String[] {TIMESTAMP_MILLIS, TIMESTAMP_MICROS}) {
      assertThat(value(type, "\"2024-05-01T10:00:00.123Z\"").getLong(2)).isEqualTo(micros);
      assertThat(value(type, "\"2024-05-01T12:00:00.123+02:00\"").getLong(2)).isEqualTo(micros);
      assertMalformed(decode(type, object("\"2024-05-01 10:00\"")), "ISO-8601");
      assertMalformed(decode(type, object("\"2024-02-30T10:00:00Z\"")), "ISO-8601");
      assertMalformed(decode(type, object("1.5")), "field x");
    }
    assertThat(value(TIMESTAMP_MICROS, "\"1969-12-31T23:59:59.999999Z\"").getLong(2)).isEqualTo(-1);
    assertMalformed(decode(TIMESTAMP_MILLIS, object("9223372036854775807")), "64 bits");
  }

  @Test
  void readsDatesAsDaysOrIsoText() {
    assertThat(value(DATE, "19844").getLong(2)).isEqualTo(19_844);
    assertThat(value(DATE, "\"2024-05-01\"").getLong(2)).isEqualTo(19_844);
    assertMalformed(decode(DATE, object("\"2024-02-30\"")), "ISO-8601");
  }

  @Test
  void readsDecimalsAsNumbersOrTextAndNeverRounds() {
    assertThat(value(DECIMAL, "12.5").getDecimal(2)).isEqualTo(new BigDecimal("12.50"));
    assertThat(value(DECIMAL, "\"-12.50\"").getDecimal(2)).isEqualTo(new BigDecimal("-12.50"));
    assertThat(value(DECIMAL, "1e3").getDecimal(2)).isEqualTo(new BigDecimal("1000.00"));
    for (String refused : new String[] {"1.234", "10000", "\"x\"", "\"\"", "true", "1e100000"}) {
      assertMalformed(decode(DECIMAL, object(refused)), "field x");
    }
  }

  @Test
  void refusesAbsurdlyLongDecimalsAtOnce() {
    String digits = "9".repeat(900_000);
    long start = System.nanoTime();
    assertMalformed(decode(DECIMAL, object('"' + digits + '"')), "field x");
    assertMalformed(decode(DECIMAL, object("1e999999999")), "field x");
    assertMalformed(decode(DECIMAL, object("\"1e-999999999\"")), "field x");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void namesARequiredFieldThatIsAbsentOrNull() {
    Decoded absent = decode("\"int\"", "{\"id\": 1, \"at\": 0}");
    assertThat(absent.reason()).isEqualTo(DeadLetterReason.MISSING_FIELD);
    assertThat(absent.message()).contains("x is absent");
    Decoded isNull = decode("\"int\"", object("null"));
    assertThat(isNull.reason()).isEqualTo(DeadLetterReason.MISSING_FIELD);
    assertThat(isNull.message()).contains("x is null");
  }

  @Test
  void takesAnAbsentNullableFieldAsNull() {
    assertThat(decode("[\"null\", \"int\"]", "{\"id\": 1, \"at\": 0}").event().isNull(2)).isTrue();
    assertThat(value("[\"null\", \"int\"]", "null").isNull(2)).isTrue();
  }

  @Test
  void putsDefaultsWhereMembersAreAbsent() {
    PipelineFiles files =
        json(
            field("id", "\"long\""),
            field("at", "\"long\""),
            field("text", "\"string\"", "\"none\""),
            field("count", "\"int\"", "7"),
            field("ratio", "\"double\"", "0.5"),
            field("flag", "\"boolean\"", "true"),
            field("maybe", "[\"null\", \"string\"]", "null"),
            field("some", "[\"string\", \"null\"]", "\"thing\""),
            field("raw", "\"bytes\"", "\"\\u00ff\""),
            field("price", DECIMAL, "\"\\u0001\\u0000\""),
            field("color", ENUM, "\"B\""),
            field("when", TIMESTAMP_MILLIS, "5"));
    Event event =
        EventDecoder.forReplay(files).decode(utf8("{\"id\": 1, \"at\": 0}"), ORIGIN).event();
    assertThat(event.getString(2)).isEqualTo("none");
    assertThat(event.getLong(3)).isEqualTo(7);
    assertThat(event.getDouble(4)).isEqualTo(0.5);
    assertThat(event.getBoolean(5)).isTrue();
    assertThat(event.isNull(6)).isTrue();
    assertThat(event.getString(7)).isEqualTo("thing");
    assertThat(event.getBytes(8)).containsExactly((byte) 0xFF);
    assertThat(event.getDecimal(9)).isEqualTo(new BigDecimal("2.56"));
    assertThat(event.getString(10)).isEqualTo("B");
    assertThat(event.getLong(11)).isEqualTo(5000);
  }

  @Test
  void passesOverMembersThatTheSchemaDoesNotName() {
    String more = "{\"new\": [1, {\"x\": 2}], \"x\": 3, \"\": null, \"id\": 1, \"at\": 0}";
    assertThat(decode("\"int\"", more).event().getLong(2)).isEqualTo(3);
  }

  @Test
  void takesTheLastOfTwoMembersOfOneName() {
    String twice = "{\"id\": 1, \"at\": 0, \"x\": 3, \"x\": null}";
    assertThat(decode("[\"null\", \"int\"]", twice).event().isNull(2)).isTrue();
    String place =
        "[\"null\", {\"type\": \"record\", \"name\": \"Place\", \"fields\": ["
            + field("city", "[\"null\", \"string\"]")
            + "]}]";
    assertThat(value(place, "{\"city\": \"Ulm\"}").getString(2)).isEqualTo("Ulm");
    assertThat(value(place, "{\"city\": \"Ulm\"}, \"x\": {}").isNull(2)).isTrue();
    assertThat(value(place, "{\"city\": \"Ulm\"}, \"x\": null").isNull(2)).isTrue();
  }

  @Test
  void readsRecordsOfMoreThan64Members() {
    int members = 130;
    String[] fields =
        IntStream.range(0, members)
            .mapToObj(i -> field("f" + i, i < 2 ? "\"long\"" : "\"int\""))
            .toArray(String[]::new);
    PipelineFiles files =
        TestPipelines.of(
            "pipeline: p\nevent: {schema: event.avsc, format: json, id: f0, time: f1}\n",
            record(fields));
    EventDecoder decoder = EventDecoder.forReplay(files);
    Event event = decoder.decode(utf8(members(members, -1)), ORIGIN).event();
    for (int i = 0; i < members; i++) {
      assertThat(event.getLong(i)).isEqualTo(i);
    }
    for (int missing = 0; missing < members; missing++) {
      Decoded decoded = decoder.decode(utf8(members(members, missing)), ORIGIN);
      assertThat(decoded.reason()).isEqualTo(DeadLetterReason.MISSING_FIELD);
      assertThat(decoded.message()).contains("field f" + missing + " ");
    }
  }

  private static String members(int count, int without) {
    return IntStream.range(0, count)
        .filter(i -> i != without)
        .mapToObj(i -> "\"f" + i + "\": " + i)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  @Test
  void acceptsAByteOrderMarkOfUtf8() {
    byte[] marked = utf8('\uFEFF' + object("1"));
    assertThat(EventDecoder.forReplay(with("\"int\"")).decode(marked, ORIGIN).isEvent()).isTrue();
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] latin1 = object("\"caf\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
    assertMalformed(EventDecoder.forReplay(with("\"string\"")).decode(latin1, ORIGIN), "");
  }

  @Test
  void survivesDeepNestingInAndBesideTheFields() {
    String deep = "[".repeat(500_000) + "]".repeat(500_000);
    assertMalformed(decode("\"int\"", object(deep)), "");
    String beside = "{\"id\": 1, \"at\": 0, \"x\": 3, \"more\": " + deep + "}";
    assertMalformed(decode("\"int\"", beside), "nested");
  }

  @Test
  void survivesRecordsFullOfStrangeMemberNames() {
    EventDecoder decoder = EventDecoder.forReplay(with("\"int\""));
    Random random = new Random(4);
    for (int round = 0; round < 20; round++) {
      String members =
          IntStream.range(0, 20_000)
              .mapToObj(i -> "\"" + Long.toString(random.nextLong(), 36) + "\": 1")
              .collect(Collectors.joining(", ", "{\"id\": 1, \"at\": 0, \"x\": 3, ", "}"));
      assertThat(decoder.decode(utf8(members), ORIGIN).message()).as("round %d", round).isNull();
    }
  }

  private static void assertMalformed(Decoded decoded, String part) {
    assertThat(decoded.reason()).isEqualTo(DeadLetterReason.MALFORMED);
    assertThat(decoded.message()).isNotBlank().contains(part);
  }

  /** The event of one field x (column 2) of this type. */
  private static Event value(String type, String value) {
    Decoded decoded = decode(type, object(value));
    assertThat(decoded.message()).isNull();
    return decoded.event();
  }

  private static Decoded decode(String type, String json) {
    return EventDecoder.forReplay(with(type)).decode(utf8(json), ORIGIN);
  }

  private static String object(String value) {
    return "{\"id\": 1, \"at\": 0, \"x\": " + value + "}";
  }

  private static PipelineFiles with(String type) {
    return json(field("id", "\"long\""), field("at", "\"long\""), field("x", type));
  }

  private static PipelineFiles json(String... fields) {
    return TestPipelines.of(
        "pipeline: p\nevent: {schema: event.avsc, format: json, id: id, time: at}\n",
        record(fields));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
