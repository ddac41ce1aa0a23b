package io.millrace.job.warehouse;

import io.millrace.job.lake.CommitStep;
import io.millrace.job.lake.CommitSteps;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.core.fs.Path;

/**
 * One transaction of the warehouse: the files of some manifests that the ledger does not hold yet,
 * and their entry in the ledger. All of it is committed, or nothing.
 */
final class LoadTransaction {
  private final WarehouseDialect dialect;
  private final Map<String, StagedMerge> merges = new HashMap<>();
  private final CopyFolder copyFolder;
  private final Clock clock;
  private final CommitSteps steps;

  LoadTransaction(LoaderOptions options, Clock clock) {
    this.dialect = options.dialect();
    for (TableSpec table : options.tables()) {
      table.upsert().ifPresent(u -> merges.put(table.name(), StagedMerge.highestVersion(table, u)));
    }
    this.copyFolder = CopyFolder.of(new Path(options.manifests().root(), "copy"));
    this.clock = clock;
    this.steps = options.steps();
  }

  /**
   * Loads and commits.
   *
   * @param connection whose transaction this is; after an exception it is fit for closing only
   */
  Loaded run(Connection connection, List<LoadManifest> manifests) throws SQLException, IOException {
    connection.setAutoCommit(false);
    Optional<String> lock = dialect.lock(LoadLedger.TABLE);
    if (lock.isPresent()) {
      // First of all: the first query fixes the snapshot, which must show what others committed.
      FileLoad.execute(connection, lock.get());
    }
    Map<LoadManifest, List<LakeFile>> absent = absent(connection, manifests);
    tell(CommitStep.BEFORE_COPY, absent);
    long rows = 0;
    List<LakeFile> files = new ArrayList<>();
    FileLoad load = new FileLoad(dialect, copyFolder);
    for (LoadManifest group : groups(absent)) {
      rows += load(connection, load, group);
      files.addAll(group.files());
    }
    enter(connection, absent, rows);
    tell(CommitStep.AFTER_COPY, absent);
    connection.commit();
    tell(CommitStep.AFTER_COPY_COMMIT, absent);
    load.cleanUp();
    return new Loaded(rows, files);
  }

  /** Once for a table that files are loaded into. */
  private void tell(CommitStep step, Map<LoadManifest, List<LakeFile>> absent) throws IOException {
    Set<String> tables = new TreeSet<>();
    absent.keySet().forEach(manifest -> tables.add(manifest.table()));
    for (String table : tables) {
      steps.at(step, table);
    }
  }

  /** The files that are to be loaded, each under the first manifest that names it. */
  private static Map<LoadManifest, List<LakeFile>> absent(
      Connection connection, List<LoadManifest> manifests) throws SQLException {
    Set<LakeFile> wanted = new LinkedHashSet<>();
    manifests.forEach(manifest -> wanted.addAll(manifest.files()));
    Set<String> done = LoadLedger.loaded(connection, new ArrayList<>(wanted));
    Map<LoadManifest, List<LakeFile>> absent = new LinkedHashMap<>();
    for (LoadManifest manifest : manifests) {
      List<LakeFile> files = new ArrayList<>();
      for (LakeFile file : manifest.files()) {
        if (done.add(file.path())) {
          files.add(file);
        }
      }
      if (!files.isEmpty()) {
        absent.put(manifest, files);
      }
    }
    return absent;
  }

  /** Files of one schema together: a load reads the schema of all from one. */
  private static List<LoadManifest> groups(Map<LoadManifest, List<LakeFile>> absent) {
    Map<List<Object>, List<LakeFile>> groups = new LinkedHashMap<>();
    Map<List<Object>, LoadManifest> samples = new HashMap<>();
    absent.forEach(
        (manifest, files) -> {
          List<Object> key = List.of(manifest.table(), manifest.pipelineHash(), manifest.columns());
          groups.computeIfAbsent(key, none -> new ArrayList<>()).addAll(files);
          samples.put(key, manifest);
        });
    List<LoadManifest> grouped = new ArrayList<>();
    groups.forEach(
        (key, files) -> {
          LoadManifest sample = samples.get(key);
          grouped.add(
              new LoadManifest(sample.table(), sample.pipelineHash(), sample.columns(), files));
        });
    return grouped;
  }

  private long load(Connection connection, FileLoad load, LoadManifest group)
      throws SQLException, IOException {
    StagedMerge merge = merges.get(group.table());
    if (merge == null) {
      return load.into(connection, group.table(), group);
    }
    FileLoad.execute(connection, dialect.createStage(merge.stage(), group.table()));
    long staged = load.into(connection, merge.stage(), group);
    FileLoad.execute(connection, merge.choose());
    FileLoad.execute(connection, merge.merge());
    for (String statement : merge.cleanUp()) {
      FileLoad.execute(connection, statement);
    }
    return staged;
  }

  private void enter(Connection connection, Map<LoadManifest, List<LakeFile>> absent, long loaded)
      throws SQLException {
    long held = 0;
    boolean known = true;
    for (Map.Entry<LoadManifest, List<LakeFile>> entry : absent.entrySet()) {
      List<LakeFile> files = entry.getValue();
      Map<String, Long> counts = rowCounts(connection, files);
      for (LakeFile file : files) {
        Long rows = counts.get(file.path());
        known &= rows != null;
        held += rows == null ? 0 : rows;
      }
      LoadLedger.enter(connection, entry.getKey(), files, counts, clock.instant());
    }
    if (known && held != loaded) {
      throw new WarehouseException(
          "the warehouse took "
              + loaded
              + " rows of files that hold "
              + held
              + "; nothing was committed, check that no one writes into the lake's folders");
    }
  }

  private Map<String, Long> rowCounts(Connection connection, List<LakeFile> files)
      throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    Optional<String> query = dialect.rowCounts(files);
    if (query.isEmpty()) {
      return counts;
    }
    Map<String, Long> byName = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query.get())) {
      while (rows.next()) {
        byName.put(rows.getString(1), rows.getLong(2));
      }
    }
    files.forEach(file -> counts.put(file.path(), byName.get(dialect.fileName(file))));
    return counts;
  }

  /** What a transaction loaded; of a table that merges rows, what it staged. */
  static final class Loaded {
    final long rows;
    final List<LakeFile> files;

    Loaded(long rows, List<LakeFile> files) {
      this.rows = rows;
      this.files = files;
    }
  }
}
