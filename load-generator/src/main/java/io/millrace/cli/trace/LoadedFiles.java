package io.millrace.cli.trace;

import io.millrace.job.warehouse.LoadLedger;
import io.millrace.job.warehouse.Sql;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which files of the lake the pipeline's table has the rows of. For one thread. */
final class LoadedFiles {
  private final RunOutputs run;
  private Boolean whole;
  private Set<Path> loaded;

  LoadedFiles(RunOutputs run) {
    this.run = run;
  }

  /**
   * Whether the table can be asked, and has every row of the files that were loaded into it: one
   * that keeps the highest version of each row has not.
   */
  boolean isWhole() throws SQLException {
    if (whole == null) {
      whole =
          run.pipeline().upsert().isEmpty()
              && run.hasTable(run.pipeline().table())
              && run.hasTable(LoadLedger.TABLE);
    }
    return whole;
  }

  /** Those of some files that were not loaded. */
  List<Path> missing(List<Path> files) throws SQLException {
    if (loaded == null) {
      loaded = read();
    }
    return files.stream().filter(file -> !loaded.contains(file)).collect(Collectors.toList());
  }

  private Set<Path> read() throws SQLException {
    Set<Path> files = new HashSet<>();
    try (Statement statement = run.duckDb().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT file_path FROM "
                    + RunOutputs.table(LoadLedger.TABLE)
                    + " WHERE table_name = "
                    + Sql.text(run.pipeline().table()))) {
      while (rows.next()) {
        Loads.path(rows.getString(1)).ifPresent(files::add);
      }
    }
    return files;
  }
}
