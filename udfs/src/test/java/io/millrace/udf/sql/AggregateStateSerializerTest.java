package io.millrace.udf.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What savepoints of SQL queries hold of aggregates: these bytes have to stay readable. */
class AggregateStateSerializerTest {

  @ParameterizedTest
  @CsvSource({
    // name, whether retractable, snapshot of the serializer, state
    "max, false, 00036d617800, 0100000000000000000000000000000000004015000000000000",
    "rate, false, 00047261746500,"
        + " 010140ac20000000000000000000000000000000000005265c000000000000000002",
    "last, false, 00046c61737400,"
        + " 0100000000000000000000000000000000000000000000000007d04015000000000000",
    "last, true, 00046c61737401,"
        + " 01000000000000000000000000000000000000000002"
        + "00000000000003e8c00400000000000000000000000007d04015000000000000",
  })
  void readsWhatItsFirstVersionWrote(String name, boolean retractable, String snapshot, String hex)
      throws IOException {
    AggregateKind kind = new AggregateKind(name, retractable);
    AggregateStateSnapshot restored = new AggregateStateSnapshot();
    restored.readSnapshot(1, in(snapshot), getClass().getClassLoader());

    assertThat(restored.restoreSerializer()).isEqualTo(new AggregateStateSerializer(kind));
    AggregateState state = restored.restoreSerializer().deserialize(in(hex));

    assertThat(bytes(restored.restoreSerializer(), state)).isEqualTo(hex);
    assertThat(bytes(kind, state(kind))).isEqualTo(hex);
  }

  @Test
  void aCopyIsAStateOfItsOwn() throws IOException {
    AggregateKind kind = new AggregateKind("last", true);
    TypeSerializer<AggregateState> serializer = new AggregateStateSerializer(kind);
    AggregateState state = state(kind);

    AggregateState copy = serializer.copy(state);
    copy.values().add(3000, 7);

    assertThat(bytes(serializer, state)).isNotEqualTo(bytes(serializer, copy));
    assertThat(bytes(serializer, serializer.copy(new AggregateState()))).isEqualTo("00");
  }

  @Test
  void theStateOfOneAggregateIsNotReadAsThatOfAnother() {
    for (AggregateKind other :
        new AggregateKind[] {new AggregateKind("min", false), new AggregateKind("max", true)}) {
      TypeSerializerSnapshot<AggregateState> old = new AggregateStateSnapshot(other);
      TypeSerializerSnapshot<AggregateState> max =
          new AggregateStateSerializer(new AggregateKind("max", false)).snapshotConfiguration();

      assertThat(max.resolveSchemaCompatibility(old).isIncompatible()).isTrue();
      assertThat(max.resolveSchemaCompatibility(max).isCompatibleAsIs()).isTrue();
    }
  }

  @Test
  void refusesAVersionThatItDoesNotKnow() {
    assertThatThrownBy(
            () ->
                new AggregateStateSnapshot().readSnapshot(2, in("00"), getClass().getClassLoader()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "state of an aggregate: expected version 1, got 2; use the version of Millrace that"
                + " wrote it, or a newer one");
  }

  private static AggregateState state(AggregateKind kind) {
    AggregateState state = new AggregateState();
    boolean rate = kind.name().equals("rate");
    double[] parameters = rate ? new double[] {3600} : new double[0];
    state.bind(parameters, kind.values(parameters));
    state.extend(0, rate ? 86_400_000 : 0);
    state.values().add(2000, 5.25);
    state.values().add(1000, -2.5);
    return state;
  }

  private static DataInputDeserializer in(String hex) {
    return new DataInputDeserializer(HexFormat.of().parseHex(hex));
  }

  private static String bytes(AggregateKind kind, AggregateState state) throws IOException {
    return bytes(new AggregateStateSerializer(kind), state);
  }

  private static String bytes(TypeSerializer<AggregateState> serializer, AggregateState state)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(state, out);
    return HexFormat.of().formatHex(out.getCopyOfBuffer());
  }
}
