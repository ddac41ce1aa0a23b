package io.millrace.cli.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.job.event.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The counts that a generated file must lead to, kept as it is written: each record has one outcome
 * (dead letter, else quarantine, else duplicate, else written).
 */
public final class Manifest {
  private final Map<Counter, Long> counts = new EnumMap<>(Counter.class);
  private final Map<FraudPattern, Long> frauds = new EnumMap<>(FraudPattern.class);
  private final long orderingMillis;
  private long highestTime = Long.MIN_VALUE;

  /**
   * @param orderingMillis how far before the highest time so far an event's time counts as late
   */
  Manifest(long orderingMillis) {
    this.orderingMillis = orderingMillis;
    for (Counter counter : Counter.values()) {
      if (counter != Counter.DEGRADED && counter != Counter.HISTORY) {
        counts.put(counter, 0L);
      }
    }
    for (FraudPattern pattern : FraudPattern.values()) {
      frauds.put(pattern, 0L);
    }
  }

  /** Enters a record in the order in which it is written. */
  void enter(Delivery.Sending sending, int bytes) {
    add(Counter.READ, 1);
    add(Counter.BYTES, bytes);
    if (!sending.fault().isDecoded()) {
      add(Counter.DEAD_LETTERED, 1);
      return;
    }
    long time = sending.payment().timeMillis;
    // The difference is taken on the other side: the lowest long minus anything wraps around.
    boolean late = time + orderingMillis < highestTime;
    highestTime = Math.max(highestTime, time);
    if (sending.fault() == Fault.QUARANTINE) {
      add(Counter.QUARANTINED, 1);
    } else if (sending.isCopy()) {
      add(Counter.DUPLICATES, 1);
    } else {
      enterWritten(sending.payment(), late);
    }
  }

  private void enterWritten(Payment payment, boolean late) {
    add(Counter.WRITTEN, 1);
    if (late) {
      add(Counter.LATE, 1);
    }
    if (payment.type == Payment.PAYMENT) {
      add(Counter.SCORED, 1);
    }
    if (payment.fraud != null) {
      frauds.merge(payment.fraud, 1L, Long::sum);
    }
  }

  private void add(Counter counter, long count) {
    counts.merge(counter, count, Long::sum);
  }

  /**
   * What a run over the file must count. {@link Counter#SCORED} are the events that the pipeline
   * scores, if its endpoint answers for each of them.
   */
  public long count(Counter counter) {
    return counts.getOrDefault(counter, 0L);
  }

  /** Written frauds of a pattern. */
  public long frauds(FraudPattern pattern) {
    return frauds.get(pattern);
  }

  void write(
      Path to,
      GeneratedFile file,
      PopulationOptions population,
      FaultOptions faults,
      DriftOptions drift)
      throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("file", file.path().getFileName().toString());
    root.put("seed", population.seed());
    root.put("events", population.events());
    root.put("customers", population.customers());
    root.put("terminals", population.terminals());
    root.put("start", population.start().toString());
    root.put("eventsPerSecond", population.eventsPerSecond());
    root.put("disorder", faults.disorder().toString());
    root.put("rates", faults.rates());
    if (drift.isAny()) {
      root.put("drift", drift.toMap());
    }
    Map<String, Long> counters = new LinkedHashMap<>();
    counts.forEach((counter, count) -> counters.put(counter.label(), count));
    root.put("counters", counters);
    Map<String, Long> patterns = new LinkedHashMap<>();
    frauds.forEach((pattern, count) -> patterns.put(pattern.label(), count));
    root.put("frauds", patterns);
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.writeString(to, json.writeValueAsString(root) + '\n');
  }
}
