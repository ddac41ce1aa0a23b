package io.millrace.job.lineage;

import io.openlineage.client.OpenLineage.RunEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events on a thread of its own, so that a slow backend holds up no task. At most one event
 * waits: a newer one of the same run says all that it said. A failure is logged and forgotten.
 */
final class LineageReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LineageReporter.class);
  private static final Duration LAST_EVENT = Duration.ofSeconds(5);

  private final LineageTransport transport;
  private final ThreadPoolExecutor thread;

  LineageReporter(LineageTransport transport) {
    this.transport = transport;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            work -> {
              Thread worker = new Thread(work, "lineage-reporter");
              worker.setDaemon(true);
              return worker;
            },
            new ThreadPoolExecutor.DiscardOldestPolicy());
  }

  void send(RunEvent event) {
    thread.execute(
        () -> {
          try {
            transport.emit(event);
          } catch (IOException | RuntimeException e) {
            LOG.warn("a lineage event was not taken; the job goes on", e);
          }
        });
  }

  /** Gives what waits a little time, then ends the thread. */
  @Override
  public void close() throws IOException {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LAST_EVENT.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    transport.close();
  }
}
