package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.lake.LoadManifest;
import io.millrace.job.warehouse.LoadLedger;
import io.millrace.job.warehouse.Sql;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which load brought a file into the warehouse, and which commit made it visible. */
final class Loads {
  private final RunOutputs run;
  private Map<Path, LoadManifest> manifests;

  Loads(RunOutputs run) {
    this.run = run;
  }

  /** Tells the load and the commit of a file. */
  void tell(String file, ObjectNode into) throws SQLException, IOException {
    if (run.warehouseFault().isPresent()) {
      into.put("load", "unknown: of the warehouse, " + run.warehouseFault().get());
    } else if (!run.hasTable(LoadLedger.TABLE)) {
      into.put("load", "not loaded: the warehouse has no ledger yet");
    } else {
      tellLedger(file, into);
    }
    LoadManifest manifest = manifests().get(Path.of(file));
    if (manifest != null) {
      ObjectNode commit = into.putObject("commit");
      commit.put("manifest", manifest.id());
      commit.put("run", manifest.runId().orElse("not noted"));
      if (manifest.checkpointId() != LoadManifest.NO_CHECKPOINT) {
        commit.put("checkpoint", manifest.checkpointId());
      }
    }
  }

  private void tellLedger(String file, ObjectNode into) throws SQLException {
    String sql =
        "SELECT table_name, manifest_id, loaded_at FROM "
            + RunOutputs.table(LoadLedger.TABLE)
            + " WHERE file_path IN ("
            + names(file).stream().map(Sql::text).collect(Collectors.joining(", "))
            + ")";
    try (Statement statement = run.duckDb().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        into.put("load", "not loaded: the ledger does not hold the file");
        return;
      }
      ObjectNode load = into.putObject("load");
      load.put("table", rows.getString(1));
      load.put("manifest", rows.getString(2));
      load.put("loaded_at", rows.getString(3));
    }
  }

  /** A file as Flink prints its path, and as other URIs do. */
  private static List<String> names(String file) {
    String uri = Path.of(file).toUri().toString();
    return List.of(file, "file:" + file, uri, uri.replaceFirst("^file:///", "file:/"));
  }

  /** Files of the ledger that the lake does not hold any more. */
  List<String> expired() throws SQLException {
    if (!run.hasTable(LoadLedger.TABLE)) {
      return List.of();
    }
    try (Statement statement = run.duckDb().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT file_path FROM "
                    + RunOutputs.table(LoadLedger.TABLE)
                    + " WHERE table_name = "
                    + Sql.text(run.pipeline().table())
                    + " ORDER BY file_path")) {
      Stream.Builder<String> gone = Stream.builder();
      while (rows.next()) {
        path(rows.getString(1))
            .filter(path -> !Files.exists(path))
            .ifPresent(path -> gone.add(path.toString()));
      }
      return gone.build().collect(Collectors.toList());
    }
  }

  /** A file of this machine by its name in the ledger; empty of another. */
  static Optional<Path> path(String name) {
    URI uri = new org.apache.flink.core.fs.Path(name).toUri();
    boolean local = uri.getScheme() == null || uri.getScheme().equals("file");
    return local ? Optional.of(Path.of(uri.getPath())) : Optional.empty();
  }

  private Map<Path, LoadManifest> manifests() throws IOException {
    if (manifests == null) {
      manifests = new HashMap<>();
      Path root = run.folder().resolve(RunOutputs.LAKE).resolve("_manifests");
      for (Path folder : List.of(root, root.resolve("loaded"))) {
        read(folder);
      }
    }
    return manifests;
  }

  private void read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.collect(Collectors.toList())) {
        if (file.toString().endsWith(".json")) {
          LoadManifest manifest = LoadManifest.fromJson(file.toString(), Files.readAllBytes(file));
          manifest
              .files()
              .forEach(one -> path(one.path()).ifPresent(path -> manifests.put(path, manifest)));
        }
      }
    }
  }
}
