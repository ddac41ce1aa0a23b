package io.millrace.cli.send;

/** Takes everything at once: what is left is the generator's own speed. */
final class NullTarget implements Target {
  private Deliveries deliveries;

  @Override
  public void open() {
    // There is nothing to connect to.
  }

  @Override
  public void deliverTo(Deliveries listener) {
    this.deliveries = listener;
  }

  @Override
  public void awaitRoom() {
    // There always is.
  }

  @Override
  public void send(Outgoing event) {
    deliveries.delivered(event, null, null);
  }

  @Override
  public void drain(long timeoutNanos) {
    // Nothing is ever on its way.
  }

  @Override
  public void close() {
    // Nothing was opened.
  }

  @Override
  public String toString() {
    return "nothing: every event is taken at once";
  }
}
