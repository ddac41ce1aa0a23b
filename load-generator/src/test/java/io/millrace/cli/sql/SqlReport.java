package io.millrace.cli.sql;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the comparison of a lake with SQL found.
 *
 * @param rows how many are in the lake and in the result of SQL
 * @param apart identities of those that are not compared, for late events in their windows
 * @param differences some of the rows that differ
 * @param seconds how long SQL took, with the comparison
 */
record SqlReport(
    String title,
    long rows,
    List<Object> apart,
    List<Figures> figures,
    List<List<Object>> differences,
    long seconds) {

  /**
   * One feature.
   *
   * @param different rows in which SQL and the stream differ
   * @param present rows compared in which the feature is not null
   */
  record Figures(String feature, long different, long present) {}

  static SqlReport of(Pipeline pipeline, FeatureSql.Dialect dialect, String lake) throws Exception {
    SqlComparison comparison = SqlEngine.comparison(dialect, pipeline, lake);
    long begin = System.nanoTime();
    try (SqlEngine engine = SqlEngine.of(dialect)) {
      engine.prepare(FeatureSql.of(pipeline, dialect, lake));
      List<Object> totals = engine.query(comparison.totals()).get(0);
      long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
      List<Figures> figures = new ArrayList<>();
      long different = 0;
      for (Column feature : comparison.features()) {
        int at = 2 + 2 * figures.size();
        figures.add(new Figures(feature.name(), number(totals, at), number(totals, at + 1)));
        different += number(totals, at);
      }
      return new SqlReport(
          pipeline.name() + " by " + dialect,
          number(totals, 0),
          number(totals, 1) == 0
              ? List.of()
              : engine.query(comparison.apart()).stream().map(row -> row.get(0)).toList(),
          figures,
          different == 0 ? List.of() : engine.query(comparison.differences()),
          seconds);
    }
  }

  private static long number(List<Object> row, int at) {
    return ((Number) row.get(at)).longValue();
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, this + "\nrows apart:\n" + lines(apart));
  }

  @Override
  public String toString() {
    return String.format(
        "%s: %,d rows, %,d of them apart, %,d s%n%s%s",
        title, rows, apart.size(), seconds, lines(figures), lines(differences));
  }

  private static String lines(List<?> items) {
    StringBuilder lines = new StringBuilder();
    items.forEach(item -> lines.append("  ").append(item).append('\n'));
    return lines.toString();
  }
}
