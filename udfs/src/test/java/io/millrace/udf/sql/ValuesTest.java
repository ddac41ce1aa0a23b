package io.millrace.udf.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.udf.aggregate.Accumulator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What an accumulator is shown of values that come in any order, in parts, and are taken back. */
class ValuesTest {
  private static final int SEEDS = 200;
  private static final Comparator<Entry> IN_ORDER =
      Comparator.comparingLong(Entry::place).thenComparingDouble(Entry::value);

  @Test
  void keptValuesAreShownInOrderHoweverTheyCame() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Entry> held = new ArrayList<>();
      KeptValues kept = new KeptValues(new Recorder());
      for (int i = random.nextInt(60); i > 0; i--) {
        switch (random.nextInt(6)) {
          case 0 -> {
            Entry gone = held.isEmpty() ? entry(random) : held.get(random.nextInt(held.size()));
            assertThat(kept.remove(gone.place, gone.value)).isEqualTo(held.remove(gone));
          }
          case 1 -> {
            KeptValues part = new KeptValues(new Recorder());
            for (Entry entry : entries(random)) {
              part.add(entry.place, entry.value);
              held.add(entry);
            }
            kept.merge(copy(part));
          }
          default -> {
            Entry entry = entry(random);
            kept.add(entry.place, entry.value);
            held.add(entry);
          }
        }
        kept = random.nextInt(5) == 0 ? copy(kept) : kept;
        held.sort(IN_ORDER);
        assertThat(shown(kept)).as("seed %d", seed).isEqualTo(held);
      }
    }
  }

  @Test
  void theOutermostValueIsTheSameForEveryOrderAndSplit() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Entry> entries = entries(random);
      for (boolean last : new boolean[] {false, true}) {
        OutermostValue all = new OutermostValue(last, new Recorder());
        OutermostValue part = new OutermostValue(last, new Recorder());
        Collections.shuffle(entries, random);
        for (Entry entry : entries) {
          (random.nextBoolean() ? all : part).add(entry.place, entry.value);
        }
        all.merge(part);
        OutermostValue copy = new OutermostValue(last, new Recorder());
        rewrite(all, copy);

        List<Entry> expected =
            entries.isEmpty()
                ? List.of()
                : List.of(
                    last ? Collections.max(entries, IN_ORDER) : Collections.min(entries, IN_ORDER));
        assertThat(shown(copy)).as("seed %d, last %s", seed, last).isEqualTo(expected);
      }
    }
  }

  private static Entry entry(Random random) {
    return new Entry(random.nextInt(5), random.nextInt(4) - 1.5);
  }

  private static List<Entry> entries(Random random) {
    List<Entry> entries = new ArrayList<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      entries.add(entry(random));
    }
    return entries;
  }

  private static KeptValues copy(KeptValues kept) throws IOException {
    KeptValues copy = new KeptValues(new Recorder());
    copy.add(17, 4);
    rewrite(kept, copy);
    return copy;
  }

  private static void rewrite(Values from, Values to) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    from.write(out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    to.read(in);
    assertThat(in.available()).isZero();
  }

  private static List<Entry> shown(Values values) {
    return List.copyOf(((Recorder) values.accumulator()).entries);
  }

  private record Entry(long place, double value) {}

  /** Keeps what it is shown. */
  private static final class Recorder implements Accumulator {
    private final List<Entry> entries = new ArrayList<>();

    @Override
    public void clear() {
      entries.clear();
    }

    @Override
    public void update(long time, double value) {
      entries.add(new Entry(time, value));
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        update(times[i], values[i]);
      }
    }

    @Override
    public void merge(Accumulator later) {
      entries.addAll(((Recorder) later).entries);
    }

    @Override
    public boolean isEmpty() {
      return entries.isEmpty();
    }

    @Override
    public double finish(long asOf, long length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int heapBytes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(DataOutput out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void read(DataInput in) {
      throw new UnsupportedOperationException();
    }
  }
}
