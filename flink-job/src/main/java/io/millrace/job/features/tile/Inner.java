package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A node above others: what each child begins with, its number, and what all its contributions add
 * up to for each series. A child that is on the heap is also known by itself.
 *
 * <p>What is kept of where a child begins may lie before its first row, but not before the last row
 * of the child to its left.
 */
final class Inner extends Node {
  private static final int OBJECT_BYTES = 40 + 2 * 16;
  private static final int CHILD_BYTES = 2 * 4;

  private final int height;
  private final EventKeys firsts;
  private int[] numbers;
  private Node[] children;
  private final Summaries summaries;

  private Inner(int height, EventKeys firsts, int[] numbers, Node[] children, Summaries summaries) {
    this.height = height;
    this.firsts = firsts;
    this.numbers = numbers;
    this.children = children;
    this.summaries = summaries;
  }

  /** A root over a node that was one, and the node to its right. */
  static Inner over(NodeStore store, Node left, Node right) {
    int height = left instanceof Inner ? ((Inner) left).height + 1 : 1;
    EventKeys firsts = EventKeys.empty(store.hasTextIdentities());
    Inner root = new Inner(height, firsts, new int[2], new Node[2], new Summaries(2));
    root.put(store, 0, left);
    root.put(store, 1, right);
    root.setChanged(true);
    root.remeasure(store);
    return root;
  }

  @Override
  EventKeys keys() {
    return firsts;
  }

  /** Levels below it; 1 when its children are leaves. */
  int height() {
    return height;
  }

  int size() {
    return firsts.size();
  }

  int number(int index) {
    return numbers[index];
  }

  Node child(NodeStore store, int index) throws IOException {
    Node child = children[index];
    if (child == null) {
      child = store.load(numbers[index]);
      children[index] = child;
    }
    child.setUsed(true);
    return child;
  }

  @Override
  Node insert(NodeStore store, Contribution row, boolean rightmost) throws IOException {
    setChanged(true);
    int bound = firsts.upperBound(row);
    if (bound == 0) {
      firsts.insert(1, row);
      firsts.removeFirst(1);
      bound = 1;
    }
    int at = bound - 1;
    boolean atLast = bound == size();
    Node child = child(store, at);
    Node later = child.insert(store, row, rightmost && atLast);
    if (later == null && row.isLast()) {
      summaries.append(store.layout(), at, row);
    } else {
      summaries.summarize(store.layout(), at, child);
    }
    remeasure(store);
    row.setLast(row.isLast() && atLast);
    return later == null ? null : add(store, bound, later, rightmost && atLast);
  }

  /** Puts a child before another; returns the node to the right when this one had to be split. */
  private Inner add(NodeStore store, int at, Node child, boolean atEnd) {
    int size = size();
    if (size < store.layout().fanout()) {
      put(store, at, child);
      remeasure(store);
      return null;
    }
    Inner later = splitOff(atEnd ? size : size / 2);
    if (at > size() || later.size() == 0) {
      later.put(store, at - size(), child);
    } else {
      put(store, at, child);
    }
    remeasure(store);
    later.setChanged(true);
    later.remeasure(store);
    return later;
  }

  private void put(NodeStore store, int at, Node child) {
    int size = size();
    if (size == children.length) {
      int capacity = Math.max(2, Math.min(store.layout().fanout(), 2 * size));
      numbers = Arrays.copyOf(numbers, capacity);
      children = Arrays.copyOf(children, capacity);
    }
    System.arraycopy(numbers, at, numbers, at + 1, size - at);
    System.arraycopy(children, at, children, at + 1, size - at);
    firsts.insertFirstOf(child.keys(), at);
    numbers[at] = store.newNumber();
    children[at] = child;
    child.setStored(false);
    child.setChanged(true);
    child.setUsed(true);
    summaries.insert(store.layout(), at, child);
  }

  private Inner splitOff(int from) {
    int size = size();
    Inner later =
        new Inner(
            height,
            firsts.splitOff(from),
            Arrays.copyOfRange(numbers, from, size),
            Arrays.copyOfRange(children, from, size),
            summaries.splitOff(from));
    Arrays.fill(children, from, size, null);
    return later;
  }

  @Override
  void fold(NodeStore store, Fold fold, int newest, int oldest) throws IOException {
    int child = 0;
    int cut = oldest;
    while (cut >= newest) {
      int divided = fold.upperBound(firsts, cut) - 1;
      int from = cut;
      while (cut > newest && fold.upperBound(firsts, cut - 1) - 1 == divided) {
        cut--;
      }
      if (divided + 1 < size()) {
        fold.beginNext(cut, from, firsts.time(divided + 1));
      }
      if (divided >= 0) {
        fold.addSummaries(summaries, child, divided, from);
        child(store, divided).fold(store, fold, cut, from);
        child = divided + 1;
      }
      cut--;
    }
    fold.addSummaries(summaries, child, size(), newest - 1);
    remeasure(store);
  }

