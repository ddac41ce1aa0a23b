package io.millrace.job.features.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {
  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 63, 64, -64, -65, 127, 128, 1L << 35, Long.MAX_VALUE, Long.MIN_VALUE})
  void readsWhatItWrote(long number) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(8);
    Varint.write(out, number);
    Varint.writeSigned(out, number);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(Varint.read(in)).isEqualTo(number);
    assertThat(Varint.readSigned(in)).isEqualTo(number);
    assertThat(in.available()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "63, 1, 1", "64, 1, 2", "127, 1, 2", "128, 2, 2", "-1, 10, 1"})
  void takesAsManyBytesAsANumberNeeds(long number, int plain, int signed) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(8);
    Varint.write(out, number);
    assertThat(out.length()).isEqualTo(plain);
    out.clear();
    Varint.writeSigned(out, number);
    assertThat(out.length()).isEqualTo(signed);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12})
  void refusesANumberWithoutEnd(int bytes) {
    byte[] endless = new byte[bytes];
    java.util.Arrays.fill(endless, (byte) -1);
    assertThatIOException()
        .isThrownBy(() -> Varint.read(new DataInputDeserializer(endless)))
        .withMessage("a number of more than ten bytes");
  }
}
