package io.millrace.job.quality;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The warehouse table of quality results, in SQL that DuckDB, PostgreSQL and Redshift share.
 * Timestamps are without zone, in UTC.
 */
public final class QualityTable {
  /** Table that results are appended to, each revision a row; a restart can repeat rows. */
  public static final String NAME = "quality_results";

  /** View of the answer to each rule of each window: the highest revision, once. */
  public static final String LATEST = "quality_results_latest";

  // Redshift takes a varchar without a length for one of 256 bytes, and refuses longer values.
  static final String CREATE_TABLE =
      "CREATE TABLE IF NOT EXISTS "
          + NAME
          + " (pipeline varchar(1024) NOT NULL, window_start timestamp NOT NULL,"
          + " window_end timestamp NOT NULL, group_key varchar(65535) NOT NULL,"
          + " rule varchar(65535) NOT NULL, metric varchar(1024) NOT NULL,"
          + " value double precision, passed boolean NOT NULL, revision integer NOT NULL,"
          + " ruleset_hash varchar(16) NOT NULL)";

  static final String CREATE_VIEW =
      "CREATE OR REPLACE VIEW "
          + LATEST
          + " AS SELECT pipeline, window_start, window_end, group_key, rule, metric, value, passed,"
          + " revision, ruleset_hash FROM (SELECT *, row_number() OVER (PARTITION BY pipeline,"
          + " window_start, window_end, group_key, rule ORDER BY revision DESC, value DESC)"
          + " AS position FROM "
          + NAME
          + ") ranked WHERE position = 1";

  static final String INSERT =
      "INSERT INTO "
          + NAME
          + " (pipeline, window_start, window_end, group_key, rule, metric, value, passed,"
          + " revision, ruleset_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private QualityTable() {}

  /** Creates the table unless it is there, and the view over it. */
  public static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(CREATE_TABLE);
      statement.execute(CREATE_VIEW);
    }
  }
}