  @Override
  void summarize(TreeLayout layout, Accumulator[] into) {
    summaries.addAllTo(into);
  }

  /** Removes the leaves of which every row lies at or before a time, but not its last child. */
  void forget(NodeStore store, long upTo) throws IOException {
    int gone = Math.max(0, firsts.upperBound(upTo) - 1);
    for (int i = 0; i < gone; i++) {
      remove(store, i);
    }
    int left = size() - gone;
    System.arraycopy(numbers, gone, numbers, 0, left);
    System.arraycopy(children, gone, children, 0, left);
    summaries.removeFirst(gone);
    Arrays.fill(children, left, size(), null);
    firsts.removeFirst(gone);
    if (height > 1) {
      Inner first = (Inner) child(store, 0);
      first.forget(store, upTo);
      summaries.summarize(store.layout(), 0, first);
    }
    setChanged(true);
    remeasure(store);
  }

  /** Removes a child with all below it; leaves are not read for that. */
  private void remove(NodeStore store, int index) throws IOException {
    if (height > 1) {
      ((Inner) child(store, index)).removeAll(store);
    }
    store.remove(numbers[index], children[index]);
  }

  /** Removes all nodes below it. */
  void removeAll(NodeStore store) throws IOException {
    for (int i = 0; i < size(); i++) {
      remove(store, i);
    }
  }

  /**
   * What the second leaf below begins with.
   *
   * @param otherwise what the leaf to the right of all below begins with
   */
  long secondLeafTime(NodeStore store, long otherwise) throws IOException {
    long second = size() > 1 ? firsts.time(1) : otherwise;
    return height == 1 ? second : ((Inner) child(store, 0)).secondLeafTime(store, second);
  }

  /** Writes the changed nodes below it. */
  void writeChildren(NodeStore store) throws IOException {
    for (int i = 0; i < size(); i++) {
      if (children[i] != null && children[i].isChanged()) {
        writeChild(store, i);
      }
    }
  }

  private void writeChild(NodeStore store, int index) throws IOException {
    Node child = children[index];
    if (child instanceof Inner) {
      ((Inner) child).writeChildren(store);
    }
    if (child.isChanged()) {
      store.write(numbers[index], child);
    }
  }

  /** Takes the nodes below it off the heap that were not used since the last call. */
  void trim(NodeStore store) throws IOException {
    for (int i = 0; i < size(); i++) {
      Node child = children[i];
      if (child == null) {
        continue;
      }
      if (child instanceof Inner) {
        ((Inner) child).trim(store);
      }
      if (!child.isUsed() && !(child instanceof Inner && ((Inner) child).hasChildrenOnHeap())) {
        writeChild(store, i);
        children[i] = null;
        store.grow(-child.heapBytes());
      }
      child.setUsed(false);
    }
  }

  private boolean hasChildrenOnHeap() {
    for (int i = 0; i < size(); i++) {
      if (children[i] != null) {
        return true;
      }
    }
    return false;
  }

  @Override
  Node under(NodeStore before, NodeStore now, int[] sources) throws IOException {
    Node[] moved = new Node[size()];
    Summaries summed = new Summaries(moved.length);
    for (int i = 0; i < moved.length; i++) {
      moved[i] = before.load(numbers[i]).under(before, now, sources);
      moved[i].setStored(true);
      moved[i].setChanged(true);
      moved[i].setUsed(true);
      moved[i].remeasure(now);
      summed.insert(now.layout(), i, moved[i]);
    }
    return new Inner(height, firsts, Arrays.copyOf(numbers, moved.length), moved, summed);
  }

  @Override
  void write(DataOutput out) throws IOException {
    firsts.write(out, 0);
    for (int i = 0; i < size(); i++) {
      out.writeInt(numbers[i]);
      summaries.write(out, i);
    }
  }

  static Inner read(DataInput in, TreeLayout layout, boolean text, int height, int size)
      throws IOException {
    EventKeys firsts = EventKeys.read(in, text, size);
    int[] numbers = new int[size];
    Summaries summaries = new Summaries(size);
    for (int i = 0; i < size; i++) {
      numbers[i] = in.readInt();
      summaries.read(in, layout);
    }
    return new Inner(height, firsts, numbers, new Node[size], summaries);
  }

  @Override
  int measure() {
    return OBJECT_BYTES
        + firsts.heapBytes()
        + children.length * CHILD_BYTES
        + summaries.heapBytes();
  }
}
