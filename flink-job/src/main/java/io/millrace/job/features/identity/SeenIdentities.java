package io.millrace.job.features.identity;

import io.millrace.job.features.state.CachedKey;
import io.millrace.job.features.state.EventId;
import io.millrace.job.features.state.KeyBlocks;
import io.millrace.job.features.state.KeyCache;
import io.millrace.job.features.state.Varint;
import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The identities that a key has seen, with their times, for as long as they matter. While they fit
 * into one bucket, it is part of the key's head block, and the key one value of the state backend.
 * Beyond, they lie in buckets by their fingerprints, each a block of its own, so that an event
 * reads and writes one bucket however many identities there are.
 *
 * <p>Buckets are added and taken away one at a time (W. Litwin, "Linear hashing: a new tool for
 * file and table addressing", VLDB 1980). Old identities are dropped when their bucket runs full or
 * is written; until then they are passed over.
 *
 * <p>Head block, version 2: version (byte), identities are text (byte), highest time, time of the
 * next sweep (long each; 0: none), number of buckets (varint); the bucket when it is one, else the
 * number of rows in all (varint).
 */
public final class SeenIdentities implements CachedKey {
  private static final byte VERSION = 2;
  private static final int OBJECT_BYTES = 80 + 16;

  private final Codec codec;
  private boolean text;
  private long highestTime = Long.MIN_VALUE;
  private long sweepAt;
  private Bucket[] buckets = {};
  private int count;
  private long rows;
  private long heapBytes;
  private boolean changed;
  private boolean stored;

  private SeenIdentities(Codec codec) {
    this.codec = codec;
  }

  /**
   * Loads the identities of the current key; there are none when it has no state.
   *
   * @param kept how long before the key's highest time identities are kept, in milliseconds
   * @param bucketRows identities in a bucket, about, at most
   */
  public static KeyCache.Loader<SeenIdentities> loader(
      KeyBlocks blocks, long kept, int bucketRows) {
    Codec codec = new Codec(blocks, kept, bucketRows);
    return () -> {
      SeenIdentities seen = new SeenIdentities(codec);
      byte[] head = blocks.head();
      if (head != null) {
        seen.read(head);
      }
      return seen;
    };
  }

  /** Whether nothing is known of the key: no event came yet, or all is forgotten. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Highest time that the key has seen; {@link Long#MIN_VALUE} when it is empty. */
  public long highestTime() {
    return highestTime;
  }

  /** When the key's timer is due; 0 when it has none. */
  public long sweepAt() {
    return sweepAt;
  }

  public void setSweepAt(long time) {
    sweepAt = time;
    changed = true;
  }

  /** Whether an identity was seen, at most {@code span} milliseconds from a time. */
  public boolean contains(EventId identity, long time, long span) throws IOException {
    return count > 0
        && bucket(placeOf(identity.fingerprint()))
            .contains(identity, Math.max(horizon(), time - span), time + span);
  }

  /** Adds an identity; one so old that it does not matter any more is not kept. */
  public void add(EventId identity, long time) throws IOException {
    highestTime = Math.max(highestTime, time);
    changed = true;
    if (count == 0) {
      text = identity.isText();
      makeRoom();
      count = 1;
      put(0, new Bucket(text));
    }
    if (time < horizon()) {
      return;
    }
    int place = placeOf(identity.fingerprint());
    if (bucket(place).isFull()) {
      dropOld(place, bucket(place).size() / 4);
    }
    Bucket bucket = bucket(place);
    int before = bucket.heapBytes();
    bucket.add(identity, time);
    heapBytes += bucket.heapBytes() - before;
    rows++;
    if (rows > (long) codec.bucketRows * count) {
      grow();
    } else if (count > 1 && rows < (long) codec.bucketRows * (count - 1) / 4) {
      shrink();
    }
  }

  /** Identities before this time are passed over. */
  private long horizon() {
    return highestTime == Long.MIN_VALUE ? Long.MIN_VALUE : highestTime - codec.kept;
  }

  /** The bucket of a fingerprint: by as many low bits as there are buckets for. */
  private int placeOf(long fingerprint) {
    long hash = EventId.mix(fingerprint);
    int half = Integer.highestOneBit(count);
    int place = (int) (hash & 2L * half - 1);
    return place < count ? place : (int) (hash & half - 1);
  }

  /** The place that differs from the last one by its highest bit. */
  private static int partnerOf(int last) {
    return last - Integer.highestOneBit(last);
  }

  private Bucket bucket(int place) throws IOException {
    if (buckets[place] == null) {
      put(place, codec.load(place, text));
    }
    buckets[place].setUsed(true);
    return buckets[place];
  }

  private void put(int place, Bucket bucket) {
    takeOff(place);
    buckets[place] = bucket;
    heapBytes += bucket.heapBytes();
  }

  private void takeOff(int place) {
    if (buckets[place] != null) {
      heapBytes -= buckets[place].heapBytes();
      buckets[place] = null;
    }
  }

  /** Drops a bucket's old rows when there are at least so many. */
  private void dropOld(int place, int least) {
    Bucket bucket = buckets[place];
    long horizon = horizon();
    int old = bucket.countBefore(horizon);
    if (old >= least && old > 0) {
      put(place, bucket.select(row -> bucket.time(row) >= horizon));
      rows -= old;
    }
  }

  /** Adds a bucket, and parts its partner's rows between the two. */
  private void grow() throws IOException {
    int added = count;
    int partner = partnerOf(added);
    Bucket whole = bucket(partner);
    makeRoom();
    count++;
    put(added, whole.select(row -> placeOf(whole.fingerprint(row)) == added));
    put(partner, whole.select(row -> placeOf(whole.fingerprint(row)) == partner));
    buckets[added].setStored(false);
  }

  private void makeRoom() {
    if (count == buckets.length) {
      buckets = Arrays.copyOf(buckets, count + count / 2 + 1);
    }
  }

  /** Takes the last bucket away, and gives its rows to its partner. */
  private void shrink() throws IOException {
    int last = count - 1;
    int partner = partnerOf(last);
    Bucket leaving = bucket(last);
    Bucket whole = bucket(partner).select(row -> true);
    whole.addAll(leaving);
    put(partner, whole);
    remove(last);
    count--;
    if (count == 1 && whole.isStored()) {
      codec.blocks.removeBlock(0);
      whole.setStored(false);
    }
  }

  private void remove(int place) throws IOException {
    if (buckets[place] == null || buckets[place].isStored()) {
      codec.blocks.removeBlock(place);
    }
    takeOff(place);
  }

  /** Forgets the key. */
  public void clear() throws IOException {
    for (int place = 0; place < count; place++) {
      remove(place);
    }
    count = 0;
    rows = 0;
    highestTime = Long.MIN_VALUE;
    sweepAt = 0;
    changed = true;
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
    DataInput in = codec.input(head);
    in.readByte();
    text = in.readBoolean();
    highestTime = in.readLong();
    sweepAt = in.readLong();
    count = (int) Varint.read(in);
    buckets = new Bucket[count];
    if (count == 1) {
      put(0, Bucket.read(in, text));
      rows = buckets[0].size();
    } else {
      rows = Varint.read(in);
    }
    stored = true;
  }

  @Override
  public void write() throws IOException {
    if (!changed) {
      return;
    }
    for (int place = 0; place < count; place++) {
      writeBucket(place);
    }
    if (count > 0) {
      codec.blocks.putHead(head());
      stored = true;
    } else if (stored) {
      codec.blocks.removeHead();
      stored = false;
    }
    changed = false;
  }

  private void writeBucket(int place) throws IOException {
    if (buckets[place] == null || !buckets[place].isChanged()) {
      return;
    }
    dropOld(place, 1);
    if (count > 1) {
      codec.store(place, buckets[place]);
    }
  }

  private byte[] head() throws IOException {
    DataOutputSerializer out = codec.output();
    out.writeByte(VERSION);
    out.writeBoolean(text);
    out.writeLong(highestTime);
    out.writeLong(sweepAt);
    Varint.write(out, count);
    if (count == 1) {
      buckets[0].write(out);
    } else {
      Varint.write(out, rows);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public long heapBytes() {
    return OBJECT_BYTES + buckets.length * 4L + heapBytes;
  }

  @Override
  public void trim() throws IOException {
    if (count < 2) {
      return;
    }
    for (int place = 0; place < count; place++) {
      Bucket bucket = buckets[place];
      if (bucket == null) {
        continue;
      }
      if (!bucket.isUsed()) {
        writeBucket(place);
        takeOff(place);
      } else {
        bucket.setUsed(false);
      }
    }
  }

  /** What the keys of one operator share. */
  private static final class Codec {
    private final KeyBlocks blocks;
    private final long kept;
    private final int bucketRows;
    private final DataOutputSerializer out = new DataOutputSerializer(1024);
    private final DataInputDeserializer in = new DataInputDeserializer();

    Codec(KeyBlocks blocks, long kept, int bucketRows) {
      this.blocks = blocks;
      this.kept = kept;
      this.bucketRows = bucketRows;
    }

    DataOutputSerializer output() {
      out.clear();
      return out;
    }

    DataInput input(byte[] block) {
      in.setBuffer(block);
      return in;
    }

    Bucket load(int place, boolean text) throws IOException {
      byte[] block = blocks.block(place);
      if (block == null) {
        throw new IllegalStateException(
            "state of duplicates lacks bucket " + place + "; restore from another snapshot");
      }
      Bucket bucket = Bucket.read(input(block), text);
      bucket.setStored(true);
      return bucket;
    }

    void store(int place, Bucket bucket) throws IOException {
      DataOutputSerializer to = output();
      bucket.write(to);
      blocks.putBlock(place, to.getCopyOfBuffer());
      bucket.setStored(true);
    }
  }
}
