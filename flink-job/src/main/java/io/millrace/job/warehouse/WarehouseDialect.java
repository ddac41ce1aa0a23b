package io.millrace.job.warehouse;

import io.millrace.job.lake.LakeFile;
import java.util.List;
import java.util.Optional;

/** The statements in which one warehouse differs from another. Pure: makes text, runs nothing. */
public interface WarehouseDialect extends TableDialect {
  /** Statements that prepare each new connection. */
  List<String> prepareSession();

  /**
   * The statement that comes first in the transaction of a load, so that only one runs at a time;
   * empty where the ledger's primary key lets only one of two commit.
   *
   * @param ledger name of the ledger table
   */
  Optional<String> lock(String ledger);

  /** Content of the file that {@link #load} reads the list of files from, where it needs one. */
  Optional<byte[]> copyManifest(List<LakeFile> files);

  /**
   * The statement that loads files of one schema.
   *
   * @param columns column names in the order of the files' columns
   * @param copyManifest where the content of {@link #copyManifest} was put; null without any
   */
  String load(String table, List<String> columns, List<LakeFile> files, String copyManifest);

  /**
   * The query that says how many rows the last load of the session took; empty: the update count.
   */
  Optional<String> lastLoadCount();

  /**
   * The query whose rows are a file, as {@link #fileName} names it, and its number of rows; empty
   * where the warehouse cannot tell.
   */
  Optional<String> rowCounts(List<LakeFile> files);

  /** A file's path as the warehouse names it. */
  default String fileName(LakeFile file) {
    return file.path();
  }

  /** Creates an empty table of the session with the columns of another. */
  default String createStage(String stage, String table) {
    return "CREATE TEMP TABLE " + Sql.name(stage) + " (LIKE " + Sql.name(table) + ")";
  }
}
