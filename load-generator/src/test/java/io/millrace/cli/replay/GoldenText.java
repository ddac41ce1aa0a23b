package io.millrace.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Outputs of a replay as lines that are the same in every run, a value each. */
final class GoldenText {
  /** Earlier revisions of a window count as answers, and how many there are is a matter of time. */
  private static final Pattern ANSWERS =
      Pattern.compile("\"(held|broken|success)\" : (?:\\d+|true|false)");

  private static final MathContext DIGITS = new MathContext(12);

  /** Of a score: a single-precision number of a native library. */
  private static final MathContext SCORE_DIGITS = new MathContext(5);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final String folder;
  private final String pipelineHash;

  /**
   * @param folder temporary folder of everything; named {@code <folder>}
   * @param pipelineHash named {@code <pipeline_hash>}
   */
  GoldenText(Path folder, String pipelineHash) {
    this.folder = folder.toString();
    this.pipelineHash = pipelineHash;
  }

  /**
   * Every column of every row, an empty line behind each.
   *
   * @param from what stands behind FROM
   * @param without columns to leave out
   * @param order what stands behind ORDER BY
   */
  List<String> rows(Connection connection, String from, Set<String> without, String order)
      throws SQLException {
    Map<String, String> types = types(connection, from);
    types.keySet().removeAll(without);
    List<String> columns = new ArrayList<>();
    types.forEach((name, type) -> columns.add(column(name, type)));
    String sql = "SELECT " + String.join(", ", columns) + " FROM " + from + " ORDER BY " + order;
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        int position = 1;
        for (Map.Entry<String, String> column : types.entrySet()) {
          lines.add(column.getKey() + ": " + value(row, position++, column));
        }
        lines.add("");
      }
    }
    return lines;
  }

  /** Rows of few columns on a line each. */
  static List<String> oneLineEach(List<String> rows) {
    List<String> lines = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (String line : rows) {
      if (line.isEmpty()) {
        lines.add(String.join(" | ", columns));
        columns.clear();
      } else {
        columns.add(line);
      }
    }
    return lines;
  }

  /** How many rows each folder of an output holds. */
  List<String> rowsOfFolders(Connection connection, Path out, String output) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    String sql =
        "SELECT filename, count(*) FROM read_parquet('"
            + out.resolve(output)
            + "/**/*.parquet', hive_partitioning = false, filename = true) GROUP BY filename";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        Path file = out.relativize(Path.of(row.getString(1)));
        counts.merge(file.getParent().toString(), row.getLong(2), Long::sum);
      }
    }
    List<String> lines = new ArrayList<>();
    counts.forEach((name, rows) -> lines.add(name + ": " + rows));
    return lines;
  }

  /** The first and the last event of a run. */
  List<String> lineage(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode event = JSON.readTree(line);
      if (event.get("eventType").asText().equals("RUNNING")) {
        continue;
      }
      String runId = event.get("run").get("runId").asText();
      String sorted =
          JSON.writerWithDefaultPrettyPrinter()
              .writeValueAsString(JSON.treeToValue(event, Object.class));
      String timeless = ANSWERS.matcher(sorted).replaceAll("\"$1\" : <answers>");
      lines.addAll(named(timeless.replace(runId, "<run>")).lines().toList());
    }
    return lines;
  }

  private static Map<String, String> types(Connection connection, String from) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet column = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (column.next()) {
        types.put(column.getString(1), column.getString(2));
      }
    }
    return types;
  }

  /** Times as microseconds, so that no time zone of a session matters. */
  private static String column(String name, String type) {
    String quoted = '"' + name + '"';
    if (type.startsWith("TIMESTAMP")) {
      return "epoch_us(" + quoted + ')';
    }
    return type.equals("DOUBLE") || type.equals("BLOB")
        ? quoted
        : "CAST(" + quoted + " AS VARCHAR)";
  }

  private String value(ResultSet row, int position, Map.Entry<String, String> column)
      throws SQLException {
    String type = column.getValue();
    if (row.getObject(position) == null) {
      return "null";
    }
    if (type.startsWith("TIMESTAMP")) {
      return Instant.EPOCH.plus(row.getLong(position), ChronoUnit.MICROS).toString();
    }
    if (type.equals("DOUBLE")) {
      MathContext digits = column.getKey().equals("score") ? SCORE_DIGITS : DIGITS;
      BigDecimal number = BigDecimal.valueOf(row.getDouble(position)).round(digits);
      return number.stripTrailingZeros().toPlainString();
    }
    if (column.getKey().equals("job_version")) {
      return "<job_version>";
    }
    if (type.equals("BLOB")) {
      byte[] bytes = row.getBytes(position);
      return bytes.length + " bytes, SHA-256 " + sha256(bytes);
    }
    return named(row.getString(position));
  }

  private String named(String text) {
    return text.replace(folder, "<folder>").replace(pipelineHash, "<pipeline_hash>");
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
