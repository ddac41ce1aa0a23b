package io.millrace.cli.run;

import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Notes Ctrl-C, and the signal by which a service manager ends a process, instead of ending. A
 * shutdown hook would come too late: Flink removes its working files in hooks of its own, while the
 * savepoint is still being made. A second signal ends the process as usual.
 */
final class Interrupts implements AutoCloseable {
  private final List<Signal> signals = new ArrayList<>();
  private final List<SignalHandler> before = new ArrayList<>();
  private volatile boolean interrupted;

  private Interrupts() {}

  /** Begins to note them. */
  static Interrupts note() {
    Interrupts interrupts = new Interrupts();
    for (String name : List.of("INT", "TERM")) {
      Signal signal = new Signal(name);
      interrupts.signals.add(signal);
      interrupts.before.add(Signal.handle(signal, taken -> interrupts.take()));
    }
    return interrupts;
  }

  private void take() {
    interrupted = true;
    restore();
  }

  boolean isInterrupted() {
    return interrupted;
  }

  private synchronized void restore() {
    for (int i = 0; i < before.size(); i++) {
      Signal.handle(signals.get(i), before.get(i));
    }
  }

  @Override
  public void close() {
    restore();
  }
}
