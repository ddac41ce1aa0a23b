package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.redrive.RedriveLedger;
import io.millrace.job.warehouse.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * When a record was sent back after it had been refused, by the ledger of redrives in the folder.
 */
final class Redrives {
  private static final String NAME = "redrives";

  private final RunOutputs run;
  private Boolean there;

  Redrives(RunOutputs run) {
    this.run = run;
  }

  /**
   * Tells every redrive of a record.
   *
   * @param hash SHA-256 of its bytes, in hex
   */
  void tell(String hash, ArrayNode into) throws SQLException {
    if (!isThere()) {
      return;
    }
    String sql =
        "SELECT state, kind, reason, origin_shard || '#' || origin_sequence, redrive_count,"
            + " target, CAST(redriven_at AS VARCHAR) FROM "
            + NAME
            + ".main.redriven WHERE payload_hash = ? ORDER BY redrive_count, redriven_at";
    try (PreparedStatement query = run.duckDb().prepareStatement(sql)) {
      query.setString(1, hash);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ObjectNode one = into.addObject();
          one.put("redriven_at", rows.getString(7));
          one.put("state", rows.getString(1));
          one.put("refused_as", rows.getString(2) + ", " + rows.getString(3));
          one.put("record", rows.getString(4));
          one.put("redrive_count", rows.getInt(5));
          one.put("target", rows.getString(6));
        }
      }
    }
  }

  private boolean isThere() throws SQLException {
    if (there == null) {
      Path file = run.folder().resolve(RedriveLedger.FILE);
      there = Files.exists(file);
      if (there) {
        try (Statement statement = run.duckDb().createStatement()) {
          statement.execute("ATTACH " + Sql.text(file.toString()) + " AS " + NAME + " (READ_ONLY)");
        }
      }
    }
    return there;
  }
}
