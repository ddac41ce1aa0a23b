package io.millrace.cli.measure;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long the rows of a run took for a stretch of their way; milliseconds. Immutable. */
final class StageLatency {
  /** Columns of {@code lake} between which each stretch lies. */
  private static final Map<String, String[]> STRETCHES = new LinkedHashMap<>();

  static {
    STRETCHES.put("event → arrival", new String[] {"event_us", "arrival_us"});
    STRETCHES.put("arrival → scored", new String[] {"arrival_us", "scored_us"});
    STRETCHES.put("scored → committed", new String[] {"scored_us", "committed_us"});
    STRETCHES.put("arrival → committed", new String[] {"arrival_us", "committed_us"});
    STRETCHES.put("committed → loaded", new String[] {"committed_us", "loaded_us"});
    STRETCHES.put("event → committed", new String[] {"event_us", "committed_us"});
    STRETCHES.put("event → loaded", new String[] {"event_us", "loaded_us"});
  }

  private static final double MILLI = 1_000;

  private final String stretch;
  private final long rows;
  private final double[] millis;

  private StageLatency(String stretch, long rows, double[] millis) {
    this.stretch = stretch;
    this.rows = rows;
    this.millis = millis;
  }

  /** Every stretch, in the order of the way. */
  static List<StageLatency> of(RunRows rows) throws SQLException {
    List<StageLatency> latencies = new ArrayList<>();
    try (Statement statement = rows.duckDb().createStatement()) {
      for (Map.Entry<String, String[]> stretch : STRETCHES.entrySet()) {
        String taken = stretch.getValue()[1] + " - " + stretch.getValue()[0];
        try (ResultSet row =
            statement.executeQuery(
                "SELECT count(taken), quantile_disc(taken, 0.5), quantile_disc(taken, 0.9),"
                    + " quantile_disc(taken, 0.99), quantile_disc(taken, 0.999), max(taken) FROM"
                    + " (SELECT "
                    + taken
                    + " AS taken FROM lake)")) {
          row.next();
          double[] millis = new double[5];
          for (int i = 0; i < millis.length; i++) {
            millis[i] = row.getLong(i + 2) / MILLI;
          }
          latencies.add(new StageLatency(stretch.getKey(), row.getLong(1), millis));
        }
      }
    }
    return latencies;
  }

  /** E.g. {@code event → arrival}. */
  String stretch() {
    return stretch;
  }

  /** Rows that have come to the stretch's end. */
  long rows() {
    return rows;
  }

  /** The 50th, 90th, 99th and 99.9th percentile and the maximum. */
  double[] millis() {
    return millis.clone();
  }
}
