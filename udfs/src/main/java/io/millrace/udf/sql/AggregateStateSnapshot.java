package io.millrace.udf.sql;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Says in a savepoint which kind of aggregate its state is of. */
public final class AggregateStateSnapshot implements TypeSerializerSnapshot<AggregateState> {
  private static final int VERSION = 1;

  private AggregateKind kind;

  /** For Flink, which reads it then. */
  public AggregateStateSnapshot() {}

  AggregateStateSnapshot(AggregateKind kind) {
    this.kind = kind;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(kind.name());
    out.writeBoolean(kind.isRetractable());
  }

  @Override
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader)
      throws IOException {
    if (readVersion != VERSION) {
      throw new IOException(
          "state of an aggregate: expected version "
              + VERSION
              + ", got "
              + readVersion
              + "; use the version of Millrace that wrote it, or a newer one");
    }
    kind = new AggregateKind(in.readUTF(), in.readBoolean());
  }

  @Override
  public TypeSerializer<AggregateState> restoreSerializer() {
    return new AggregateStateSerializer(kind);
  }

  @Override
  public TypeSerializerSchemaCompatibility<AggregateState> resolveSchemaCompatibility(
      TypeSerializerSnapshot<AggregateState> oldSnapshot) {
    return oldSnapshot instanceof AggregateStateSnapshot
            && kind.equals(((AggregateStateSnapshot) oldSnapshot).kind)
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
