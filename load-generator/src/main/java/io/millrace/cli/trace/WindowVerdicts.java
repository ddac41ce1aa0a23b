package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.config.PersonalColumns;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Event;
import io.millrace.job.quality.QualityTable;
import io.millrace.job.quality.QualityWindows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How the windows that a row was counted in answered their rules. For one thread. */
final class WindowVerdicts {
  private static final String OUTPUT = "quality";

  private final RunOutputs run;
  private final boolean showPersonal;
  private String from;

  WindowVerdicts(RunOutputs run, boolean showPersonal) {
    this.run = run;
    this.showPersonal = showPersonal;
  }

  /**
   * Tells the newest answer of each rule of each window that covers the row: those of its group and
   * those of all events.
   */
  void tell(Event row, ArrayNode into) throws SQLException, IOException {
    if (from == null) {
      from = source();
    }
    if (from.isEmpty()) {
      return;
    }
    String group = QualityWindows.groupKey(run.pipeline(), row);
    if (tell(row, group, into) == 0 && !group.isEmpty()) {
      tell(row, QualityWindows.OTHER_GROUPS, into);
    }
    if (!group.isEmpty()) {
      tell(row, "", into);
    }
  }

  private int tell(Event row, String group, ArrayNode into) throws SQLException {
    String answer = String.join(", ", QualityTable.ANSWER);
    String sql =
        "SELECT epoch_ms(window_start), epoch_ms(window_end), group_key, rule, metric, value,"
            + " passed, revision, action, ruleset_hash FROM "
            + from
            + " WHERE pipeline = ? AND group_key = ? AND epoch_ms(window_start) <= ? AND"
            + " epoch_ms(window_end) > ? QUALIFY row_number() OVER (PARTITION BY "
            + answer
            + " ORDER BY "
            + QualityTable.REVISION.stream()
                .map(column -> column + " DESC NULLS LAST")
                .collect(Collectors.joining(", "))
            + ") = 1 ORDER BY window_start, rule, metric";
    int told = 0;
    try (PreparedStatement query = run.duckDb().prepareStatement(sql)) {
      query.setString(1, run.pipeline().name());
      query.setString(2, group);
      query.setLong(3, row.timeMillis());
      query.setLong(4, row.timeMillis());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          tell(rows, into.addObject());
          told++;
        }
      }
    }
    return told;
  }

  private void tell(ResultSet row, ObjectNode into) throws SQLException {
    into.put("from", Instant.ofEpochMilli(row.getLong(1)).toString());
    into.put("until", Instant.ofEpochMilli(row.getLong(2)).toString());
    into.put("group", group(row.getString(3)));
    into.put("rule", row.getString(4));
    into.put("metric", row.getString(5));
    double value = row.getDouble(6);
    if (row.wasNull()) {
      into.putNull("value");
    } else {
      into.put("value", value);
    }
    into.put("holds", row.getBoolean(7));
    into.put("revision", row.getInt(8));
    into.put("action", row.getString(9));
    into.put("ruleset_hash", row.getString(10));
  }

  /** A group is named by values of the event. */
  private String group(String key) {
    Pipeline pipeline = run.pipeline();
    Set<String> personal = PersonalColumns.of(pipeline);
    boolean hidden =
        !showPersonal
            && pipeline.quality().groupBy().stream()
                .anyMatch(column -> personal.contains(pipeline.layout().column(column).name()));
    return hidden && !key.isEmpty() ? "***" : key;
  }

  /** The warehouse's table, or the files; empty when there is neither. */
  private String source() throws SQLException, IOException {
    if (run.hasTable(QualityTable.NAME)) {
      return RunOutputs.table(QualityTable.NAME);
    }
    List<Path> files = run.files(OUTPUT);
    return files.isEmpty() ? "" : RunOutputs.rows(files);
  }
}
