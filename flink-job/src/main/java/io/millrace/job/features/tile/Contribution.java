package io.millrace.job.features.tile;

import io.millrace.job.config.AggregateInput;
import io.millrace.job.event.Event;
import io.millrace.job.features.state.EventId;
import java.util.List;

/** What one event contributes to the windows of its key. One object serves event after event. */
public final class Contribution {
  private final List<AggregateInput> inputs;
  private final double[] values;
  private final EventId identity = new EventId();
  private long time;
  private boolean last;

  /** Contributions of an entity with these inputs. */
  public Contribution(List<AggregateInput> inputs) {
    this.inputs = List.copyOf(inputs);
    this.values = new double[inputs.size()];
  }

  /** Takes up an event. */
  public void set(Event event) {
    time = event.timeMillis();
    identity.set(event);
    for (int i = 0; i < values.length; i++) {
      values[i] = inputs.get(i).valueOf(event);
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
