package io.millrace.job.features.state;

import java.util.TreeMap;

/** Blocks of one key on the heap, which count how often they are touched. */
public final class MemoryBlocks implements KeyBlocks {
  private final TreeMap<Integer, byte[]> blocks = new TreeMap<>();
  private byte[] head;
  private int reads;
  private int writes;

  @Override
  public byte[] head() {
    reads++;
    return head == null ? null : head.clone();
  }

  @Override
  public void putHead(byte[] bytes) {
    writes++;
    head = bytes.clone();
  }

  @Override
  public void removeHead() {
    writes++;
    head = null;
  }

  @Override
  public byte[] block(int number) {
    reads++;
    byte[] block = blocks.get(number);
    return block == null ? null : block.clone();
  }

  @Override
  public void putBlock(int number, byte[] block) {
    writes++;
    blocks.put(number, block.clone());
  }

  @Override
  public void removeBlock(int number) {
    writes++;
    blocks.remove(number);
  }

  /** All numbered blocks. */
  public TreeMap<Integer, byte[]> blocks() {
    return blocks;
  }

  /** Bytes of the head and all blocks. */
  public long bytes() {
    return (head == null ? 0 : head.length)
        + blocks.values().stream().mapToLong(block -> block.length).sum();
  }

  /** How often a block was read since the last time that this was asked. */
  public int takeReads() {
    int taken = reads;
    reads = 0;
    return taken;
  }

  /** How often a block was written or removed since the last time that this was asked. */
  public int takeWrites() {
    int taken = writes;
    writes = 0;
    return taken;
  }
}
