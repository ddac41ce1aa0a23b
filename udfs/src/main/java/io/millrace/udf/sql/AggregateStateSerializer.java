package io.millrace.udf.sql;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes the state of one kind of aggregate, in the format of its accumulator. */
public final class AggregateStateSerializer extends TypeSerializer<AggregateState> {
  private static final long serialVersionUID = 1L;
  private static final int USUAL_BYTES = 64;

  private final AggregateKind kind;

  AggregateStateSerializer(AggregateKind kind) {
    this.kind = kind;
  }

  AggregateKind kind() {
    return kind;
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<AggregateState> duplicate() {
    return this;
  }

  @Override
  public AggregateState createInstance() {
    return new AggregateState();
  }

  @Override
  public AggregateState copy(AggregateState from) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(USUAL_BYTES);
      from.write(out);
      return AggregateState.read(
          new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()), kind);
    } catch (IOException e) {
      throw new IllegalStateException("a copy in memory fails only by its format", e);
    }
  }

  @Override
  public AggregateState copy(AggregateState from, AggregateState reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(AggregateState state, DataOutputView target) throws IOException {
    state.write(target);
  }

  @Override
  public AggregateState deserialize(DataInputView source) throws IOException {
    return AggregateState.read(source, kind);
  }

  @Override
  public AggregateState deserialize(AggregateState reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AggregateStateSerializer
        && kind.equals(((AggregateStateSerializer) other).kind);
  }

  @Override
  public int hashCode() {
    return kind.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<AggregateState> snapshotConfiguration() {
    return new AggregateStateSnapshot(kind);
  }
}
