package io.millrace.job.features.state;

import io.millrace.job.cache.KeyCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.sorted.state.BatchExecutionKeyedStateBackend;

/**
 * Forgets keys some time after their newest event. A timer for each key would cost the state
 * backend more than the key itself; so the keys of a key group whose time comes in the same stretch
 * share one: they stand in lists under a key made up for the purpose, which falls into the same
 * group, so that lists and timers go where the keys go when the job is rescaled. A list grows on
 * the heap, and goes to the state backend when it is long or a snapshot is taken.
 *
 * <p>A key is swept up to a thirty-second of the time late. Until then {@link #of} takes care that
 * nobody sees what should be forgotten.
 *
 * @param <S> state of a key
 */
public final class Sweeps<S extends PassingKey> implements Triggerable<String, VoidNamespace> {
  /** Stands before a made-up key. */
  private static final char MADE_UP = '\u0001';

  private static final int STRETCHES = 32;
  private static final int LONG_LIST_BYTES = 4 << 10;
  private static final int MOST_HEAP_BYTES = 2 << 20;

  private static final ListStateDescriptor<byte[]> LISTS =
      new ListStateDescriptor<>("sweeps", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final KeyContext keys;
  private final KeyCache<S> cache;
  private final ListState<byte[]> lists;
  private final long kept;
  private final long stretch;
  private final int keyGroups;
  private final boolean sorted;
  private final Map<String, DataOutputSerializer> open = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private InternalTimerService<VoidNamespace> timers;
  private int heapBytes;

  /**
   * Sweeps of an operator.
   *
   * @param lists state of {@link #lists}
   * @param kept for how many milliseconds after its newest event a key is kept
   * @param keyGroups of the job
   */
  public Sweeps(
      KeyContext keys,
      KeyedStateBackend<?> backend,
      KeyCache<S> cache,
      ListState<byte[]> lists,
      long kept,
      int keyGroups) {
    this.keys = keys;
    this.cache = cache;
    this.lists = lists;
    this.kept = kept;
    this.stretch = Math.max(1, kept / STRETCHES);
    this.keyGroups = keyGroups;
    this.sorted = backend instanceof BatchExecutionKeyedStateBackend;
  }

  /** Describes the state of the lists. */
  public static ListStateDescriptor<byte[]> lists() {
    return LISTS;
  }

  /** Takes the timers, which fire at this object. */
  public void useTimers(InternalTimerService<VoidNamespace> service) {
    timers = service;
  }

  /** The current key's state, empty when the watermark has passed all of it. */
  public S of(long watermark) throws IOException {
    S state = cache.get();
    if (!state.isEmpty() && due(state) <= watermark) {
      state.clear();
    }
    return state;
  }

  private long due(S state) {
    return state.highestTime() + kept;
  }

  /** Sees to it that the current key is forgotten one day. */
  public void schedule(S state) throws Exception {
    if (state.sweepAt() != 0 || state.isEmpty()) {
      return;
    }
    String key = keys.getCurrentKey().toString();
    int group = KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups);
    // Groups take turns, so that not all of them are swept at once.
    long turn = stretch * group / keyGroups;
    long time = Math.floorDiv(due(state) - turn + stretch - 1, stretch) * stretch + turn;
    state.setSweepAt(time);
    if (!sorted) {
      add(key, group, time);
    }
  }

  private void add(String key, int group, long time) throws Exception {
    String name = names.computeIfAbsent(time + ":" + group, any -> nameOf(time, group));
    DataOutputSerializer list = open.get(name);
    if (list == null) {
      list = new DataOutputSerializer(64);
      open.put(name, list);
      keys.setCurrentKey(name);
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
      keys.setCurrentKey(key);
    }
    int before = list.length();
    byte[] bytes = KeyText.bytes(key);
    Varint.write(list, bytes.length);
    list.write(bytes);
    heapBytes += list.length() - before;
    if (list.length() >= LONG_LIST_BYTES) {
      write(name, list);
      keys.setCurrentKey(key);
    } else if (heapBytes >= MOST_HEAP_BYTES) {
      flush();
    }
  }

  private String nameOf(long time, int group) {
    String name;
    int number = 0;
    do {
      name = "" + MADE_UP + time + ':' + number++;
    } while (KeyGroupRangeAssignment.assignToKeyGroup(name, keyGroups) != group);
    return name;
  }

  private void write(String name, DataOutputSerializer list) throws Exception {
    if (list.length() > 0) {
      keys.setCurrentKey(name);
      lists.add(list.getCopyOfBuffer());
      heapBytes -= list.length();
      list.clear();
    }
  }

  /** Writes the lists; the operator calls it when it takes its snapshot. */
  public void flush() throws Exception {
    Object current = keys.getCurrentKey();
    for (Map.Entry<String, DataOutputSerializer> one : open.entrySet()) {
      write(one.getKey(), one.getValue());
    }
    if (current != null) {
      keys.setCurrentKey(current);
    }
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    String name = timer.getKey();
    List<byte[]> all = new ArrayList<>();
    Iterable<byte[]> written = lists.get();
    if (written != null) {
      written.forEach(all::add);
      lists.clear();
    }
    DataOutputSerializer list = open.remove(name);
    names.values().remove(name);
    if (list != null) {
      all.add(list.getCopyOfBuffer());
      heapBytes -= list.length();
    }
    for (byte[] one : all) {
      sweepAll(one, timer.getTimestamp());
    }
  }

  private void sweepAll(byte[] list, long time) throws Exception {
    DataInputDeserializer in = new DataInputDeserializer(list);
    while (in.available() > 0) {
      byte[] key = new byte[(int) Varint.read(in)];
      in.readFully(key);
      keys.setCurrentKey(KeyText.text(key));
      sweep(time);
    }
  }

  /** Forgets the current key at a time, or looks at it again when newer events have their time. */
  public void sweep(long time) throws Exception {
    S state = cache.get();
    if (state.sweepAt() == time) {
      state.setSweepAt(0);
      if (due(state) <= time) {
        state.clear();
      } else {
        schedule(state);
      }
    }
    cache.settle();
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("keys are forgotten in event time");
  }
}
