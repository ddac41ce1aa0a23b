package io.millrace.udf.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * State that was written once must be read for ever: savepoints hold it. The files are in {@code
 * src/test/resources}; the system property {@code millrace.frozen.write=true} writes those that are
 * missing, and no other. When a format changes, the old files stay, and new ones join them.
 */
class FrozenStatisticTest {
  private static final String RESOURCES = "src/test/resources/io/millrace/udf/quality";

  enum Frozen {
    COUNTS(Counts::new, 300),
    NUMBERS(Numbers::new, 300),
    PAIRS(Pairs::new, 300),
    RANKS(Ranks::new, 300),
    RANKS_SKETCH(Ranks::new, 5_000),
    FREQUENCIES(Frequencies::new, 300),
    FREQUENCIES_SAMPLE(Frequencies::new, 20_000);

    private final Supplier<Statistic> empty;
    private final int size;

    Frozen(Supplier<Statistic> empty, int size) {
      this.empty = empty;
      this.size = size;
    }

    Statistic fresh() {
      Random random = new Random(size);
      Double[] values = new Double[size];
      Double[] others = new Double[size];
      for (int i = 0; i < size; i++) {
        values[i] = i % 10 == 0 ? null : Math.rint(1e6 * random.nextDouble());
        others[i] = i % 7 == 0 ? null : Math.rint(1e6 * random.nextDouble());
      }
      return new Column(values, others).updated(empty);
    }

    byte[] bytes() throws IOException {
      String name = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ".v1.bin";
      Path file = Path.of(RESOURCES, name);
      if (Boolean.getBoolean("millrace.frozen.write") && Files.notExists(file)) {
        Files.createDirectories(file.getParent());
        Files.write(file, StatisticBytes.of(fresh()));
        return Files.readAllBytes(file);
      }
      try (InputStream in = FrozenStatisticTest.class.getResourceAsStream(name)) {
        assertThat(in).as("%s; write it with -Dmillrace.frozen.write=true", file).isNotNull();
        return in.readAllBytes();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Frozen.class)
  void isReadAsItWasWrittenAndGoesOnFromThere(Frozen frozen) throws IOException {
    Statistic fresh = frozen.fresh();
    Statistic read = StatisticBytes.into(frozen.empty.get(), frozen.bytes());
    assertThat(StatisticBytes.of(read)).isEqualTo(StatisticBytes.of(fresh));
    Column more = Column.random(new Random(1), 100);
    for (int i = 0; i < more.size(); i++) {
      more.update(read, i);
      more.update(fresh, i);
    }
    assertThat(StatisticBytes.of(read)).isEqualTo(StatisticBytes.of(fresh));
  }
}
