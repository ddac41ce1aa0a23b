package io.millrace.job.features.tile;

import io.millrace.job.cache.KeyCache;
import io.millrace.job.features.state.KeyBlocks;
import io.millrace.job.features.state.PackedHeads;
import io.millrace.job.features.state.PackedTimes;
import io.millrace.job.features.state.PassingKey;
import io.millrace.job.features.state.Varint;
import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What the events of one key contribute to its windows, sorted by time and identity: a B+-tree
 * whose inner nodes know a summary of each child, so that a window reads the nodes at its edges and
 * no others. While there is one leaf, it is part of the key's head block, and the key one value of
 * the state backend.
 *
 * <p>All contributions later than {@link #incompleteUpTo} are here; some before may be, too.
 *
 * <p>Head block, version 2: version (byte), identities are text (byte), highest time, incomplete up
 * to, time of the next sweep (long each; 0: none), the root (see {@link NodeCodec}); when it is no
 * leaf also the number of the next node (int) and the end of the first leaf (long). Version 3, of
 * all but the first definition of the entity, has the generation of its layout (varint) and what is
 * {@link Unknown} in front of the root.
 *
 * <p>Such a tree with summaries is described by K. Tangwongsan, M. Hirzel, S. Schneider, "Optimal
 * and general out-of-order sliding-window aggregation", VLDB 2019.
 */
public final class Contributions implements PassingKey {
  private static final byte FIRST_LAYOUT = 2;
  private static final byte VERSION = 3;
  private static final int OBJECT_BYTES = 64 + 64;

  /** Offsets in a head of the first layout. */
  private static final int HIGHEST_TIME = 2;

  private static final int SWEEP_AT = HIGHEST_TIME + 2 * Long.BYTES;
  private static final int ROOT = SWEEP_AT + Long.BYTES;

  private final NodeStore store;
  private Node root;

  /** Null for a key that is better asked anew for each event. */
  private RunningWindows running;

  private boolean asked;

  private long highestTime = Long.MIN_VALUE;
  private long incompleteUpTo = Long.MIN_VALUE;
  private long sweepAt;
  private Unknown unknown;
  private boolean changed;
  private boolean stored;

  private Contributions(NodeStore store) {
    this.store = store;
  }

  /** Loads the contributions of the current key; they are empty when it has no state. */
  public static KeyCache.Loader<Contributions> loader(TreeLayout layout, KeyBlocks blocks) {
    return loader(LayoutHistory.of(layout), blocks);
  }

  /** The same, of state that may have been written under a former layout. */
  public static KeyCache.Loader<Contributions> loader(LayoutHistory history, KeyBlocks blocks) {
    NodeCodec codec = new NodeCodec(history);
    return () -> {
      Contributions contributions = new Contributions(new NodeStore(codec, blocks));
      byte[] head = blocks.head();
      if (head != null) {
        contributions.read(head);
      }
      return contributions;
    };
  }

  /** The times of packed keys. */
  public static PackedTimes times(PackedHeads heads) {
    return new PackedTimes(
        heads, HIGHEST_TIME, SWEEP_AT, head -> head[0] == FIRST_LAYOUT && head[ROOT] == 0);
  }

  private void read(byte[] head) throws IOException {
    if (head[0] != VERSION && head[0] != FIRST_LAYOUT) {
      throw new IllegalStateException(
          "feature state of version "
              + head[0]
              + "; this job reads versions "
              + FIRST_LAYOUT
              + " and "
              + VERSION
              + ": start it without that state, and let it bootstrap from the lake");
    }
    DataInput in = store.codec().input(head);
    in.readByte();
    store.setTextIdentities(in.readBoolean());
    highestTime = in.readLong();
    incompleteUpTo = in.readLong();
    sweepAt = in.readLong();
    int generation = head[0] == FIRST_LAYOUT ? 0 : (int) Varint.read(in);
    LayoutHistory history = store.codec().history();
    stored = true;
    if (generation == history.generation()) {
      readTree(in, head[0], store);
    } else {
      readFormer(in, head[0], history.former(generation));
    }
    root.remeasure(store);
  }

  private void readTree(DataInput in, byte version, NodeStore from) throws IOException {
    unknown = version == FIRST_LAYOUT ? null : Unknown.read(in, from.layout().inputs());
    root = from.codec().read(in, store.hasTextIdentities());
    if (root instanceof Inner) {
      store.setNextNumber(in.readInt());
      store.setFirstLeafEnd(in.readLong());
    }
  }

  /** All of the key comes to the heap once, to be written in the newest layout. */
  private void readFormer(DataInput in, byte version, LayoutHistory.Former former)
      throws IOException {
    NodeStore before =
        new NodeStore(new NodeCodec(LayoutHistory.of(former.layout())), store.blocks());
    before.setTextIdentities(store.hasTextIdentities());
    readTree(in, version, before);
    int[] sources = former.sources();
    root = root.under(before, store, sources);
    long[] inputs = new long[sources.length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = sources[i] < 0 ? highestTime : unknownOf(sources[i]);
    }
    long rows = unknown == null ? Unknown.NOTHING : unknown.rows();
    long growth = store.codec().history().growthSince(former);
    if (growth > 0) {
      // As if all had been kept so long all the time; what was forgotten is unknown.
      rows = Math.max(rows, Math.max(incompleteUpTo, former.forgottenUpTo(highestTime)));
      incompleteUpTo = Math.max(Long.MIN_VALUE + growth, incompleteUpTo) - growth;
    }
    unknown = Unknown.of(rows, inputs);
    changed = true;
  }

  private long unknownOf(int input) {
    return unknown == null ? Unknown.NOTHING : unknown.upTo(input);
  }

  @Override
  public boolean isChanged() {
    return changed;
  }

  @Override
  public void write() throws IOException {
    if (!changed) {
      return;
    }
    if (root != null) {
      if (root instanceof Inner) {
        ((Inner) root).writeChildren(store);
      }
      store.blocks().putHead(head());
      stored = true;
    } else if (stored) {
      store.blocks().removeHead();
      stored = false;
    }
    changed = false;
  }

  private byte[] head() throws IOException {
    DataOutputSerializer out = store.codec().output();
    int generation = store.codec().history().generation();
    if (unknown != null && !unknown.isAfter(incompleteUpTo)) {
      unknown = null;
    }
    out.writeByte(generation == 0 ? FIRST_LAYOUT : VERSION);
    out.writeBoolean(store.hasTextIdentities());
    out.writeLong(highestTime);
    out.writeLong(incompleteUpTo);
    out.writeLong(sweepAt);
    if (generation > 0) {
      Varint.write(out, generation);
      Unknown.write(out, unknown);
    }
    store
        .codec()
        .write(out, root, root instanceof Leaf ? root.keys().upperBound(incompleteUpTo) : 0);
    if (root instanceof Inner) {
      out.writeInt(store.nextNumber());
      out.writeLong(store.firstLeafEnd());
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public boolean isEmpty() {
    return root == null;
  }

  @Override
  public long highestTime() {
    return highestTime;
  }

  /** Contributions up to this time may have been forgotten, or never have been seen. */
  public long incompleteUpTo() {
    return incompleteUpTo;
  }

  /**
   * Says of a key without contributions up to when there may have been some, which a former
   * definition of the pipeline kept for a shorter time.
   */
  public void setRowsUnknownUpTo(long time) {
    long[] inputs = new long[store.layout().inputs()];
    Arrays.fill(inputs, Unknown.NOTHING);
    unknown = Unknown.of(time, inputs);
  }

  /** Whether all that windows need is here, as far as it is not forgotten. */
  public boolean isKnown() {
    return unknown == null;
  }

  /**
   * Up to when contributions, or an input of them, may be missing though later ones are asked for:
   * a former definition of the pipeline did not keep them.
   *
   * @param input -1 for what every contribution has
   */
  public long unknownUpTo(int input) {
    return unknownOf(input);
  }

  @Override
  public long sweepAt() {
    return sweepAt;
  }

  @Override
  public void setSweepAt(long time) {
    sweepAt = time;
    changed = true;
  }

  /** Adds a contribution behind all that come before it or equal it. */
  public void insert(Contribution row) throws IOException {
    if (running != null) {
      running.readAhead();
    }
    if (root == null) {
      store.setTextIdentities(row.identity().isText());
      root = Leaf.empty(store.layout(), row.identity().isText());
    } else if (root instanceof Leaf) {
      makeRoom((Leaf) root);
    }
    int leaves = store.leavesAdded();
    Node later =
        root instanceof Leaf
            ? ((Leaf) root).insertAsRoot(store, row)
            : root.insert(store, row, true);
    if (later != null) {
      root = Inner.over(store, root, later);
    }
    if (running != null) {
      tellOf(row, store.leavesAdded() > leaves);
    }
    highestTime = Math.max(highestTime, row.time());
    changed = true;
  }

  private void makeRoom(Leaf only) {
    int dropped = only.makeRoom(store.layout(), incompleteUpTo);
    if (running != null) {
      running.shift(only, dropped);
    }
  }

  private void tellOf(Contribution row, boolean newLeaf) {
    if (row.isLast()) {
      running.append(row.time(), newLeaf);
    } else {
      running.invalidate();
    }
  }

  /** Lets go of the contributions up to and including a time; whole leaves are removed. */
  public void forgetUpTo(long time) throws IOException {
    if (time <= incompleteUpTo) {
      return;
    }
    incompleteUpTo = time;
    changed = true;
    if (store.firstLeafEnd() > time) {
      return;
    }
    ((Inner) root).forget(store, time);
    while (root instanceof Inner && ((Inner) root).size() == 1) {
      Inner above = (Inner) root;
      root = above.child(store, 0);
      if (root.isStored()) {
        store.blocks().removeBlock(above.number(0));
        root.setStored(false);
      }
      store.grow(-above.heapBytes());
    }
    store.setFirstLeafEnd(
        root instanceof Inner
            ? ((Inner) root).secondLeafTime(store, Long.MAX_VALUE)
            : Long.MAX_VALUE);
  }

  @Override
  public void clear() throws IOException {
    if (root instanceof Inner) {
      ((Inner) root).removeAll(store);
    }
    if (root != null) {
      store.grow(-root.heapBytes());
    }
    root = null;
    running = null;
    store.setFirstLeafEnd(Long.MAX_VALUE);
    highestTime = Long.MIN_VALUE;
    incompleteUpTo = Long.MIN_VALUE;
    unknown = null;
    sweepAt = 0;
    changed = true;
  }

  /**
   * Answers all windows that end at a time.
   *
   * @param endsWith the contribution that is the last in the windows, inserted before; null when
   *     all of the end's time are in them
   */
  public void answer(WindowQuery query, long end, Contribution endsWith) throws IOException {
    query.begin(end, endsWith);
    if (isRunning(query) && running.answer(root, store, endsWith)) {
      return;
    }
    query.clear();
    root.fold(store, query, 0, query.oldestCut());
    query.finish();
  }

  /**
   * Whether windows run along with the events. To add up a few rows costs less than to keep what
   * they add up to; and a key of which a second event comes may be on its way off the heap.
   */
  private boolean isRunning(WindowQuery query) {
    if (running == null || !running.isOf(query)) {
      boolean many = root instanceof Inner || root.keys().size() > 2 * store.layout().blockRows();
      running = many && asked ? new RunningWindows(query, store.layout()) : null;
      asked = many;
    }
    return running != null;
  }

  @Override
  public long heapBytes() {
    return OBJECT_BYTES + store.heapBytes() + (running == null ? 0 : running.heapBytes());
  }

  @Override
  public void trim() throws IOException {
    running = null;
    if (root instanceof Inner) {
      ((Inner) root).trim(store);
    }
  }
}
