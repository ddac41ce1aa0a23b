package io.millrace.cli.workload;

import io.millrace.job.config.Quantities;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bound that a run must keep, e.g. {@code p99 < 500ms} or {@code achieved > 99%}. Immutable. */
public final class Threshold {
  /** What a threshold looks like, for messages. */
  static final String EXPECTED =
      "a threshold such as p99 < 500ms, delay p99.9 < 20ms, max < 2s, errors < 0.1%,"
          + " throttled < 1% or achieved > 99%";

  private static final Pattern TEXT =
      Pattern.compile(
          "(?:(delay)\\s+)?(p\\d{1,2}(?:\\.\\d{1,4})?|max|errors|throttled|achieved)"
              + "\\s*(<=|>=|<|>)\\s*(\\S+)");
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");
  private static final Pattern FINE_TIME = Pattern.compile("(\\d{1,9}\\.\\d{1,6})(ms|s)");
  private static final double MOST_PERCENT = 100;

  private final String text;
  private final Metric metric;
  private final Operator operator;
  private final double bound;

  private Threshold(String text, Metric metric, Operator operator, double bound) {
    this.text = text;
    this.metric = metric;
    this.operator = operator;
    this.bound = bound;
  }

  /** A figure, and how it is written. */
  private interface Metric {
    double of(Figures figures);

    default String show(double value) {
      return String.format(Locale.ROOT, "%.2f ms", value);
    }
  }

  /** A figure that is a share. */
  private interface Share extends Metric {
    @Override
    default String show(double value) {
      return String.format(Locale.ROOT, "%.3f %%", MOST_PERCENT * value);
    }
  }

  private enum Operator {
    LESS,
    AT_MOST,
    MORE,
    AT_LEAST;

    static Operator of(String sign) {
      switch (sign) {
        case "<":
          return LESS;
        case "<=":
          return AT_MOST;
        case ">":
          return MORE;
        default:
          return AT_LEAST;
      }
    }

    boolean holds(double value, double bound) {
      switch (this) {
        case LESS:
          return value < bound;
        case AT_MOST:
          return value <= bound;
        case MORE:
          return value > bound;
        default:
          return value >= bound;
      }
    }
  }

  /** What a run did with a threshold. */
  public static final class Verdict {
    private final Threshold threshold;
    private final double value;

    private Verdict(Threshold threshold, double value) {
      this.threshold = threshold;
      this.value = value;
    }

    /** The threshold as it was written. */
    public String threshold() {
      return threshold.text;
    }

    /** The figure with its unit. */
    public String value() {
      return Double.isNaN(value) ? "nothing measured" : threshold.metric.show(value);
    }

    /** A figure of which nothing was measured keeps no bound. */
    public boolean passed() {
      return threshold.operator.holds(value, threshold.bound);
    }
  }

  /**
   * Reads a threshold.
   *
   * @throws IllegalArgumentException when the text is none
   */
  static Threshold parse(String text) {
    Matcher parts = TEXT.matcher(Objects.requireNonNull(text).trim());
    if (!parts.matches()) {
      throw new IllegalArgumentException(text);
    }
    boolean delay = parts.group(1) != null;
    String name = parts.group(2);
    Operator operator = Operator.of(parts.group(3));
    String bound = parts.group(4);
    if (name.startsWith("p") || name.equals("max")) {
      double percentile = name.equals("max") ? MOST_PERCENT : Double.parseDouble(name.substring(1));
      Metric metric =
          delay
              ? figures -> figures.delayMillis(percentile)
              : figures -> figures.latencyMillis(percentile);
      return new Threshold(text.trim(), metric, operator, millis(bound));
    }
    if (delay) {
      throw new IllegalArgumentException(text);
    }
    return new Threshold(text.trim(), share(name), operator, fraction(bound));
  }

  private static Share share(String name) {
    switch (name) {
      case "errors":
        return Figures::errorShare;
      case "throttled":
        return Figures::throttledShare;
      default:
        return Figures::achievedShare;
    }
  }

  private static double millis(String text) {
    Matcher fine = FINE_TIME.matcher(text);
    if (fine.matches()) {
      return Double.parseDouble(fine.group(1)) * (fine.group(2).equals("s") ? 1_000 : 1);
    }
    return Quantities.duration(text)
        .orElseThrow(() -> new IllegalArgumentException(text))
        .toMillis();
  }

  private static double fraction(String text) {
    Matcher share = SHARE.matcher(text);
    if (!share.matches() || Double.parseDouble(share.group(1)) > MOST_PERCENT) {
      throw new IllegalArgumentException(text);
    }
    return Double.parseDouble(share.group(1)) / MOST_PERCENT;
  }

  /** Holds the figures of a run against this bound. */
  public Verdict judge(Figures figures) {
    return new Verdict(this, metric.of(figures));
  }

  @Override
  public String toString() {
    return text;
  }
}
