package io.millrace.job.quality.alert.publish;

import io.millrace.record.Alert;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts alerts into an {@link AlertOutbox}, which a thread of its own empties into a target. */
final class AlertWriter implements StatefulSinkWriter<Alert, Alert> {
  private static final Logger LOG = LoggerFactory.getLogger(AlertWriter.class);

  /** A service that is down for a day costs a few megabytes, not the job. */
  private static final int MOST_WAITING = 10_000;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** How long a job that ends waits for its last alerts; they are in the alerts' files anyway. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(10);

  private final AlertTarget target;
  private final AlertOutbox outbox = new AlertOutbox(MOST_WAITING);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread sender;
  private final Counter published;

  private AlertWriter(AlertTarget target, MetricGroup metrics) {
    this.target = target;
    this.sender = new Thread(this::sendUntilClosed, "alerts to " + target.name());
    sender.setDaemon(true);
    MetricGroup group = metrics.addGroup("kinesisanalytics").addGroup("alerts");
    published = group.counter("published");
    group.gauge("waiting", outbox::size);
    group.gauge("dropped", outbox::dropped);
  }

  /** Starts a writer, whose first alerts are those that an earlier one had not sent. */
  static AlertWriter start(AlertTarget target, Collection<Alert> unsent, MetricGroup metrics) {
    AlertWriter writer = new AlertWriter(target, metrics);
    unsent.forEach(writer.outbox::add);
    writer.sender.start();
    return writer;
  }

  @Override
  public void write(Alert alert, Context context) {
    // The operators before reuse no alerts, so none needs to be copied.
    outbox.add(alert);
  }

  @Override
  public void flush(boolean endOfInput) throws InterruptedException {
    if (endOfInput) {
      outbox.awaitEmpty(LAST_WAIT.toMillis());
    }
  }

  @Override
  public List<Alert> snapshotState(long checkpointId) {
    return outbox.snapshot();
  }

  private void sendUntilClosed() {
    Duration pause = FIRST_PAUSE;
    try {
      while (true) {
        List<Alert> batch = outbox.take(target.most());
        if (batch.isEmpty()) {
          return;
        }
        List<Alert> unsent = send(batch);
        published.inc(batch.size() - unsent.size());
        outbox.returned(unsent);
        if (unsent.isEmpty()) {
          pause = FIRST_PAUSE;
        } else if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        } else {
          pause = longer(pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Alert> send(List<Alert> batch) {
    try {
      List<Alert> unsent = target.send(batch);
      if (!unsent.isEmpty()) {
        LOG.warn(
            "{}: {} of {} alerts were not taken; they are sent again",
            target.name(),
            unsent.size(),
            batch.size());
      }
      return unsent;
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "{}: expected it to take {} alerts, got a failure; they are sent again",
          target.name(),
          batch.size(),
          e);
      return batch;
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  @Override
  public void close() throws InterruptedException {
    stopped.countDown();
    outbox.close();
    sender.interrupt();
    sender.join(LAST_WAIT.toMillis());
    target.close();
  }
}
