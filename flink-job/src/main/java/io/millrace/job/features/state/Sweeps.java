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
 * <p>A key is swept up to a sixteenth of the time late. Until then {@link #of} takes care that
 * nobody sees what should be forgotten.
 *
 * @param <S> state of a key
 */
public final class Sweeps<S extends PassingKey> implements Triggerable<String, Long> {
  /** Stands before a made-up key. */
  private static final char MADE_UP = '\u0001';

  private static final int STRETCHES = 16;
  private static final int LONG_LIST_BYTES = 4 << 10;
  private static final int MOST_HEAP_BYTES = 2 << 20;

  /** Gives the state of the lists of a time, which is their namespace. */
  public interface Lists {
    ListState<byte[]> of(long time) throws Exception;
  }

  private static final ListStateDescriptor<byte[]> LISTS =
      new ListStateDescriptor<>("sweeps", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final KeyContext keys;
  private final KeyCache<S> cache;
  private final PackedTimes packed;
  private final Lists lists;
  private final long kept;
  private final long stretch;
  private final int keyGroups;
  private final boolean sorted;
  private final String[] names;
  private final Map<Long, DataOutputSerializer[]> open = new HashMap<>();
  private InternalTimerService<Long> timers;
  private int heapBytes;

  /**
   * Sweeps of an operator.
   *
   * @param packed times of keys that the cache does not hold
   * @param lists state of {@link #lists}
   * @param kept for how many milliseconds after its newest event a key is kept
   * @param keyGroups of the job
   */
  public Sweeps(
      KeyContext keys,
      KeyedStateBackend<?> backend,
      KeyCache<S> cache,
      PackedTimes packed,
      Lists lists,
      long kept,
      int keyGroups) {
    this.keys = keys;
    this.cache = cache;
    this.packed = packed;
    this.lists = lists;
    this.kept = kept;
    this.stretch = Math.max(1, kept / STRETCHES);
    this.keyGroups = keyGroups;
    this.names = new String[keyGroups];
    this.sorted = backend instanceof BatchExecutionKeyedStateBackend;
  }

  /** Describes the state of the lists; a time is the namespace. */
  public static ListStateDescriptor<byte[]> lists() {
    return LISTS;
  }

  /** Takes the timers, which fire at this object. */
  public void useTimers(InternalTimerService<Long> service) {
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
    long time = sweepOf(due(state));
    state.setSweepAt(time);
    if (!sorted) {
      add(KeyText.bytes(key), group, time);
    }
  }

  private long sweepOf(long due) {
    return Math.floorDiv(due + stretch - 1, stretch) * stretch;
  }

  /** Adds a key to a list; the current key stays what it was. */
  private void add(byte[] key, int group, long time) throws Exception {
    Object current = keys.getCurrentKey();
    DataOutputSerializer[] groups =
        open.computeIfAbsent(time, any -> new DataOutputSerializer[keyGroups]);
    DataOutputSerializer list = groups[group];
    if (list == null) {
      list = new DataOutputSerializer(64);
      groups[group] = list;
      keys.setCurrentKey(name(group));
      // Groups take turns, so that not all of them are swept at once.
      timers.registerEventTimeTimer(time, time + stretch * group / keyGroups);
      keys.setCurrentKey(current);
    }
    int before = list.length();
    Varint.write(list, key.length);
    list.write(key);
    heapBytes += list.length() - before;
    if (list.length() >= LONG_LIST_BYTES) {
      write(list, group, time);
      keys.setCurrentKey(current);
    } else if (heapBytes >= MOST_HEAP_BYTES) {
      flush();
    }
  }

  /** The key made up for a group. */
  private String name(int group) {
    for (int number = 0; names[group] == null; number++) {
      String name = "" + MADE_UP + group + ':' + number;
      if (KeyGroupRangeAssignment.assignToKeyGroup(name, keyGroups) == group) {
        names[group] = name;
      }
    }
    return names[group];
  }

  private void write(DataOutputSerializer list, int group, long time) throws Exception {
    if (list.length() > 0) {
      keys.setCurrentKey(name(group));
      lists.of(time).add(list.getCopyOfBuffer());
      heapBytes -= list.length();
      list.clear();
    }
  }

  /** Writes the lists; the operator calls it when it takes its snapshot. */
  public void flush() throws Exception {
    Object current = keys.getCurrentKey();
    for (Map.Entry<Long, DataOutputSerializer[]> one : open.entrySet()) {
      for (int group = 0; group < keyGroups; group++) {
        if (one.getValue()[group] != null) {
          write(one.getValue()[group], group, one.getKey());
        }
      }
    }
    if (current != null) {
      keys.setCurrentKey(current);
    }
  }

  @Override
  public void onEventTime(InternalTimer<String, Long> timer) throws Exception {
    long time = timer.getNamespace();
    List<byte[]> all = new ArrayList<>();
    ListState<byte[]> state = lists.of(time);
    Iterable<byte[]> written = state.get();
    if (written != null) {
      written.forEach(all::add);
      state.clear();
    }
    DataOutputSerializer[] groups = open.get(time);
    int group = KeyGroupRangeAssignment.assignToKeyGroup(timer.getKey(), keyGroups);
    if (groups != null && groups[group] != null) {
      all.add(groups[group].getCopyOfBuffer());
      heapBytes -= groups[group].length();
      groups[group] = null;
    }
    open.keySet().removeIf(past -> past + stretch < time);
    for (byte[] one : all) {
      sweepAll(one, group, time);
    }
  }

  private void sweepAll(byte[] list, int group, long time) throws Exception {
    DataInputDeserializer in = new DataInputDeserializer(list);
    while (in.available() > 0) {
      byte[] key = new byte[(int) Varint.read(in)];
      in.readFully(key);
      String text = KeyText.text(key);
      byte[] head = cache.holds(text) ? null : packed.head(key);
      if (head == null) {
        keys.setCurrentKey(text);
        sweep(time);
      } else if (packed.sweepAt(head) == time) {
        sweep(key, head, group, time);
      }
    }
  }

  /** Sweeps a key that is packed. */
  private void sweep(byte[] key, byte[] head, int group, long time) throws Exception {
    long due = packed.highestTime(head) + kept;
    if (due <= time) {
      packed.forget(key);
    } else {
      packed.setSweepAt(key, head, sweepOf(due));
      add(key, group, sweepOf(due));
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
  public void onProcessingTime(InternalTimer<String, Long> timer) {
    throw new IllegalStateException("keys are forgotten in event time");
  }
}
