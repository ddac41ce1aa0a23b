package io.millrace.cli.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.job.event.Counter;
import io.millrace.job.lineage.RunTotals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run did: the books of the run, and how long it took. */
public final class Summary {
  private static final double MEGA = 1e6;

  private final RunTotals totals;
  private final long loaded;
  private final boolean resumed;
  private final double seconds;
  private final long checkpoints;
  private final long restarts;
  private final VariantReport variants;
  private final AlertReport alerts;

  /**
   * The summary of a run.
   *
   * @param loaded rows that the warehouse's ledger counts
   * @param resumed whether the run was taken up: it counts all of it then, but {@code seconds},
   *     {@code checkpoints} and {@code restarts} are of its last part
   * @param seconds from the job's start to its end, loads included
   * @param variants how the production variants did
   * @param alerts what quality rules raised
   */
  Summary(
      RunTotals totals,
      long loaded,
      boolean resumed,
      double seconds,
      long checkpoints,
      long restarts,
      VariantReport variants,
      AlertReport alerts) {
    this.totals = totals;
    this.loaded = loaded;
    this.resumed = resumed;
    this.seconds = seconds;
    this.checkpoints = checkpoints;
    this.restarts = restarts;
    this.variants = variants;
    this.alerts = alerts;
  }

  public long count(Counter counter) {
    return totals.get(counter);
  }

  RunTotals totals() {
    return totals;
  }

  public long loaded() {
    return loaded;
  }

  /** How the production variants did. */
  public VariantReport variants() {
    return variants;
  }

  /** What quality rules raised. */
  public AlertReport alerts() {
    return alerts;
  }

  public boolean resumed() {
    return resumed;
  }

  public double seconds() {
    return seconds;
  }

  public double eventsPerSecond() {
    return totals.get(Counter.READ) / seconds;
  }

  /** Payload bytes, in units of a million. */
  public double megabytesPerSecond() {
    return totals.get(Counter.BYTES) / MEGA / seconds;
  }

  /** What does not add up, a sentence each; empty when the books balance. */
  public List<String> imbalances() {
    List<String> faults = new ArrayList<>();
    long read = count(Counter.READ);
    long out =
        count(Counter.DEAD_LETTERED)
            + count(Counter.QUARANTINED)
            + count(Counter.DUPLICATES)
            + count(Counter.WRITTEN);
    if (read != out) {
      faults.add(
          read
              + " records were read, but dead letters, quarantined, duplicates and written add up"
              + " to "
              + out);
    }
    if (loaded != count(Counter.WRITTEN)) {
      faults.add(count(Counter.WRITTEN) + " rows were written, but " + loaded + " loaded");
    }
    return faults;
  }

  void write(Path file) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Counter counter :
        List.of(
            Counter.READ,
            Counter.DEAD_LETTERED,
            Counter.QUARANTINED,
            Counter.DUPLICATES,
            Counter.WRITTEN,
            Counter.SCORED,
            Counter.DEGRADED,
            Counter.LATE)) {
      fields.put(counter.label(), count(counter));
    }
    if (count(Counter.HISTORY) > 0) {
      fields.put(Counter.HISTORY.label(), count(Counter.HISTORY));
    }
    fields.put("loaded", loaded);
    fields.put("seconds", round(seconds));
    fields.put("resumed", resumed);
    if (!resumed) {
      fields.put("eventsPerSecond", Math.round(eventsPerSecond()));
      fields.put("megabytesPerSecond", round(megabytesPerSecond()));
    }
    fields.put("checkpoints", checkpoints);
    fields.put("restarts", restarts);
    if (!variants.toMaps().isEmpty()) {
      fields.put("variants", variants.toMaps());
    }
    if (alerts.raised() > 0) {
      fields.put("alerts", alerts.toMap());
    }
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), fields);
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
