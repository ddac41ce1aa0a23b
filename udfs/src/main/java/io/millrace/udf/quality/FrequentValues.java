package io.millrace.udf.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.LongsSketch;
import org.apache.datasketches.memory.Memory;

/**
 * Counts of the values that are frequent among very many: of each that makes up more than about
 * 0.05 % of the events. They matter to the entropy, and a sample of distinct values would miss most
 * of them.
 */
final class FrequentValues {
  /** Counts kept at most, over 0.75; the error of a count is at most 3.5 events in as many. */
  private static final int MAP_SIZE = 8192;

  private final LongsSketch sketch;

  FrequentValues() {
    this(new LongsSketch(MAP_SIZE));
  }

  private FrequentValues(LongsSketch sketch) {
    this.sketch = sketch;
  }

  void add(long value, long count) {
    sketch.update(value, count);
  }

  void addAll(ValueCounts counts) {
    for (long value : counts.sorted()) {
      sketch.update(value, counts.count(value));
    }
  }

  void merge(FrequentValues other) {
    sketch.merge(other.sketch);
  }

  /**
   * The entropy of all values in nats: of the frequent ones by their counts, of the others as the
   * sample has them, weighted by their events.
   *
   * @param events number of all events
   * @param values the sample, with its counts in {@code sample}
   * @param share of all distinct values that the sample holds
   * @param distinct estimated number of distinct values
   */
  Estimate entropy(long events, long[] values, ValueCounts sample, double share, double distinct) {
    double entropy = 0;
    double error = 0;
    double moved = 0;
    double rest = events;
    Set<Long> counted = new HashSet<>();
    for (LongsSketch.Row row :
        sketch.getFrequentItems(sketch.getMaximumError(), ErrorType.NO_FALSE_POSITIVES)) {
      double count = (row.getLowerBound() + row.getUpperBound()) / 2.0;
      double probability = Math.min(1, count / events);
      double off = (row.getUpperBound() - count) / events;
      entropy -= probability * Math.log(probability);
      error += off * Math.abs(1 + Math.log(probability));
      moved += off;
      rest -= count;
      counted.add(row.getItem());
    }
    rest = Math.max(0, rest) / events;

    double weights = 0;
    double information = 0;
    for (long value : values) {
      if (!counted.contains(value)) {
        double count = sample.count(value);
        weights += count;
        information += count * Math.log(events / count);
      }
    }
    if (weights == 0) {
      // All of the sample is frequent: as if the others were equally so.
      double others = Math.max(1, distinct - counted.size());
      return Estimate.approximate(
          entropy + (rest == 0 ? 0 : rest * Math.log(others / rest)),
          error + (rest + moved) * Math.log(events));
    }
    double mean = information / weights;
    double squares = 0;
    for (long value : values) {
      if (!counted.contains(value)) {
        double count = sample.count(value);
        double residual = count * (Math.log(events / count) - mean);
        squares += residual * residual;
      }
    }
    double deviation = Math.sqrt(squares * (1 - share)) / weights;
    return Estimate.approximate(
        entropy + rest * mean, error + moved * mean + rest * Estimate.TWO_SIDED_95 * deviation);
  }

  int heapBytes() {
    return 200 + 18 * sketch.getMaximumMapCapacity() * 4 / 3;
  }

  void write(DataOutput out) throws IOException {
    StateFormat.writeBytes(sketch.toByteArray(), out);
  }

  static FrequentValues read(DataInput in) throws IOException {
    byte[] bytes = StateFormat.readBytes(in);
    return new FrequentValues(LongsSketch.getInstance(Memory.wrap(bytes)));
  }
}
