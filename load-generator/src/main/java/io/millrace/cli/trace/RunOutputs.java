package io.millrace.cli.trace;

import io.millrace.cli.UserException;
import io.millrace.cli.replay.RunFolder;
import io.millrace.cli.replay.RunRecord;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import io.millrace.job.warehouse.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one run wrote, open for questions. Nothing of it is changed. */
final class RunOutputs implements AutoCloseable {
  static final String LAKE = "lake";
  static final String RESCORED = "rescored";
  static final String QUARANTINE = "quarantine";
  static final String DEAD_LETTER = "dead-letter";

  private static final String WAREHOUSE = "warehouse";

  private final Path folder;
  private final RunRecord record;
  private final Pipeline pipeline;
  private final Connection duckDb;
  private final String warehouseFault;

  private RunOutputs(
      Path folder, RunRecord record, Pipeline pipeline, Connection duckDb, String warehouseFault) {
    this.folder = folder;
    this.record = record;
    this.pipeline = pipeline;
    this.duckDb = duckDb;
    this.warehouseFault = warehouseFault;
  }

  /**
   * Opens the outputs of a run.
   *
   * @param pipeline folder or name of its pipeline; null: the name that the run noted
   * @throws UserException when the folder holds none, or of another pipeline
   */
  static RunOutputs open(Path out, String pipeline) throws IOException, SQLException {
    Path folder = out.toAbsolutePath().normalize();
    RunRecord record = RunRecord.read(folder.resolve(RunFolder.RECORD));
    PipelineFiles files = Pipelines.open(pipeline == null ? record.pipeline() : pipeline);
    if (record.backfillTable() != null) {
      files = files.forBackfill(record.backfillTable());
    }
    Pipeline parsed = Pipeline.of(files);
    if (!parsed.name().equals(record.pipeline())) {
      throw new UserException(
          out + " holds a run of pipeline " + record.pipeline() + ", got " + parsed.name());
    }
    Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
    String fault = null;
    try (Statement statement = duckDb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET parquet_metadata_cache = true");
      fault = attach(statement, folder.resolve(RunFolder.WAREHOUSE));
    }
    return new RunOutputs(folder, record, parsed, duckDb, fault);
  }

  /** Why the warehouse cannot be asked; null when it can. */
  private static String attach(Statement statement, Path file) {
    if (!Files.exists(file)) {
      return "there is none in this folder";
    }
    try {
      statement.execute(
          "ATTACH " + Sql.text(file.toString()) + " AS " + WAREHOUSE + " (READ_ONLY)");
      return null;
    } catch (SQLException e) {
      return "another process has it open";
    }
  }

  Path folder() {
    return folder;
  }

  RunRecord record() {
    return record;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Connection duckDb() {
    return duckDb;
  }

  /** Why the warehouse cannot be asked; empty when it can. */
  Optional<String> warehouseFault() {
    return Optional.ofNullable(warehouseFault);
  }

  /** A table of the warehouse, for a FROM. */
  static String table(String name) {
    return WAREHOUSE + ".main." + Sql.name(name);
  }

  boolean hasTable(String name) throws SQLException {
    if (warehouseFault != null) {
      return false;
    }
    try (Statement statement = duckDb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM duckdb_tables() WHERE database_name = '"
                    + WAREHOUSE
                    + "' AND table_name = "
                    + Sql.text(name))) {
      return rows.next();
    }
  }

  /** The visible Parquet files of an output, sorted by path. */
  List<Path> files(String output) throws IOException {
    Path root = folder.resolve(output);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(
              file ->
                  file.toString().endsWith(".parquet")
                      && !file.getFileName().toString().startsWith("."))
          .sorted()
          .collect(Collectors.toList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Rows of files, with the file of each in {@code filename}, for a FROM. */
  static String rows(List<Path> files) {
    return "read_parquet("
        + list(files)
        + ", hive_partitioning = false, union_by_name = true, filename = true)";
  }

  /** Files as DuckDB's functions take them. */
  static String list(List<Path> files) {
    return files.stream()
        .map(file -> Sql.text(literal(file.toString())))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A path in which no character is a wildcard. */
  private static String literal(String path) {
    return path.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]");
  }

  /** Names of the columns of a FROM. */
  Set<String> columns(String from) throws SQLException {
    Set<String> names = new LinkedHashSet<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  @Override
  public void close() throws SQLException {
    duckDb.close();
  }
}
