package io.millrace.job.decode;

import static io.millrace.job.testing.TestPipelines.field;
import static io.millrace.job.testing.TestPipelines.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.config.InvalidPipelineException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.AvroBytes;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

/** Records that producers wrote by a schema of before, in a stream whose schema has more fields. */
class FormerSchemaTest {
  private static final Origin ORIGIN = Origin.ofFile("in", "events.avro", 0, 0);
  private static final String AT = "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}";
  private static final String FORMER =
      record(field("id", "\"string\""), field("at", AT), field("amount", "\"double\""));
  private static final String NOW =
      record(
          field("id", "\"string\""),
          field("at", AT),
          field("coupon", "[\"null\", \"string\"]"),
          field("amount", "\"double\""));

  @Test
  void readsRecordsOfEitherSchemaBareAndSingleObject() {
    PipelineFiles files = files(FORMER);
    Layout layout = Pipeline.of(files).layout();
    EventDecoder decoder = EventDecoder.forReplay(files);
    GenericRecord before = event(FORMER).build();
    GenericRecord after = event(NOW).set("coupon", "c7").build();
    for (boolean bare : new boolean[] {true, false}) {
      Decoded old = decoder.decode(bytes(before, bare), ORIGIN);
      assertThat(old.message()).isNull();
      assertThat(old.event().isNull(layout.position("coupon"))).isTrue();
      assertThat(old.event().getDouble(layout.position("amount"))).isEqualTo(7.5);
      Decoded young = decoder.decode(bytes(after, bare), ORIGIN);
      assertThat(young.event().getString(layout.position("coupon"))).isEqualTo("c7");
      assertThat(young.event().getDouble(layout.position("amount"))).isEqualTo(7.5);
    }
  }

  @Test
  void withoutItSuchRecordsAreDeadLetters() {
    EventDecoder decoder = EventDecoder.forReplay(files(null));
    GenericRecord before = event(FORMER).build();
    assertThat(decoder.decode(bytes(before, false), ORIGIN).reason())
        .isEqualTo(DeadLetterReason.UNKNOWN_SCHEMA);
    assertThat(decoder.decode(bytes(before, true), ORIGIN).isEvent()).isFalse();
  }

  @Test
  void aRecordOfNeitherIsToldByThePipelinesOwnSchema() {
    byte[] whole = bytes(event(NOW).set("coupon", "c7").build(), true);
    EventDecoder decoder = EventDecoder.forReplay(files(FORMER));
    assertThat(decoder.decode(Arrays.copyOf(whole, whole.length - 3), ORIGIN).reason())
        .isEqualTo(DeadLetterReason.TRUNCATED);
  }

  @Test
  void refusesASchemaThatIsNoPartOfThePipelinesOwn() {
    String other =
        record(
            field("id", "\"string\""),
            field("at", AT),
            field("amount", "\"long\""),
            field("x", "\"int\""));
    assertThatThrownBy(() -> Pipeline.of(files(other)))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining(
            "former/1.avsc: expected fields that event.schema has, of the same types, got 'amount"
                + " LONG NOT NULL'; leave the field in event.schema, or give the changed one"
                + " another name")
        .hasMessageContaining("got 'x INT NOT NULL'");
    assertThatThrownBy(() -> Pipeline.of(files(record(field("id", "\"string\""), field("at", AT)))))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining(
            "expected a value of 'amount', which is never null in event.schema, got none in some"
                + " records; make it nullable in event.schema");
  }

  private static byte[] bytes(GenericRecord record, boolean bare) {
    return bare ? AvroBytes.bare(record) : AvroBytes.singleObject(record);
  }

  private static GenericRecordBuilder event(String schema) {
    return new GenericRecordBuilder(new Schema.Parser().parse(schema))
        .set("id", "a")
        .set("at", 1_700_000_000_000L)
        .set("amount", 7.5);
  }

  private static PipelineFiles files(String former) {
    String yaml =
        "pipeline: p\nevent: {schema: event.avsc, "
            + (former == null ? "" : "former: [former/1.avsc], ")
            + "format: avro, id: id, time: at}\n";
    return PipelineFiles.of(
        "test",
        Map.of(
            "pipeline.yaml", yaml.getBytes(UTF_8),
            "event.avsc", NOW.getBytes(UTF_8),
            "former/1.avsc", String.valueOf(former).getBytes(UTF_8)));
  }
}
