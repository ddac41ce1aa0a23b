package io.millrace.job.warehouse;

import io.millrace.job.lake.CommitSteps;
import io.millrace.job.lake.ManifestStore;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What a {@link WarehouseLoader} loads, where, and how patiently. Immutable. */
public final class LoaderOptions implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ManifestStore manifests;
  private final WarehouseDialect dialect;
  private final ConnectionFactory connections;
  private final List<TableSpec> tables;
  private final int filesPerTransaction;
  private final Duration firstRetry;
  private final Duration longestRetry;
  private final CommitSteps steps;
  private final LoadListener.Factory listener;

  private LoaderOptions(
      ManifestStore manifests,
      WarehouseDialect dialect,
      ConnectionFactory connections,
      List<TableSpec> tables,
      int filesPerTransaction,
      Duration firstRetry,
      Duration longestRetry,
      CommitSteps steps,
      LoadListener.Factory listener) {
    this.manifests = Objects.requireNonNull(manifests);
    this.dialect = Objects.requireNonNull(dialect);
    this.connections = Objects.requireNonNull(connections);
    this.tables = List.copyOf(tables);
    this.filesPerTransaction = filesPerTransaction;
    this.firstRetry = firstRetry;
    this.longestRetry = longestRetry;
    this.steps = steps;
    this.listener = listener;
  }

  /**
   * At most 1,000 files a transaction, retries after 1 s, doubling up to 1 min.
   *
   * @param tables tables to create or extend before anything is loaded
   */
  public static LoaderOptions of(
      ManifestStore manifests,
      WarehouseDialect dialect,
      ConnectionFactory connections,
      List<TableSpec> tables) {
    return new LoaderOptions(
        manifests,
        dialect,
        connections,
        tables,
        1_000,
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        CommitSteps.none(),
        LoadListener.Factory.none());
  }

  /**
   * With another bound on the files of a transaction; a manifest that holds more is still loaded
   * whole.
   */
  public LoaderOptions withFilesPerTransaction(int files) {
    return new LoaderOptions(
        manifests, dialect, connections, tables, files, firstRetry, longestRetry, steps, listener);
  }

  /** With other pauses after a failure: the first, and the longest that doubling leads to. */
  public LoaderOptions withRetry(Duration first, Duration longest) {
    return new LoaderOptions(
        manifests,
        dialect,
        connections,
        tables,
        filesPerTransaction,
        first,
        longest,
        steps,
        listener);
  }

  /** With someone who is told the steps of each transaction. */
  public LoaderOptions telling(CommitSteps watcher) {
    return new LoaderOptions(
        manifests,
        dialect,
        connections,
        tables,
        filesPerTransaction,
        firstRetry,
        longestRetry,
        watcher,
        listener);
  }

  /** With someone who hears of files that were loaded. */
  public LoaderOptions listening(LoadListener.Factory hearer) {
    return new LoaderOptions(
        manifests,
        dialect,
        connections,
        tables,
        filesPerTransaction,
        firstRetry,
        longestRetry,
        steps,
        hearer);
  }

  ManifestStore manifests() {
    return manifests;
  }

  WarehouseDialect dialect() {
    return dialect;
  }

  ConnectionFactory connections() {
    return connections;
  }

  List<TableSpec> tables() {
    return tables;
  }

  CommitSteps steps() {
    return steps;
  }

  LoadListener.Factory listener() {
    return listener;
  }

  int filesPerTransaction() {
    return filesPerTransaction;
  }

  /** The pause after so many failures in a row. */
  Duration pause(int failures) {
    Duration pause = firstRetry;
    for (int i = 1; i < failures && pause.compareTo(longestRetry) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longestRetry) < 0 ? pause : longestRetry;
  }
}
