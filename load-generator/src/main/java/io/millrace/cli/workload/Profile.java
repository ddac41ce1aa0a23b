package io.millrace.cli.workload;

import io.millrace.job.config.YamlMap;
import io.millrace.job.config.YamlValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The shapes of load that a workload can ask for, each with the keys that it takes. */
enum Profile {
  /** One rate. */
  CONSTANT("rate", "for") {
    @Override
    RateCurve curve(YamlMap keys) {
      double rate = rate(keys, "rate");
      return line(rate, rate, time(keys, "for"));
    }
  },

  /** From one rate to another, evenly. */
  RAMP("from", "to", "for") {
    @Override
    RateCurve curve(YamlMap keys) {
      return line(rate(keys, "from"), rate(keys, "to"), time(keys, "for"));
    }
  },

  /** From one rate to another in equal steps, each held as long. */
  STEP("from", "to", "steps", "each") {
    @Override
    RateCurve curve(YamlMap keys) {
      double from = rate(keys, "from");
      double to = rate(keys, "to");
      int steps =
          keys.require("steps", "5").flatMap(value -> value.wholeNumber(2, 1_000)).orElse(2);
      long each = time(keys, "each");
      RateCurve.Builder curve = new RateCurve.Builder();
      for (int i = 0; i < steps; i++) {
        double rate = from + (to - from) * i / (steps - 1);
        curve.line(rate, rate, each);
      }
      return curve.build();
    }
  },

  /** One rate, then at once another for a while, then the first again. */
  SPIKE("base", "peak", "before", "hold", "after") {
    @Override
    RateCurve curve(YamlMap keys) {
      double base = rate(keys, "base");
      double peak = rate(keys, "peak");
      return new RateCurve.Builder()
          .line(base, base, time(keys, "before"))
          .line(peak, peak, time(keys, "hold"))
          .line(base, base, time(keys, "after"))
          .build();
    }
  },

  /** One rate for long, reached and left slowly. */
  SOAK("rate", "rise", "for") {
    @Override
    RateCurve curve(YamlMap keys) {
      double rate = rate(keys, "rate");
      long rise = time(keys, "rise");
      return new RateCurve.Builder()
          .line(0, rate, rise)
          .line(rate, rate, time(keys, "for"))
          .line(rate, 0, rise)
          .build();
    }
  };

  private static final double MOST = 10_000_000;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(7);

  private final String[] keys;

  Profile(String... keys) {
    this.keys = keys;
  }

  /** The curve of a map of exactly this profile's keys; faults are told to the map. */
  abstract RateCurve curve(YamlMap keys);

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String[] all() {
    return Arrays.stream(values()).map(Profile::key).toArray(String[]::new);
  }

  /** The curve of this profile; empty after telling why it is none. */
  Optional<RateCurve> read(YamlValue value) {
    return value.map(keys).map(this::curve);
  }

  private static RateCurve line(double from, double to, long nanos) {
    return new RateCurve.Builder().line(from, to, nanos).build();
  }

  /** A rate; anything where it is none, since that was told. */
  private static double rate(YamlMap keys, String key) {
    String expected = "events a second, more than 0 and at most " + (long) MOST;
    Optional<YamlValue> value = keys.require(key, "1000");
    Optional<Double> rate = value.flatMap(given -> given.number(expected));
    if (rate.isPresent() && !(rate.get() > 0 && rate.get() <= MOST)) {
      rate = value.get().problem(expected, "choose one within");
    }
    return rate.orElse(1.0);
  }

  private static long time(YamlMap keys, String key) {
    return keys.require(key, "1m")
        .flatMap(value -> value.duration(SHORTEST, LONGEST))
        .orElse(Duration.ofSeconds(1))
        .toNanos();
  }
}
