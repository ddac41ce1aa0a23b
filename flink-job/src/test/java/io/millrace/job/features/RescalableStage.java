package io.millrace.job.features;

import io.millrace.job.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** A keyed stage of one or more subtasks, which a snapshot can be restored into. */
final class RescalableStage implements AutoCloseable {
  private static final int MAX_PARALLELISM = 32;

  private final Purchases purchases;
  private final EntityKey key;
  private final Supplier<OneInputStreamOperator<Event, Event>> operator;
  private final Supplier<StateBackend> backend;
  private final List<KeyedOneInputStreamOperatorTestHarness<String, Event, Event>> subtasks =
      new ArrayList<>();
  private long checkpoint;
  private long watermark = Long.MIN_VALUE;

  RescalableStage(
      Purchases purchases,
      Supplier<OneInputStreamOperator<Event, Event>> operator,
      Supplier<StateBackend> backend)
      throws Exception {
    this.purchases = purchases;
    this.key = purchases.key();
    this.operator = operator;
    this.backend = backend;
    subtasks.add(opened(1, 0, null));
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> opened(
      int parallelism, int index, OperatorSubtaskState state) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, Event, Event> subtask =
        new KeyedOneInputStreamOperatorTestHarness<>(
            operator.get(), key, Types.STRING, MAX_PARALLELISM, parallelism, index);
    subtask.setStateBackend(backend.get());
    subtask.setup(purchases.type().createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      subtask.initializeState(state);
    }
    subtask.open();
    return subtask;
  }

  /** Whether the stage lets an event pass. */
  boolean process(Event event) throws Exception {
    int index =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            key.getKey(event), MAX_PARALLELISM, subtasks.size());
    KeyedOneInputStreamOperatorTestHarness<String, Event, Event> subtask = subtasks.get(index);
    subtask.processElement(event, event.timeMillis());
    return !output().isEmpty();
  }

  /** The events that have left since the last call, or since an event came in. */
  List<Event> output() {
    List<Event> events = new ArrayList<>();
    for (KeyedOneInputStreamOperatorTestHarness<String, Event, Event> subtask : subtasks) {
      events.addAll(subtask.extractOutputValues());
      subtask.getOutput().clear();
    }
    return events;
  }

  void advanceTo(long time) throws Exception {
    watermark = time;
    for (KeyedOneInputStreamOperatorTestHarness<String, Event, Event> subtask : subtasks) {
      subtask.processWatermark(time);
    }
  }

  long watermark() {
    return watermark;
  }

  /** Takes a snapshot, and goes on from it with so many subtasks. */
  void restart(int parallelism) throws Exception {
    checkpoint++;
    int before = subtasks.size();
    OperatorSubtaskState[] states = new OperatorSubtaskState[before];
    for (int i = 0; i < before; i++) {
      states[i] = subtasks.get(i).snapshot(checkpoint, checkpoint);
    }
    close();
    OperatorSubtaskState all = AbstractStreamOperatorTestHarness.repackageState(states);
    for (int i = 0; i < parallelism; i++) {
      OperatorSubtaskState own =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              all, MAX_PARALLELISM, before, parallelism, i);
      subtasks.add(opened(parallelism, i, own));
    }
    if (watermark > Long.MIN_VALUE) {
      advanceTo(watermark);
    }
  }

  @Override
  public void close() throws Exception {
    for (KeyedOneInputStreamOperatorTestHarness<String, Event, Event> subtask : subtasks) {
      subtask.close();
    }
    subtasks.clear();
  }
}
