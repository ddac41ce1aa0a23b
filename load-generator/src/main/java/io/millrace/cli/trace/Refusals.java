package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Records that went aside: dead letters and quarantined events, which keep their bytes. */
final class Refusals {
  private static final String COLUMNS =
      "stage, reason, message, rules, payload, event_id, CAST(event_time AS VARCHAR),"
          + " origin_stream, origin_shard, origin_sequence, epoch_ms(arrival_time), pipeline_hash,"
          + " ruleset_hash, redrive_count, filename";

  private final RunOutputs run;
  private final SourceRecords source;
  private final Redrives redrives;
  private final Mask mask;

  Refusals(RunOutputs run, SourceRecords source, Redrives redrives, Mask mask) {
    this.run = run;
    this.source = source;
    this.redrives = redrives;
    this.mask = mask;
  }

  /** Tells every time that an event of this identity, or this record, went aside. */
  void tell(String id, Optional<Origin> record, ArrayNode into) throws SQLException, IOException {
    for (String output : List.of(RunOutputs.QUARANTINE, RunOutputs.DEAD_LETTER)) {
      List<Path> files = run.files(output);
      if (files.isEmpty()) {
        continue;
      }
      String condition =
          record.isPresent() ? "origin_shard = ? AND origin_sequence = ?" : "event_id = ?";
      String sql =
          "SELECT "
              + COLUMNS
              + " FROM "
              + RunOutputs.rows(files)
              + " WHERE "
              + condition
              + " ORDER BY arrival_time, redrive_count";
      try (PreparedStatement query = run.duckDb().prepareStatement(sql)) {
        query.setString(1, record.map(Origin::shard).orElse(id));
        if (record.isPresent()) {
          query.setString(2, record.get().sequence());
        }
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            tell(output, rows, into.addObject());
          }
        }
      }
    }
  }

  private void tell(String output, ResultSet row, ObjectNode into)
      throws SQLException, IOException {
    Origin origin =
        Origin.ofShard(row.getString(8), row.getString(9), row.getString(10), row.getLong(11));
    into.put("where", output);
    into.put("stage", row.getString(1));
    into.put("reason", row.getString(2));
    into.put("message", row.getString(3));
    ArrayNode rules = into.putArray("broken_rules");
    Array broken = row.getArray(4);
    if (broken != null) {
      for (Object rule : (Object[]) broken.getArray()) {
        rules.add(String.valueOf(rule));
      }
    }
    into.put("event_id", row.getString(6));
    into.put("event_time", row.getString(7));
    RowPage.origin(into.putObject("origin"), origin);
    into.put("pipeline_hash", row.getString(12));
    into.put("ruleset_hash", row.getString(13));
    into.put("redrives_before", row.getInt(14));
    into.put("file", row.getString(15));
    byte[] bytes = row.getBytes(5);
    mask.bytes(into.putObject("source"), bytes);
    redrives.tell(Mask.sha256(bytes), into.putArray("redrives"));
    Optional<Event> decoded = source.decode(bytes, origin);
    if (decoded.isPresent()) {
      RowPage.fields(run.pipeline(), mask, decoded.get(), into.putObject("record"));
    }
  }
}
