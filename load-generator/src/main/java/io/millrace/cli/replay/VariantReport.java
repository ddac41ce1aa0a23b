package io.millrace.cli.replay;

import io.millrace.job.inference.variant.VariantMeasurements;
import io.millrace.job.inference.variant.VariantTable;
import io.millrace.record.VariantMetric;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;

/** How each production variant did in a whole run, by the rows of the warehouse. */
public final class VariantReport {
  /** What a summary leaves out: sketches, and what is the same in each row. */
  private static final List<String> LEFT_OUT =
      List.of("pipeline", "measured_at", "latency_sketch", "score_sketch");

  private final List<VariantMetric> variants;

  private VariantReport(List<VariantMetric> variants) {
    this.variants = variants;
  }

  /** Of a run that scores nothing. */
  static VariantReport none() {
    return new VariantReport(List.of());
  }

  /** Adds up all rows of a pipeline. */
  static VariantReport read(Connection warehouse, String pipeline, Instant now)
      throws SQLException {
    // Thresholds have been applied when the rows were made.
    VariantMeasurements sum = new VariantMeasurements(pipeline, 0, 0);
    try (Statement statement = warehouse.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + VariantTable.NAME)) {
      while (rows.next()) {
        sum.add(row(rows));
      }
    }
    return new VariantReport(sum.take(now));
  }

  private static VariantMetric row(ResultSet rows) throws SQLException {
    VariantMetric row = new VariantMetric();
    for (Schema.Field field : VariantMetric.getClassSchema().getFields()) {
      Object value = rows.getObject(field.name());
      if (value instanceof Blob) {
        Blob blob = (Blob) value;
        value = ByteBuffer.wrap(blob.getBytes(1, Math.toIntExact(blob.length())));
      } else if (value instanceof java.sql.Timestamp) {
        // Timestamps are without zone, in UTC; java.sql would shift them by the JVM's.
        value = rows.getObject(field.name(), LocalDateTime.class).toInstant(ZoneOffset.UTC);
      }
      row.put(field.pos(), value);
    }
    return row;
  }

  /** One map a variant, version and role, for JSON. */
  List<Map<String, Object>> toMaps() {
    List<Map<String, Object>> maps = new ArrayList<>();
    for (VariantMetric variant : variants) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (Schema.Field field : VariantMetric.getClassSchema().getFields()) {
        if (!LEFT_OUT.contains(field.name())) {
          Object value = variant.get(field.pos());
          map.put(field.name(), value instanceof Instant ? value.toString() : value);
        }
      }
      maps.add(map);
    }
    return maps;
  }

  /** Prints a table; nothing when there is no variant. */
  public void print(PrintWriter out) {
    if (variants.isEmpty()) {
      return;
    }
    out.printf(
        "%n%-8s %-16s %-16s %12s %10s %8s %8s %8s %10s %10s %8s%n",
        "role",
        "variant",
        "version",
        "events",
        "degraded",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "score p50",
        "score p99",
        "flips");
    for (VariantMetric variant : variants) {
      out.printf(
          Locale.ROOT,
          "%-8s %-16s %-16s %,12d %,10d %8s %8s %8s %10s %10s %8s%n",
          variant.getRole(),
          variant.getVariant() == null ? "(none)" : variant.getVariant(),
          variant.getModelVersion() == null ? "(unknown)" : variant.getModelVersion(),
          variant.getEvents(),
          variant.getDegraded(),
          number("%.1f", variant.getLatencyMsP50()),
          number("%.1f", variant.getLatencyMsP95()),
          number("%.1f", variant.getLatencyMsP99()),
          number("%.4f", variant.getScoreP50()),
          number("%.4f", variant.getScoreP99()),
          variant.getCompared() == 0 ? "-" : Long.toString(variant.getFlips()));
    }
  }

  private static String number(String format, Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }
}
