package io.millrace.job.features.state;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Heads that are to be written, in the order in which RocksDB sorts its keys: what is written next
 * goes beside what was written before, and the nodes in between are in the processor's caches. Of
 * heads in another order, as hashing leaves them, most of the time of a write goes into fetching
 * such nodes. Any order is right.
 */
final class SortedHeads {
  /** Takes one; the value is null when the key has no head any more. */
  interface Target {
    void write(String key, byte[] head) throws IOException;
  }

  /** Held at a time: some megabytes, and a few hundred in each key group of a job. */
  private static final int MOST = 32 << 10;

  private final int keyGroups;
  private final Target target;
  private final One[] heads = new One[MOST];
  private int size;

  /**
   * No heads yet.
   *
   * @param keyGroups of the job
   */
  SortedHeads(int keyGroups, Target target) {
    this.keyGroups = keyGroups;
    this.target = target;
  }

  void add(byte[] key, byte[] head) throws IOException {
    if (size == MOST) {
      writeAll();
    }
    heads[size++] = new One(KeyText.text(key), head, keyGroups);
  }

  void writeAll() throws IOException {
    Arrays.sort(heads, 0, size);
    for (int i = 0; i < size; i++) {
      target.write(heads[i].key, heads[i].head);
      heads[i] = null;
    }
    size = 0;
  }

  private static final class One implements Comparable<One> {
    private final String key;
    private final byte[] head;

    /** What RocksDB's key begins with: the key group and the length of the text. */
    private final long prefix;

    One(String key, byte[] head, int keyGroups) {
      this.key = key;
      this.head = head;
      long group = KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups);
      this.prefix = group << Integer.SIZE | key.length();
    }

    @Override
    public int compareTo(One other) {
      int order = Long.compare(prefix, other.prefix);
      return order != 0 ? order : key.compareTo(other.key);
    }
  }
}
