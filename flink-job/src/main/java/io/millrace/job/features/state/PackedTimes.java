package io.millrace.job.features.state;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Predicate;

/**
 * The times of packed keys, read and changed in the bytes of their heads: to sweep a key costs less
 * so than to decode it, of which nothing else is asked.
 */
public final class PackedTimes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final PackedHeads heads;
  private final int highestAt;
  private final int sweepAt;
  private final Predicate<byte[]> whole;

  /**
   * Times in heads.
   *
   * @param highestAt offset of the highest time in a head
   * @param sweepAt offset of the time of the next sweep
   * @param whole whether a head is laid out so, and has no blocks beside it
   */
  public PackedTimes(PackedHeads heads, int highestAt, int sweepAt, Predicate<byte[]> whole) {
    this.heads = heads;
    this.highestAt = highestAt;
    this.sweepAt = sweepAt;
    this.whole = whole;
  }

  /** A copy of the head of a key that is packed and nothing more; null when it is no such key. */
  byte[] head(byte[] key) {
    byte[] head = heads.packed(key);
    return head != null && whole.test(head) ? head : null;
  }

  /** The key's highest time by its head. */
  long highestTime(byte[] head) {
    return (long) LONGS.get(head, highestAt);
  }

  /** Time of the key's next sweep by its head; 0 when there is none. */
  long sweepAt(byte[] head) {
    return (long) LONGS.get(head, sweepAt);
  }

  /** Sets the time of the next sweep, in the head given and in that of the key. */
  void setSweepAt(byte[] key, byte[] head, long time) throws IOException {
    LONGS.set(head, sweepAt, time);
    heads.putPacked(key, head);
  }

  /** Forgets a key. */
  void forget(byte[] key) throws IOException {
    heads.putPacked(key, null);
  }
}
