package io.millrace.udf.aggregate;

import io.millrace.udf.aggregate.AggregateType.Input;
import io.millrace.udf.aggregate.AggregateType.Parameter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The window aggregates that a pipeline file can name.
 *
 * <p>Numbers at the edge: {@code NaN} is an absent value for all of them. {@code min}, {@code max},
 * {@code first}, {@code last} and {@code quantile} may give an infinite value as any other. Where
 * one is added up, {@code sum}, {@code mean} and {@code decayedMean} are infinite, or {@code NaN}
 * when both signs meet, and {@code variance} and its kin are {@code NaN}; so they are where finite
 * values add up to more than a double holds. {@code min} takes -0.0 as smaller than 0.0, and {@code
 * max} 0.0 as larger; {@code distinctCount} and {@code quantile} take both as the same.
 */
public final class Aggregates {
  private static final double SECOND = 1000;

  private static final Map<String, AggregateType> BY_NAME = new TreeMap<>();

  static {
    add("count", "Number of values.", Input.OPTIONAL, arguments -> new Count()).ofAnyType();
    add(
            "rate",
            "Values per unit of time, over the whole window; 0 when there are none.",
            Input.OPTIONAL,
            arguments -> new Rate(arguments.get("per")))
        .ofAnyType()
        .with(Parameter.duration("per", SECOND));
    add(
            "timeSinceLast",
            "Seconds from the last event before this one.",
            Input.OPTIONAL,
            arguments -> new TimeSinceLast())
        .ofAnyType();
    add(
            "distinctCount",
            "Number of distinct values; beyond "
                + DistinctCount.EXACT
                + " an estimate with a standard error of "
                + DistinctCount.STANDARD_ERROR_PERCENT
                + " %.",
            Input.REQUIRED,
            arguments -> new DistinctCount())
        .ofAnyType()
        .estimating();

    add("sum", "Sum of the values.", Input.REQUIRED, arguments -> new Sum());
    add("mean", "Arithmetic mean.", Input.REQUIRED, arguments -> new Mean());
    add(
            "decayedMean",
            "Mean in which a value weighs half as much for every half-life of its age.",
            Input.REQUIRED,
            arguments -> new DecayedMean(arguments.get("halfLife")))
        .with(Parameter.duration("halfLife", null));
    add("min", "Smallest value.", Input.REQUIRED, arguments -> Extreme.smallest());
    add("max", "Largest value.", Input.REQUIRED, arguments -> Extreme.largest());
    add("first", "Value of the earliest event.", Input.REQUIRED, arguments -> Outermost.first());
    add("last", "Value of the latest event.", Input.REQUIRED, arguments -> Outermost.last());
    add(
            "quantile",
            "Smallest value that a share of all values, the rank, does not exceed; beyond "
                + Quantile.EXACT
                + " values an estimate whose rank is off by at most "
                + Quantile.RANK_ERROR_PERCENT
                + " % of them (99 % confidence).",
            Input.REQUIRED,
            arguments -> new Quantile(arguments.get("rank")))
        .with(Parameter.number("rank", null, 0, 1))
        .estimating();

    add("variance", "Variance of the values.", Input.REQUIRED, arguments -> Spread.variance());
    add(
        "stddev",
        "Standard deviation of the values.",
        Input.REQUIRED,
        arguments -> Spread.stddev());
    add(
        "varianceSample",
        "Variance as estimated from a sample, for which it takes two values.",
        Input.REQUIRED,
        arguments -> Spread.varianceSample());
    add(
        "stddevSample",
        "Standard deviation as estimated from a sample, for which it takes two values.",
        Input.REQUIRED,
        arguments -> Spread.stddevSample());
  }

  private Aggregates() {}

  private static AggregateType add(
      String name,
      String doc,
      Input input,
      Function<Map<String, Double>, WindowAggregate> constructor) {
    AggregateType type = new AggregateType(name, doc, input, constructor);
    BY_NAME.put(name, type);
    return type;
  }

  /** The aggregate of this name, or null when there is none. */
  public static AggregateType byName(String name) {
    return BY_NAME.get(name);
  }

  /** All names, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }
}
