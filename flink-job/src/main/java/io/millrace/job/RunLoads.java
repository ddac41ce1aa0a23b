package io.millrace.job;

import io.millrace.job.config.Pipeline;
import io.millrace.job.lake.CommitListener;
import io.millrace.job.lake.CommitSteps;
import io.millrace.job.lake.ManifestStore;
import io.millrace.job.warehouse.ConnectionFactory;
import io.millrace.job.warehouse.LoadAfterCommit;
import io.millrace.job.warehouse.LoaderOptions;
import io.millrace.job.warehouse.ManifestAfterCommit;
import io.millrace.job.warehouse.TableSpec;
import io.millrace.job.warehouse.WarehouseDialect;
import java.time.Clock;
import java.util.Optional;

/** How what a run commits gets into its warehouse, if it has one. Immutable. */
final class RunLoads {
  private final Pipeline pipeline;
  private final OutputPaths paths;
  private final String runId;
  private final Warehouse warehouse;
  private final CommitSteps steps;
  private final Witnesses witnesses;
  private final Clock clock;

  /**
   * The loads of a run.
   *
   * @param warehouse null: only the lake is written
   * @param steps is told the steps of each load
   * @param witnesses hear of commits and loads
   */
  RunLoads(
      Pipeline pipeline,
      OutputPaths paths,
      String runId,
      Warehouse warehouse,
      CommitSteps steps,
      Witnesses witnesses,
      Clock clock) {
    this.pipeline = pipeline;
    this.paths = paths;
    this.runId = runId;
    this.warehouse = warehouse;
    this.steps = steps;
    this.witnesses = witnesses;
    this.clock = clock;
  }

  /** The warehouse; empty: only the lake is written. */
  Optional<Warehouse> warehouse() {
    return Optional.ofNullable(warehouse);
  }

  /** How the warehouse is loaded; empty without one. */
  Optional<LoaderOptions> options() {
    return warehouse()
        .map(
            target ->
                LoaderOptions.of(
                        manifests(),
                        target.dialect,
                        target.connections,
                        PipelineTables.of(pipeline))
                    .telling(steps)
                    .listening(witnesses.loads()));
  }

  /** Takes note of the commits of rows, and loads them and all others. */
  CommitListener.Factory afterRows() {
    return witnesses.commits(
        options()
            .<CommitListener.Factory>map(
                options -> new LoadAfterCommit(pipeline, runId, manifests(), options, clock))
            .orElseGet(CommitListener.Factory::none));
  }

  /** Takes note of the commits of a small table. */
  CommitListener.Factory after(TableSpec table) {
    return warehouse == null
        ? CommitListener.Factory.none()
        : new ManifestAfterCommit(pipeline, runId, table, manifests());
  }

  private ManifestStore manifests() {
    return new ManifestStore(paths.manifests().toString());
  }

  /** A warehouse and the way there. */
  static final class Warehouse {
    final String url;
    final WarehouseDialect dialect;
    final ConnectionFactory connections;

    /**
     * A warehouse.
     *
     * @param url JDBC URL without credentials, for lineage
     */
    Warehouse(String url, WarehouseDialect dialect, ConnectionFactory connections) {
      this.url = url;
      this.dialect = dialect;
      this.connections = connections;
    }
  }
}
