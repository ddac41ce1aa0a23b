package io.millrace.cli.send;

import java.util.function.Consumer;

/**
 * Serves one event after the other, each in the same time, and stands still once for a while. The
 * clock is either simulated, or the machine's, on which it sleeps.
 */
final class StallingTarget implements Target {
  interface Work {
    void take(long nanos) throws InterruptedException;
  }

  private final SendClock clock;
  private final Work work;
  private final long serviceNanos;
  private final long stallAtNanos;
  private final long stallNanos;
  private final Consumer<Outgoing> witness;
  private Deliveries deliveries;
  private boolean stalled;

  /**
   * @param stallAtNanos moment of the clock from which on the next event takes so much longer
   * @param witness is told each event when it is done
   */
  StallingTarget(
      SendClock clock,
      Work work,
      long serviceNanos,
      long stallAtNanos,
      long stallNanos,
      Consumer<Outgoing> witness) {
    this.clock = clock;
    this.work = work;
    this.serviceNanos = serviceNanos;
    this.stallAtNanos = stallAtNanos;
    this.stallNanos = stallNanos;
    this.witness = witness;
  }

  @Override
  public void open() {}

  @Override
  public void deliverTo(Deliveries listener) {
    deliveries = listener;
  }

  @Override
  public void awaitRoom() {}

  @Override
  public synchronized void send(Outgoing event) throws InterruptedException {
    if (!stalled && clock.nanos() >= stallAtNanos) {
      stalled = true;
      work.take(stallNanos);
    }
    work.take(serviceNanos);
    witness.accept(event);
    deliveries.delivered(event, null, null);
  }

  @Override
  public void drain(long timeoutNanos) {}

  @Override
  public void close() {}
}
