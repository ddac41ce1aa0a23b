package io.millrace.udf.quality;

import io.millrace.udf.scalar.Hash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Values of two columns of some events, null included, and what they should answer, computed
 * plainly.
 */
record Column(Double[] values, Double[] others) {

  static Column of(Double... values) {
    return new Column(values, new Double[values.length]);
  }

  /** Values of few or many kinds, a tenth of them null; magnitudes up to twelve decades apart. */
  static Column random(Random random, int size) {
    Double[] values = new Double[size];
    Double[] others = new Double[size];
    int kinds = 1 + random.nextInt(2 * size);
    for (int i = 0; i < size; i++) {
      double value = Math.pow(10, random.nextInt(6)) + random.nextInt(kinds);
      values[i] = random.nextInt(10) == 0 ? null : value;
      others[i] = random.nextInt(10) == 0 ? null : value * 3 + random.nextInt(1000);
    }
    return new Column(values, others);
  }

  int size() {
    return values.length;
  }

  void update(Statistic statistic, int i) {
    Double value = values[i];
    if (statistic instanceof Counts counts) {
      counts.update(value != null);
    } else if (statistic instanceof Pairs pairs) {
      if (value != null && others[i] != null) {
        pairs.update(value, others[i]);
      }
    } else if (value != null) {
      if (statistic instanceof Numbers numbers) {
        numbers.update(value);
      } else if (statistic instanceof Ranks ranks) {
        ranks.update(value);
      } else {
        ((Frequencies) statistic).update(Hash.of(Double.doubleToLongBits(value)));
      }
    }
  }

  <S extends Statistic> S updated(Supplier<S> empty) {
    S statistic = empty.get();
    for (int i = 0; i < size(); i++) {
      update(statistic, i);
    }
    return statistic;
  }

  double[] present() {
    return Arrays.stream(values).filter(v -> v != null).mapToDouble(v -> v).toArray();
  }

  /** All metrics by name, each by its definition over the whole column. */
  Map<String, Double> expected() {
    double[] present = present();
    double n = present.length;
    Map<Double, Integer> counts = new TreeMap<>();
    for (double value : present) {
      counts.merge(value, 1, Integer::sum);
    }
    double unique = counts.values().stream().filter(c -> c == 1).count();
    double sum = Arrays.stream(present).sum();
    double mean = sum / n;
    double variance = Arrays.stream(present).map(v -> (v - mean) * (v - mean)).sum() / n;
    Map<String, Double> expected = new HashMap<>();
    expected.put("events", (double) size());
    expected.put("share", n / size());
    expected.put("distinct", (double) counts.size());
    expected.put("uniqueness", unique / n);
    expected.put("uniqueValueRatio", unique / counts.size());
    expected.put(
        "entropy", counts.values().stream().mapToDouble(c -> -c / n * Math.log(c / n)).sum());
    expected.put("sum", n == 0 ? Double.NaN : sum);
    expected.put("mean", mean);
    expected.put("standardDeviation", Math.sqrt(variance));
    expected.put("least", Arrays.stream(present).min().orElse(Double.NaN));
    expected.put("greatest", Arrays.stream(present).max().orElse(Double.NaN));
    expected.put("correlation", correlation());
    return expected;
  }

  private double correlation() {
    int[] both =
        java.util.stream.IntStream.range(0, size())
            .filter(i -> values[i] != null && others[i] != null)
            .toArray();
    double meanX = Arrays.stream(both).mapToDouble(i -> values[i]).average().orElse(Double.NaN);
    double meanY = Arrays.stream(both).mapToDouble(i -> others[i]).average().orElse(Double.NaN);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i : both) {
      xx += (values[i] - meanX) * (values[i] - meanX);
      yy += (others[i] - meanY) * (others[i] - meanY);
      xy += (values[i] - meanX) * (others[i] - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }

  /** All metrics by name, of statistics over the column. */
  static Map<String, Double> metrics(
      Counts counts, Numbers numbers, Pairs pairs, Frequencies frequencies) {
    Map<String, Double> metrics = new HashMap<>();
    metrics.put("events", (double) counts.events());
    metrics.put("share", counts.share());
    metrics.put("distinct", frequencies.distinct().value());
    metrics.put("uniqueness", frequencies.uniqueness().value());
    metrics.put("uniqueValueRatio", frequencies.uniqueValueRatio().value());
    metrics.put("entropy", frequencies.entropy().value());
    metrics.put("sum", numbers.sum());
    metrics.put("mean", numbers.mean());
    metrics.put("standardDeviation", numbers.standardDeviation());
    metrics.put("least", numbers.least());
    metrics.put("greatest", numbers.greatest());
    metrics.put("correlation", pairs.correlation());
    return metrics;
  }

  /** The statistic over the column, put together from parts that were merged in a random order. */
  <S extends Statistic> S merged(Supplier<S> empty, Random random, Consumer<S> onPart) {
    java.util.List<S> parts = new java.util.ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      parts.add(empty.get());
    }
    for (int i = 0; i < size(); i++) {
      update(parts.get(random.nextInt(parts.size())), i);
    }
    parts.forEach(onPart);
    while (parts.size() > 1) {
      S from = parts.remove(random.nextInt(parts.size()));
      parts.get(random.nextInt(parts.size())).merge(from);
    }
    return parts.get(0);
  }
}
