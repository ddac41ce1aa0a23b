package io.millrace.job.features;

import io.millrace.job.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Every aggregate as a pipeline file writes it, and as a plain sum over a list of events. */
final class NaiveAggregates {
  private static final Map<String, Definition> ALL = new LinkedHashMap<>();

  private static final int AMOUNT = 3;
  private static final int FRAUD = 4;
  private static final int SHOP = 5;

  static {
    add("events", "count()", e -> 1.0, 0.0, v -> v.size());
    add("amounts", "count(amount)", NaiveAggregates::amount, 0.0, v -> v.size());
    add("shop_events", "count(shop)", NaiveAggregates::shop, 0.0, v -> v.size());
    add("frauds", "count(where: fraud == 1)", NaiveAggregates::ifFraud, 0.0, v -> v.size());
    add("spent", "sum(amount)", NaiveAggregates::amount, null, NaiveAggregates::sum);
    add(
        "lost",
        "sum(amount, where: fraud == 1, default: -1)",
        e -> ifFraud(e) == null ? null : amount(e),
        -1.0,
        NaiveAggregates::sum);
    add("average", "mean(amount)", NaiveAggregates::amount, null, NaiveAggregates::mean);
    add("risk", "mean(fraud, default: 0)", NaiveAggregates::fraud, 0.0, NaiveAggregates::mean);
    add(
        "smallest",
        "min(amount)",
        NaiveAggregates::amount,
        null,
        v -> values(v).min().orElseThrow());
    add(
        "largest",
        "max(amount)",
        NaiveAggregates::amount,
        null,
        v -> values(v).max().orElseThrow());
    add("variance", "variance(amount)", NaiveAggregates::amount, null, v -> variance(v, 0));
    add(
        "deviation",
        "stddev(amount)",
        NaiveAggregates::amount,
        null,
        v -> Math.sqrt(variance(v, 0)));
    addSample("variance_s", "varianceSample(amount)", v -> variance(v, 1));
    addSample("deviation_s", "stddevSample(amount)", v -> Math.sqrt(variance(v, 1)));
    add("earliest", "first(amount)", NaiveAggregates::amount, null, v -> v.get(0).value);
    add("latest", "last(amount)", NaiveAggregates::amount, null, v -> v.get(v.size() - 1).value);
    add("shops", "distinctCount(shop)", NaiveAggregates::shop, 0.0, NaiveAggregates::distinct);
    add(
        "fraud_kinds",
        "distinctCount(fraud)",
        NaiveAggregates::fraud,
        0.0,
        NaiveAggregates::distinct);
    add(
        "median",
        "quantile(amount, rank: 0.5)",
        NaiveAggregates::amount,
        null,
        v -> nearestRank(v, 0.5));
    add(
        "high",
        "quantile(amount, rank: 0.9)",
        NaiveAggregates::amount,
        null,
        v -> nearestRank(v, 0.9));
    ALL.put(
        "decayed",
        new Definition(
            "decayedMean(amount, halfLife: 10s)",
            NaiveAggregates::amount,
            NaiveAggregates::decayedMean));
    ALL.put(
        "rate",
        new Definition(
            "rate(amount, per: 1m)",
            NaiveAggregates::amount,
            (values, event, window) -> values.size() * 60_000.0 / window));
    ALL.put("pause", new Definition("timeSinceLast()", e -> 1.0, NaiveAggregates::sinceLast));
    ALL.put(
        "fraud_pause",
        new Definition(
            "timeSinceLast(where: fraud == 1)",
            NaiveAggregates::ifFraud,
            NaiveAggregates::sinceLast));
  }

  private NaiveAggregates() {}

  private static void add(
      String name,
      String text,
      Function<Event, Double> input,
      Double ofNone,
      ToDoubleFunction<List<Value>> aggregate) {
    ALL.put(
        name,
        new Definition(
            text,
            input,
            (values, event, window) ->
                values.isEmpty() ? ofNone : Double.valueOf(aggregate.applyAsDouble(values))));
  }

