package io.millrace.cli.rescore;

import io.millrace.cli.UserException;
import io.millrace.job.aws.AwsPlace;
import io.millrace.job.config.JobSettings;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.WarehouseSettings;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.warehouse.DuckDbDialect;
import io.millrace.job.warehouse.JdbcConnections;
import io.millrace.job.warehouse.RedshiftDialect;
import io.millrace.job.warehouse.ScoreReplacement;
import io.millrace.job.warehouse.SecretConnections;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/** The warehouse that takes new scores, and the DuckDB that reads the rows of the lake. */
abstract class ScoreTarget implements AutoCloseable {
  private final Connection reader;

  private ScoreTarget(Connection reader) {
    this.reader = reader;
  }

  /** A DuckDB database, whose rows are replaced in it. */
  static ScoreTarget duckDb(Path database, Pipeline pipeline, List<String> keys, Clock clock)
      throws SQLException {
    ScoreReplacement replacement =
        new ScoreReplacement(new DuckDbDialect(1), null, pipeline, keys, clock);
    Connection connection = open("jdbc:duckdb:" + database.toAbsolutePath());
    return new ScoreTarget(connection) {
      @Override
      long merge(LakeFile file) throws SQLException, IOException {
        return replacement.merge(connection, file, pipeline.hash());
      }
    };
  }

  /**
   * The Redshift of a job. Files go to {@code rescored} in the root of the job's outputs first.
   *
   * @param settings of the job
   */
  static ScoreTarget redshift(
      JobSettings settings, Pipeline pipeline, List<String> keys, Clock clock) throws SQLException {
    WarehouseSettings warehouse = settings.warehouse();
    if (warehouse.type() != WarehouseSettings.Type.REDSHIFT || !settings.lake().startsWith("s3")) {
      throw new UserException(
          "expected the settings of a job that writes to S3 and loads Redshift, got warehouse.type "
              + warehouse.type().name().toLowerCase(Locale.ROOT)
              + " and outputs in "
              + settings.lake()
              + "; leave --settings out for a run on this machine");
    }
    String url = warehouse.jdbcUrl().orElseThrow();
    String secret = warehouse.secretArn().orElseThrow();
    S3Folder folder =
        S3Folder.at(
            settings.lake().replaceFirst("/$", "") + "/rescored",
            AwsPlace.ofResource(secret, null));
    ScoreReplacement replacement =
        new ScoreReplacement(
            new RedshiftDialect(warehouse.iamRole().orElseThrow()), folder, pipeline, keys, clock);
    SecretConnections connections = new SecretConnections(url, secret);
    return new ScoreTarget(open("jdbc:duckdb:")) {
      @Override
      long merge(LakeFile file) throws SQLException, IOException {
        LakeFile uploaded = folder.upload(Path.of(URI.create(file.path())));
        try (Connection connection = connections.open()) {
          return replacement.merge(connection, uploaded, pipeline.hash());
        }
      }

      @Override
      public void close() throws SQLException {
        folder.close();
        super.close();
      }
    };
  }

  private static Connection open(String url) throws SQLException {
    Connection connection = new JdbcConnections(url).open();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
    return connection;
  }

  /** Reads files of rows. */
  Connection reader() {
    return reader;
  }

  /**
   * Brings the scores of a file of this machine into the warehouse, once.
   *
   * @return rows that have another score now
   */
  abstract long merge(LakeFile file) throws SQLException, IOException;

  @Override
  public void close() throws SQLException {
    reader.close();
  }
}
