package io.millrace.udf.aggregate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A kind of aggregate that a pipeline file can name: what it takes, and how to make one. */
public final class AggregateType {

  /** Whether an aggregate takes a value of each event. */
  public enum Input {
    /** Without a value, every event counts; with one, the events in which it is not null. */
    OPTIONAL,
    REQUIRED
  }

  private final String name;
  private final String doc;
  private final Input input;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Function<Map<String, Double>, WindowAggregate> constructor;
  private boolean takesAnyType;
  private boolean mayEstimate;

  AggregateType(
      String name,
      String doc,
      Input input,
      Function<Map<String, Double>, WindowAggregate> constructor) {
    this.name = name;
    this.doc = doc;
    this.input = input;
    this.constructor = constructor;
  }

  /**
   * The value may be of any type: an aggregate that looks only at which values are there, or are
   * equal.
   */
  AggregateType ofAnyType() {
    takesAnyType = true;
    return this;
  }

  /** The result is an estimate when there are many values. */
  AggregateType estimating() {
    mayEstimate = true;
    return this;
  }

  AggregateType with(Parameter parameter) {
    parameters.add(parameter);
    return this;
  }

  /** Name in the pipeline file, e.g. {@code quantile}. */
  public String name() {
    return name;
  }

  /** What the aggregate answers, one sentence. */
  public String doc() {
    return doc;
  }

  public Input input() {
    return input;
  }

  /** Whether the value may be other than a number or truth value. */
  public boolean takesAnyType() {
    return takesAnyType;
  }

  /** Whether {@link Accumulator#isApproximate} can ever be true. */
  public boolean mayEstimate() {
    return mayEstimate;
  }

  public List<Parameter> parameters() {
    return List.copyOf(parameters);
  }

  /**
   * Makes an aggregate.
   *
   * @param arguments by the names of the parameters, durations in milliseconds; each within its
   *     bounds, and those without a default all there
   */
  public WindowAggregate create(Map<String, Double> arguments) {
    Map<String, Double> all = new HashMap<>();
    for (Parameter parameter : parameters) {
      Double argument = arguments.getOrDefault(parameter.name, parameter.defaultValue);
      if (argument == null || !parameter.accepts(argument)) {
        throw new IllegalArgumentException(
            name + ": expected " + parameter.name + " " + parameter.bounds() + ", got " + argument);
      }
      all.put(parameter.name, argument);
    }
    return constructor.apply(all);
  }

  /** A named argument of an aggregate beside its value, e.g. {@code rank: 0.95}. */
  public static final class Parameter {

    /** How a pipeline file writes the argument. */
    public enum Kind {
      /** A number, e.g. {@code 0.95}. */
      NUMBER,
      /** A duration, e.g. {@code 7d}. */
      DURATION
    }

    private final String name;
    private final Kind kind;
    private final Double defaultValue;
    private final double least;
    private final double most;

    private Parameter(String name, Kind kind, Double defaultValue, double least, double most) {
      this.name = name;
      this.kind = kind;
      this.defaultValue = defaultValue;
      this.least = least;
      this.most = most;
    }

    /**
     * A number between two bounds, both included.
     *
     * @param defaultValue null when it has to be given
     */
    static Parameter number(String name, Double defaultValue, double least, double most) {
      return new Parameter(name, Kind.NUMBER, defaultValue, least, most);
    }

    /**
     * A duration of a millisecond or more.
     *
     * @param defaultMillis null when it has to be given
     */
    static Parameter duration(String name, Double defaultMillis) {
      return new Parameter(name, Kind.DURATION, defaultMillis, 1, Long.MAX_VALUE);
    }

    public String name() {
      return name;
    }

    public Kind kind() {
      return kind;
    }

    /** What it is when not given; null when it has to be given. Durations in milliseconds. */
    public Double defaultValue() {
      return defaultValue;
    }

    public boolean accepts(double argument) {
      return argument >= least && argument <= most;
    }

    /** What is accepted, in words. */
    public String bounds() {
      return kind == Kind.DURATION ? "of 1ms or more" : "from " + least + " to " + most;
    }
  }
}