  private static void addSample(String name, String text, ToDoubleFunction<List<Value>> aggregate) {
    ALL.put(
        name,
        new Definition(
            text,
            NaiveAggregates::amount,
            (values, event, window) ->
                values.size() < 2 ? null : Double.valueOf(aggregate.applyAsDouble(values))));
  }

  /** The {@code aggregates} of an entity in YAML, all of them, indented by so many spaces. */
  static String yaml(int indent) {
    return ALL.entrySet().stream()
        .map(one -> " ".repeat(indent) + one.getKey() + ": \"" + one.getValue().text + '"')
        .collect(Collectors.joining("\n"));
  }

  /** The aggregate of a feature such as {@code spent_7s}. */
  static Definition named(String feature) {
    return ALL.get(feature.substring(0, feature.lastIndexOf('_')));
  }

  private static Double amount(Event event) {
    return event.isNull(AMOUNT) ? null : event.getDouble(AMOUNT);
  }

  private static Double fraud(Event event) {
    return event.isNull(FRAUD) ? null : (double) event.getLong(FRAUD);
  }

  private static Double ifFraud(Event event) {
    return !event.isNull(FRAUD) && event.getLong(FRAUD) == 1 ? 1.0 : null;
  }

  private static Double shop(Event event) {
    return event.isNull(SHOP) ? null : (double) event.getString(SHOP).hashCode();
  }

  private static java.util.stream.DoubleStream values(List<Value> values) {
    return values.stream().mapToDouble(value -> value.value);
  }

  private static double sum(List<Value> values) {
    return values(values).sum();
  }

  private static double mean(List<Value> values) {
    return sum(values) / values.size();
  }

  private static double variance(List<Value> values, int spent) {
    double mean = mean(values);
    return values(values).map(x -> (x - mean) * (x - mean)).sum() / (values.size() - spent);
  }

  private static double distinct(List<Value> values) {
    return values(values).distinct().count();
  }

  private static double nearestRank(List<Value> values, double rank) {
    List<Value> sorted = new ArrayList<>(values);
    sorted.sort(Comparator.comparingDouble(value -> value.value));
    return sorted.get((int) Math.max(0, Math.ceil(rank * sorted.size() - 1e-9) - 1)).value;
  }

  private static Double decayedMean(List<Value> values, Event asking, long window) {
    double weighted = 0;
    double weights = 0;
    for (Value value : values) {
      double age = asking.timeMillis() - value.event.timeMillis();
      double weight = Math.pow(0.5, age / 10_000);
      weighted += weight * value.value;
      weights += weight;
    }
    return values.isEmpty() ? null : weighted / weights;
  }

  private static Double sinceLast(List<Value> values, Event asking, long window) {
    for (int i = values.size() - 1; i >= 0; i--) {
      if (values.get(i).event != asking) {
        return (asking.timeMillis() - values.get(i).event.timeMillis()) / 1000.0;
      }
    }
    return null;
  }

  /** One aggregate. */
  static final class Definition {
    private final String text;
    private final Function<Event, Double> input;
    private final Aggregation aggregation;

    private Definition(String text, Function<Event, Double> input, Aggregation aggregation) {
      this.text = text;
      this.input = input;
      this.aggregation = aggregation;
    }

    /**
     * The aggregate over a window, null where it is null.
     *
     * @param events of the window, in order
     * @param asking event whose feature it is
     */
    Double of(List<Event> events, Event asking, long window) {
      List<Value> values = new ArrayList<>();
      for (Event event : events) {
        Double value = input.apply(event);
        if (value != null) {
          values.add(new Value(event, value));
        }
      }
      return aggregation.of(values, asking, window);
    }
  }

  private interface Aggregation {
    Double of(List<Value> values, Event asking, long window);
  }

  private static final class Value {
    private final Event event;
    private final double value;

    Value(Event event, double value) {
      this.event = event;
      this.value = value;
    }
  }
}
