package io.millrace.job.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.testing.AvroBytes;
import io.millrace.job.testing.Everything;
import java.io.IOException;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RawEventSerializerTest {
  private static final PipelineFiles FILES = Everything.files("avro");
  private static final Origin ORIGIN = Origin.ofFile("in", "events.avro", 3, 77);

  private final EventDecoder decoder = EventDecoder.forReplay(FILES);
  private final TypeSerializer<RawEvent> serializer =
      new RawEventTypeInfo(decoder).createSerializer(new SerializerConfigImpl());

  @Test
  void decodesAgainOnTheOtherSide() throws IOException {
    byte[] payload = AvroBytes.bare(Everything.random(new Random(1)));
    RawEvent raw = RawEvent.of(payload, ORIGIN, decoder);
    assertThat(roundTrip(raw)).usingRecursiveComparison().isEqualTo(raw);
    RawEvent broken = RawEvent.of(new byte[] {1, 2}, ORIGIN, decoder);
    assertThat(broken.decoded().isEvent()).isFalse();
    assertThat(roundTrip(broken)).usingRecursiveComparison().isEqualTo(broken);
  }

  /** What a source could not read has a reason that no decoder would find again. */
  @Test
  void keepsTheReasonThatTheSourceGave() throws IOException {
    RawEvent raw =
        RawEvent.unreadable(
            AvroBytes.bare(Everything.random(new Random(1))),
            ORIGIN,
            DeadLetterReason.DAMAGED_BLOCK,
            "the block at byte 9 is damaged");
    assertThat(roundTrip(raw)).usingRecursiveComparison().isEqualTo(raw);
  }

  @Test
  void isNeverRestoredFromState() {
    assertThatIllegalStateException()
        .isThrownBy(() -> serializer.snapshotConfiguration().restoreSerializer())
        .withMessageContaining("never kept in state");
  }

  private RawEvent roundTrip(RawEvent raw) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(raw, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    RawEvent read = serializer.duplicate().deserialize(in);
    assertThat(in.available()).isZero();
    return read;
  }
}
