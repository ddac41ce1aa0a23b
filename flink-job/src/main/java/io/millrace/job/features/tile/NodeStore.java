package io.millrace.job.features.tile;

import io.millrace.job.features.state.KeyBlocks;
import java.io.IOException;

/** What the nodes of one key's tree share: where they are stored, and what is known of them all. */
final class NodeStore {
  private final NodeCodec codec;
  private final KeyBlocks blocks;
  private boolean textIdentities;
  private int nextNumber;
  private long firstLeafEnd = Long.MAX_VALUE;
  private int leavesAdded;
  private long heapBytes;

  NodeStore(NodeCodec codec, KeyBlocks blocks) {
    this.codec = codec;
    this.blocks = blocks;
  }

  TreeLayout layout() {
    return codec.layout();
  }

  NodeCodec codec() {
    return codec;
  }

  KeyBlocks blocks() {
    return blocks;
  }

  boolean hasTextIdentities() {
    return textIdentities;
  }

  void setTextIdentities(boolean text) {
    textIdentities = text;
  }

  /**
   * A number for a node that becomes a block of its own. Numbers begin again when they are used up;
   * by then the nodes of the first ones are long forgotten.
   */
  int newNumber() {
    return nextNumber++;
  }

  int nextNumber() {
    return nextNumber;
  }

  void setNextNumber(int number) {
    nextNumber = number;
  }

  /**
   * A time not before any row of the first leaf: what the second begins with, or the end of time
   * when there is none.
   */
  long firstLeafEnd() {
    return firstLeafEnd;
  }

  void setFirstLeafEnd(long time) {
    firstLeafEnd = time;
  }

  /** Takes note of a leaf to the right of another. */
  void addLeaf(long firstTime) {
    firstLeafEnd = Math.min(firstLeafEnd, firstTime);
    leavesAdded++;
  }

  /** How often a leaf was added, since the key was loaded. */
  int leavesAdded() {
    return leavesAdded;
  }

  Node load(int number) throws IOException {
    byte[] block = blocks.block(number);
    if (block == null) {
      throw new IllegalStateException(
          "feature state lacks node " + number + "; restore from another snapshot");
    }
    Node node = codec.readNode(block, textIdentities);
    node.setStored(true);
    node.remeasure(this);
    return node;
  }

  void write(int number, Node node) throws IOException {
    blocks.putBlock(number, codec.writeNode(node));
    node.setStored(true);
    node.setChanged(false);
  }

  /**
   * Forgets a node.
   *
   * @param node null when it is not on the heap
   */
  void remove(int number, Node node) throws IOException {
    if (node == null || node.isStored()) {
      blocks.removeBlock(number);
    }
    if (node != null) {
      grow(-node.heapBytes());
    }
  }

  void grow(int bytes) {
    heapBytes += bytes;
  }

  long heapBytes() {
    return heapBytes;
  }
}
