package io.millrace.cli.send;

import io.millrace.cli.UserException;
import java.io.IOException;
import java.util.List;

/** What events are sent to. Workers call it at once from several threads. */
public interface Target extends AutoCloseable {
  /**
   * Connects.
   *
   * @throws UserException when it is not there, or not for us
   */
  void open() throws IOException;

  /** Says, before the first event, who is told what becomes of them. */
  void deliverTo(Deliveries deliveries);

  /** Holds the caller back while the target has as much on its way as it may. */
  void awaitRoom() throws InterruptedException;

  /** Takes an event. What becomes of it, it tells its {@link Deliveries}. */
  void send(Outgoing event) throws IOException, InterruptedException;

  /**
   * Waits until every event is delivered or failed; what is neither in time fails as {@link
   * Failure#UNANSWERED}.
   */
  void drain(long timeoutNanos) throws IOException, InterruptedException;

  /** Sentences about what happened to the target during the run, for the report. */
  default List<String> remarks() {
    return List.of();
  }

  @Override
  void close() throws IOException;

  /** The target in words, e.g. {@code stream payments in eu-west-1}. */
  @Override
  String toString();
}
