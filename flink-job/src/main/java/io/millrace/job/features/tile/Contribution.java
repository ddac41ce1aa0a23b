package io.millrace.job.features.tile;

import io.millrace.job.event.Event;
import io.millrace.job.features.state.EventId;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one event contributes to the windows of its key. One object serves event after event. */
public final class Contribution {
  private final List<ToDoubleFunction<Event>> inputs;
  private final double[] values;
  private final EventId identity = new EventId();
  private long time;
  private boolean last;

  /**
   * Contributions of events.
   *
   * @param inputs what each input takes of an event; NaN where it has none
   */
  public Contribution(List<ToDoubleFunction<Event>> inputs) {
    this.inputs = List.copyOf(inputs);
    this.values = new double[inputs.size()];
  }

  /** Takes up an event. */
  public void set(Event event) {
    time = event.timeMillis();
    identity.set(event);
    for (int i = 0; i < values.length; i++) {
      values[i] = inputs.get(i).applyAsDouble(event);
    }
  }

  long time() {
    return time;
  }

  EventId identity() {
    return identity;
  }

  /** An input; NaN when the event has none. */
  double value(int input) {
    return values[input];
  }

  /** Whether it came to stand behind all others of the node that took it in last. */
  boolean isLast() {
    return last;
  }

  void setLast(boolean last) {
    this.last = last;
  }
}
