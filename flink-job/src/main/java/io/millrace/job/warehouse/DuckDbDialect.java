package io.millrace.job.warehouse;

import io.millrace.job.lake.LakeFile;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;

/** DuckDB, the warehouse of a replay: it reads the Parquet files of the lake where they lie. */
public final class DuckDbDialect implements WarehouseDialect {
  private static final long serialVersionUID = 1L;

  private final int threads;

  /**
   * @param threads threads that the database may use, of the cores that the job works on too
   */
  public DuckDbDialect(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("DuckDB needs at least 1 thread, got " + threads);
    }
    this.threads = threads;
  }

  @Override
  public List<String> prepareSession() {
    return List.of(
        "SET threads = " + threads,
        // The files' timestamps are instants; cast to TIMESTAMP they become UTC only in this zone.
        "SET TimeZone = 'UTC'",
        // A table has no order: rows need not be held back until those before them are written.
        "SET preserve_insertion_order = false");
  }

  @Override
  public String declaredType(TableSpec.Field field) {
    switch (field.type()) {
      case BOOLEAN:
        return "BOOLEAN";
      case INT:
        return "INTEGER";
      case LONG:
        return "BIGINT";
      case DOUBLE:
        return "DOUBLE";
      case TIMESTAMP:
        return "TIMESTAMP";
      case DATE:
        return "DATE";
      case STRING:
        return "VARCHAR";
      case BYTES:
        return "BLOB";
      case DECIMAL:
        return "DECIMAL(" + field.precision() + "," + field.scale() + ")";
    }
    throw new IllegalArgumentException("no type for " + field);
  }

  @Override
  public String catalogType(TableSpec.Field field) {
    return declaredType(field);
  }

  /** None: two loads of one file collide on the ledger's primary key. */
  @Override
  public Optional<String> lock(String ledger) {
    return Optional.empty();
  }

  @Override
  public Optional<byte[]> copyManifest(List<LakeFile> files) {
    return Optional.empty();
  }

  @Override
  public String load(
      String table, List<String> columns, List<LakeFile> files, String copyManifest) {
    return "INSERT INTO "
        + Sql.name(table)
        + " BY NAME SELECT "
        + Sql.names(columns)
        + " FROM read_parquet("
        + list(files)
        + ", hive_partitioning = false)";
  }

  @Override
  public Optional<String> lastLoadCount() {
    return Optional.empty();
  }

  @Override
  public Optional<String> rowCounts(List<LakeFile> files) {
    return Optional.of(
        "SELECT file_name, num_rows FROM parquet_file_metadata(" + list(files) + ")");
  }

  @Override
  public String createStage(String stage, String table) {
    return "CREATE TEMP TABLE "
        + Sql.name(stage)
        + " AS SELECT * FROM "
        + Sql.name(table)
        + " LIMIT 0";
  }

  @Override
  public String fileName(LakeFile file) {
    URI uri = new Path(file.path()).toUri();
    boolean local = uri.getScheme() == null || uri.getScheme().equals("file");
    return local ? uri.getPath() : file.path();
  }

  private String list(List<LakeFile> files) {
    return files.stream()
        .map(file -> Sql.text(literal(fileName(file))))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A path in which no character is a wildcard. */
  private static String literal(String path) {
    return path.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]");
  }
}
