package io.millrace.job.warehouse;

import io.millrace.job.lake.LoadManifest;
import io.millrace.job.lake.ManifestStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes once through the manifests that wait and loads them, several in a transaction. A failure
 * stays with its transaction: the manifests behind it still get their turn, and on the next pass
 * each stands alone, so that one bad file holds up no other. For one thread.
 */
final class LoadPass implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadPass.class);

  private final LoaderOptions options;
  private final ManifestStore manifests;
  private final LoadTransaction transaction;
  private final LoadListener listener;
  private final Clock clock;
  private final AtomicInteger backlog;
  private final AtomicLong rowsLoaded = new AtomicLong();

  private boolean tablesReady;
  private boolean reachable;
  private boolean oneByOne;
  private Optional<String> failure = Optional.empty();

  LoadPass(LoaderOptions options, Clock clock, AtomicInteger backlog) {
    this.options = options;
    this.manifests = options.manifests();
    this.transaction = new LoadTransaction(options, clock);
    this.listener = options.listener().open();
    this.clock = clock;
    this.backlog = backlog;
  }

  /** Rows that this loader has loaded. */
  long rowsLoaded() {
    return rowsLoaded.get();
  }

  /**
   * Creates or extends the tables unless that is done, and loads what waits.
   *
   * @param stop asked between transactions
   * @return why something is not done; empty when all is
   */
  Optional<String> run(BooleanSupplier stop) {
    failure = Optional.empty();
    try {
      List<String> waiting = manifests.list();
      backlog.set(waiting.size());
      if (!tablesReady) {
        open().close();
      }
      load(waiting, stop);
    } catch (SQLException | IOException | RuntimeException e) {
      failure = Optional.of(Redaction.of(e));
    }
    oneByOne = failure.isPresent();
    return failure;
  }

  private void load(List<String> waiting, BooleanSupplier stop) {
    List<LoadManifest> batch = new ArrayList<>();
    int files = 0;
    reachable = true;
    for (String id : waiting) {
      Optional<LoadManifest> manifest = read(id);
      if (manifest.isPresent()) {
        batch.add(manifest.get());
        files += manifest.get().files().size();
      }
      if (files >= (oneByOne ? 1 : options.filesPerTransaction())) {
        load(batch);
        batch.clear();
        files = 0;
      }
      if (stop.getAsBoolean() || !reachable) {
        return;
      }
    }
    if (!batch.isEmpty()) {
      load(batch);
    }
  }

  private Optional<LoadManifest> read(String id) {
    try {
      return Optional.of(manifests.read(id));
    } catch (FileNotFoundException e) {
      backlog.decrementAndGet(); // another loader was first
    } catch (IOException e) {
      failure = Optional.of(Redaction.of(e));
    }
    return Optional.empty();
  }

  private void load(List<LoadManifest> batch) {
    reachable = false;
    try (Connection connection = open()) {
      reachable = true;
      Instant began = clock.instant();
      LoadTransaction.Loaded loaded = transaction.run(connection, batch);
      rowsLoaded.addAndGet(loaded.rows);
      LOG.info("loaded {} rows of {} files into the warehouse", loaded.rows, loaded.files.size());
      listener.loaded(loaded.files, began, clock.instant());
      for (LoadManifest manifest : batch) {
        manifests.markLoaded(manifest.id());
        backlog.decrementAndGet();
      }
    } catch (SQLException | IOException | RuntimeException e) {
      tablesReady = false; // a table that was there may be gone
      String others = batch.size() == 1 ? "" : " and " + (batch.size() - 1) + " more";
      failure = Optional.of(batch.get(0) + others + ": " + Redaction.of(e));
    }
  }

  @Override
  public void close() {
    listener.close();
  }

  private Connection open() throws SQLException {
    Connection connection = options.connections().open();
    try {
      try (Statement statement = connection.createStatement()) {
        for (String sql : options.dialect().prepareSession()) {
          statement.execute(sql);
        }
      }
      if (!tablesReady) {
        LoadLedger.ensure(connection);
        for (TableSpec table : options.tables()) {
          TableSchema.ensure(connection, options.dialect(), table);
        }
        tablesReady = true;
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
