package io.millrace.job.quality.alert.publish;

import io.millrace.record.Alert;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** A service that tells people or automation of alerts. Used by one thread at a time. */
public interface AlertTarget extends AutoCloseable {
  /** Of one call; what is not answered in time is sent again. */
  Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  /** For messages, e.g. {@code topic arn:aws:sns:…}. */
  String name();

  /** The most alerts that one call takes. */
  int most();

  /**
   * Sends alerts.
   *
   * @param alerts at least one, and not more than {@link #most}
   * @return those that were not taken, in their order; they may be sent again
   * @throws IOException when none was taken for certain; its message names no data
   */
  List<Alert> send(List<Alert> alerts) throws IOException;

  @Override
  void close();

  /** Opens a target on the task manager. */
  @FunctionalInterface
  interface Factory extends Serializable {
    AlertTarget open();
  }
}
