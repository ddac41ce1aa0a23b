package io.millrace.udf.aggregate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** An aggregate with arguments, and a computation of it that is obviously right. */
record AggregateCase(String name, Map<String, Double> arguments) {
  private static final MathContext DIGITS = new MathContext(200);

  /** Rounding of sums of hundreds of numbers, as a share of what is added up. */
  private static final double ROUNDING = 1e-14;

  static Stream<AggregateCase> all() {
    return Stream.of(
        of("count"),
        of("rate"),
        of("rate", "per", 3_600_000),
        of("timeSinceLast"),
        of("distinctCount"),
        of("sum"),
        of("mean"),
        of("decayedMean", "halfLife", 3_600_000),
        of("decayedMean", "halfLife", 1),
        of("decayedMean", "halfLife", 30 * 86_400_000.0),
        of("min"),
        of("max"),
        of("first"),
        of("last"),
        of("quantile", "rank", 0.95),
        of("quantile", "rank", 0),
        of("quantile", "rank", 0.5),
        of("quantile", "rank", 1),
        of("variance"),
        of("stddev"),
        of("varianceSample"),
        of("stddevSample"));
  }

  static AggregateCase of(String name) {
    return new AggregateCase(name, Map.of());
  }

  static AggregateCase of(String name, String parameter, double argument) {
    return new AggregateCase(name, Map.of(parameter, argument));
  }

  WindowAggregate aggregate() {
    return Aggregates.byName(name).create(arguments);
  }

  /** The result over a series; null when there is none. */
  Double expected(Series series, long asOf, long length) {
    double[] values = series.present().values();
    int count = values.length;
    if (name.equals("count") || name.equals("distinctCount")) {
      return name.equals("count") ? count : (double) distinct(values).size();
    }
    if (name.equals("rate")) {
      return count / (length / arguments.getOrDefault("per", 1000.0));
    }
    if (count == 0 || (name.endsWith("Sample") && count == 1)) {
      return null;
    }
    return switch (name) {
      case "sum" -> exactSum(values).doubleValue();
      case "mean" -> exactMean(values).doubleValue();
      case "decayedMean" -> decayedMean(series.present());
      case "min" -> Arrays.stream(values).min().getAsDouble();
      case "max" -> Arrays.stream(values).max().getAsDouble();
      case "first" -> values[0];
      case "last" -> values[count - 1];
      case "timeSinceLast" -> (asOf - series.present().times()[count - 1]) / 1000.0;
      case "quantile" -> quantile(values);
      case "variance" -> deviations(values, count).doubleValue();
      case "varianceSample" -> deviations(values, count - 1).doubleValue();
      case "stddev" -> deviations(values, count).sqrt(DIGITS).doubleValue();
      case "stddevSample" -> deviations(values, count - 1).sqrt(DIGITS).doubleValue();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** How far from {@link #expected} a result may be. */
  double tolerance(Series series, double expected) {
    double[] values = series.present().values();
    double magnitudes = Arrays.stream(values).map(Math::abs).sum();
    return switch (name) {
      // Off by the rounding of the result, and by the square of the rounding unit for each
      // magnitude that went through it.
      case "sum", "mean" ->
          2 * Math.ulp(expected) + values.length * Math.pow(Math.ulp(1.0), 2) * magnitudes;
      // Weights are rounded.
      case "decayedMean" -> ROUNDING * decayedMagnitude(series.present());
      // Distances are rounded: no more than their number's root can cancel.
      case "variance", "varianceSample", "stddev", "stddevSample", "rate" ->
          ROUNDING * Math.abs(expected);
      default -> 0;
    };
  }

  private static Set<Double> distinct(double[] values) {
    Set<Double> distinct = new HashSet<>();
    for (double value : values) {
      distinct.add(value == 0 ? 0.0 : value);
    }
    return distinct;
  }

  private double quantile(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    BigDecimal rank = BigDecimal.valueOf(arguments.get("rank"));
    int number =
        rank.multiply(BigDecimal.valueOf(sorted.length))
            .setScale(0, RoundingMode.CEILING)
            .intValue();
    return sorted[Math.max(1, number) - 1];
  }

  private double decayedMean(Series series) {
    double[] weights = weights(series);
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < weights.length; i++) {
      sum = sum.add(new BigDecimal(series.values()[i]).multiply(new BigDecimal(weights[i])));
    }
    return sum.divide(exactSum(weights), DIGITS).doubleValue();
  }

  private double decayedMagnitude(Series series) {
    double[] magnitudes = Arrays.stream(series.values()).map(Math::abs).toArray();
    return decayedMean(new Series(series.times(), magnitudes));
  }

  private double[] weights(Series series) {
    long latest = series.times()[series.size() - 1];
    return Arrays.stream(series.times())
        .mapToDouble(time -> StrictMath.pow(2, -(latest - time) / arguments.get("halfLife")))
        .toArray();
  }

  private static BigDecimal deviations(double[] values, int divisor) {
    BigDecimal mean = exactMean(values);
    BigDecimal sum = BigDecimal.ZERO;
    for (double value : values) {
      sum = sum.add(new BigDecimal(value).subtract(mean).pow(2));
    }
    return sum.divide(BigDecimal.valueOf(divisor), DIGITS);
  }

  private static BigDecimal exactMean(double[] values) {
    return exactSum(values).divide(BigDecimal.valueOf(values.length), DIGITS);
  }

  private static BigDecimal exactSum(double[] values) {
    return Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Override
  public String toString() {
    return aggregate().toString();
  }
}
