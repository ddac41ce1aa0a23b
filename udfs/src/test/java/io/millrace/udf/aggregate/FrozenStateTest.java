package io.millrace.udf.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * State that was written once must be read for ever: savepoints hold it. The files are in {@code
 * src/test/resources}; the system property {@code millrace.frozen.write=true} writes those that are
 * missing, and no other. When a format changes, the old files stay, and new ones join them.
 */
class FrozenStateTest {
  private static final String RESOURCES = "src/test/resources/io/millrace/udf/aggregate";
  private static final int FEW = 100;
  private static final int MANY = 3000;
  private static final long DAY = 86_400_000;

  static List<Frozen> frozen() {
    List<Frozen> frozen = new ArrayList<>();
    for (String name : Aggregates.names()) {
      AggregateCase one =
          AggregateCase.all().filter(other -> other.name().equals(name)).findFirst().orElseThrow();
      frozen.add(new Frozen(one, FEW));
      if (Aggregates.byName(name).mayEstimate()) {
        frozen.add(new Frozen(one, MANY));
      }
    }
    return frozen;
  }

  @ParameterizedTest
  @MethodSource("frozen")
  void isReadAsItWasWritten(Frozen frozen) throws IOException {
    Series series = frozen.series();
    Accumulator fresh = series.updated(frozen.one.aggregate());
    Accumulator read = AccumulatorBytes.into(frozen.one.aggregate().prepare(), frozen.bytes(fresh));
    long asOf = series.times()[series.size() - 1] + 1;
    assertThat(read.finish(asOf, DAY)).isEqualTo(fresh.finish(asOf, DAY));
    assertThat(read.isApproximate()).isEqualTo(frozen.size == MANY);

    // And goes on from there.
    read.update(asOf, 3.5);
    fresh.update(asOf, 3.5);
    assertThat(read.finish(asOf, DAY)).isEqualTo(fresh.finish(asOf, DAY));
  }

  /** State of an aggregate over a number of values. */
  record Frozen(AggregateCase one, int size) {
    Series series() {
      double[] values = new double[size];
      Random random = new Random(size);
      Arrays.setAll(values, i -> i % 10 == 0 ? Double.NaN : Math.rint(1e6 * random.nextDouble()));
      return Series.of(values);
    }

    byte[] bytes(Accumulator fresh) throws IOException {
      String name = this + ".v1.bin";
      Path file = Path.of(RESOURCES, name);
      if (Boolean.getBoolean("millrace.frozen.write") && Files.notExists(file)) {
        Files.createDirectories(file.getParent());
        Files.write(file, AccumulatorBytes.of(fresh));
        return Files.readAllBytes(file);
      }
      try (InputStream in = FrozenStateTest.class.getResourceAsStream(name)) {
        assertThat(in).as("%s; write it with -Dmillrace.frozen.write=true", file).isNotNull();
        return in.readAllBytes();
      }
    }

    @Override
    public String toString() {
      return one.name() + (size == MANY ? "-sketch" : "");
    }
  }
}
