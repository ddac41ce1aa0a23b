package io.millrace.job.decode;

import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a record's bytes and origin, and why it is no event when it is none; reading decodes an
 * event again. Never used for state.
 */
final class RawEventSerializer extends TypeSerializer<RawEvent> {
  private static final long serialVersionUID = 1L;

  private final RecordDecoder decoder;
  private transient OriginWire origins;

  RawEventSerializer(RecordDecoder decoder) {
    this.decoder = decoder;
  }

  private OriginWire origins() {
    if (origins == null) {
      origins = new OriginWire();
    }
    return origins;
  }

  @Override
  public void serialize(RawEvent raw, DataOutputView out) throws IOException {
    out.writeInt(raw.payload().length);
    out.write(raw.payload());
    origins().write(raw.origin(), out);
    out.writeBoolean(raw.decoded().isEvent());
    if (!raw.decoded().isEvent()) {
      out.writeUTF(raw.decoded().reason().name());
      out.writeUTF(raw.decoded().message());
    }
  }

  @Override
  public RawEvent deserialize(DataInputView in) throws IOException {
    byte[] payload = new byte[in.readInt()];
    in.readFully(payload);
    Origin origin = origins().read(in);
    return in.readBoolean()
        ? RawEvent.of(payload, origin, decoder)
        : RawEvent.unreadable(
            payload, origin, DeadLetterReason.valueOf(in.readUTF()), in.readUTF());
  }

  @Override
  public RawEvent deserialize(RawEvent reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public RawEvent copy(RawEvent from) {
    return from;
  }

  @Override
  public RawEvent copy(RawEvent from, RawEvent reuse) {
    return from;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<RawEvent> duplicate() {
    return new RawEventSerializer(decoder.duplicate());
  }

  @Override
  public RawEvent createInstance() {
    return RawEvent.of(new byte[0], Origin.ofFile("", "", 0, 0), decoder);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawEventSerializer;
  }

  @Override
  public int hashCode() {
    return RawEventSerializer.class.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<RawEvent> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Refuses to be restored by itself: records before decoding stand in no state. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RawEvent> {
    public Snapshot() {
      super(
          () -> {
            throw new IllegalStateException("records before decoding are never kept in state");
          });
    }
  }
}
