package io.millrace.job.features.identity;

import io.millrace.job.cache.KeyCache;
import io.millrace.job.features.state.EventId;
import io.millrace.job.features.state.KeyBlocks;
import io.millrace.job.features.state.PackedHeads;
import io.millrace.job.features.state.PackedTimes;
import io.millrace.job.features.state.PassingKey;
import java.io.DataInput;
import java.io.IOException;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The identities that a key has seen, with their times, for as long as they matter. While they fit
 * into one bucket, the key is one value of the state backend. Beyond, an event reads and writes one
 * bucket, however many there are.
 *
 * <p>Head block, version 2: version (byte), identities are text (byte), highest time, time of the
 * next sweep (long each; 0: none), number of buckets (varint); the bucket when it is one, else the
 * number of rows in all (varint).
 */
public final class SeenIdentities implements PassingKey {
  private static final byte VERSION = 2;
  private static final int OBJECT_BYTES = 56;

  /** Offsets in a head. */
  private static final int HIGHEST_TIME = 2;

  private static final int SWEEP_AT = HIGHEST_TIME + Long.BYTES;
  private static final int BUCKETS = SWEEP_AT + Long.BYTES;

  private final BucketStore store;
  private final long kept;
  private Buckets buckets;
  private long highestTime = Long.MIN_VALUE;
  private long sweepAt;
  private boolean changed;
  private boolean stored;

  private SeenIdentities(BucketStore store, long kept) {
    this.store = store;
    this.kept = kept;
  }

  /**
   * Loads the identities of the current key; there are none when it has no state.
   *
   * @param kept how long before the key's highest time identities are kept, in milliseconds
   * @param bucketRows identities in a bucket at most, on average
   */
  public static KeyCache.Loader<SeenIdentities> loader(
      KeyBlocks blocks, long kept, int bucketRows) {
    BucketStore store = new BucketStore(blocks, bucketRows);
    return () -> {
      SeenIdentities seen = new SeenIdentities(store, kept);
      byte[] head = blocks.head();
      if (head != null) {
        seen.read(head);
      }
      return seen;
    };
  }

  /** The times of packed keys. */
  public static PackedTimes times(PackedHeads heads) {
    return new PackedTimes(
        heads, HIGHEST_TIME, SWEEP_AT, head -> head[0] == VERSION && head[BUCKETS] == 1);
  }

  private void read(byte[] head) throws IOException {
    if (head[0] != VERSION) {
      throw new IllegalStateException(
          "state of duplicates of version "
              + head[0]
              + "; this job reads version "
              + VERSION
              + ": start it without that state, and let it bootstrap from the lake");
    }
    DataInput in = store.input(head);
    in.readByte();
    boolean text = in.readBoolean();
    highestTime = in.readLong();
    sweepAt = in.readLong();
    buckets = Buckets.read(in, store, text);
    stored = true;
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
    if (buckets != null) {
      buckets.writeBlocks(horizon());
      store.blocks().putHead(head());
      stored = true;
    } else if (stored) {
      store.blocks().removeHead();
      stored = false;
    }
    changed = false;
  }

  private byte[] head() throws IOException {
    DataOutputSerializer out = store.output();
    out.writeByte(VERSION);
    out.writeBoolean(buckets.isText());
    out.writeLong(highestTime);
    out.writeLong(sweepAt);
    buckets.write(out);
    return out.getCopyOfBuffer();
  }

  @Override
  public boolean isEmpty() {
    return buckets == null;
  }

  @Override
  public long highestTime() {
    return highestTime;
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

  /** Identities before this time are passed over. */
  private long horizon() {
    return highestTime - kept;
  }

  /** Whether an identity was seen, at most {@code span} milliseconds from a time. */
  public boolean contains(EventId identity, long time, long span) throws IOException {
    return buckets != null
        && buckets.contains(identity, Math.max(horizon(), time - span), time + span);
  }

  /** Adds an identity; one so old that it does not matter any more is not kept. */
  public void add(EventId identity, long time) throws IOException {
    if (buckets == null) {
      buckets = Buckets.empty(store, identity.isText());
    }
    highestTime = Math.max(highestTime, time);
    changed = true;
    if (time >= horizon()) {
      buckets.add(identity, time, horizon());
    }
  }

  @Override
  public void clear() throws IOException {
    if (buckets != null) {
      buckets.clear();
    }
    buckets = null;
    highestTime = Long.MIN_VALUE;
    sweepAt = 0;
    changed = true;
  }

  @Override
  public void trim() throws IOException {
    if (buckets != null) {
      buckets.trim(horizon());
    }
  }

  @Override
  public long heapBytes() {
    return OBJECT_BYTES + (buckets == null ? 0 : buckets.heapBytes());
  }
}
