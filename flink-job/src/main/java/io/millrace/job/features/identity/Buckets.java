package io.millrace.job.features.identity;

import io.millrace.job.features.state.EventId;
import io.millrace.job.features.state.Varint;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The identities of one key in buckets by their fingerprints. Buckets are added and taken away one
 * at a time, so that none is ever much larger than the others and no event pays for all of them.
 *
 * <p>While there is one bucket, it is part of the key's head block; else each is a block of its own
 * under the number of its place. Old rows are dropped when their bucket runs full or is written.
 *
 * <p>Source: W. Litwin, "Linear hashing: a new tool for file and table addressing", VLDB 1980.
 */
final class Buckets {
  private static final int OBJECT_BYTES = 40 + 16;

  private final BucketStore store;
  private final boolean text;
  private Bucket[] buckets;
  private int count;
  private long rows;
  private long bucketBytes;

  private Buckets(BucketStore store, boolean text, int count) {
    this.store = store;
    this.text = text;
    this.count = count;
    this.buckets = new Bucket[count];
  }

  /** One bucket without rows. */
  static Buckets empty(BucketStore store, boolean text) {
    Buckets buckets = new Buckets(store, text, 1);
    buckets.put(0, new Bucket(text));
    return buckets;
  }

  boolean isText() {
    return text;
  }

  /** Whether an identity is here with a time between two, both included. */
  boolean contains(EventId identity, long from, long to) throws IOException {
    return bucket(placeOf(identity.fingerprint())).contains(identity, from, to);
  }

  /**
   * Adds an identity.
   *
   * @param horizon rows before this time are old
   */
  void add(EventId identity, long time, long horizon) throws IOException {
    int place = placeOf(identity.fingerprint());
    if (bucket(place).isFull()) {
      dropOld(place, horizon, bucket(place).size() / 4);
    }
    Bucket bucket = bucket(place);
    int before = bucket.heapBytes();
    bucket.add(identity, time);
    bucketBytes += bucket.heapBytes() - before;
    rows++;
    if (rows > (long) store.bucketRows() * count) {
      grow();
    } else if (count > 1 && rows < (long) store.bucketRows() * (count - 1) / 4) {
      shrink();
    }
  }

  /** The bucket of a fingerprint: by as many low bits as there are buckets for. */
  private int placeOf(long fingerprint) {
    long hash = EventId.mix(fingerprint);
    int half = Integer.highestOneBit(count);
    int place = (int) (hash & 2L * half - 1);
    return place < count ? place : (int) (hash & half - 1);
  }

  /** The place that differs from another by its highest bit. */
  private static int partnerOf(int place) {
    return place - Integer.highestOneBit(place);
  }

  private Bucket bucket(int place) throws IOException {
    if (buckets[place] == null) {
      put(place, store.load(place, text));
    }
    buckets[place].setUsed(true);
    return buckets[place];
  }

  private void put(int place, Bucket bucket) {
    takeOff(place);
    buckets[place] = bucket;
    bucketBytes += bucket.heapBytes();
  }

  private void takeOff(int place) {
    if (buckets[place] != null) {
      bucketBytes -= buckets[place].heapBytes();
      buckets[place] = null;
    }
  }

  /** Drops a bucket's old rows when there are at least so many. */
  private void dropOld(int place, long horizon, int least) {
    Bucket bucket = buckets[place];
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
    if (count == buckets.length) {
      buckets = Arrays.copyOf(buckets, count + count / 2 + 1);
    }
    count++;
    put(added, whole.select(row -> placeOf(whole.fingerprint(row)) == added));
    put(partner, whole.select(row -> placeOf(whole.fingerprint(row)) == partner));
    buckets[added].setStored(false);
  }

  /** Takes the last bucket away, and gives its rows to its partner. */
  private void shrink() throws IOException {
    int last = count - 1;
    int partner = partnerOf(last);
    Bucket whole = bucket(partner).select(row -> true);
    whole.addAll(bucket(last));
    put(partner, whole);
    remove(last);
    count--;
    if (count == 1) {
      store.remove(0, whole);
      whole.setStored(false);
    }
  }

  private void remove(int place) throws IOException {
    store.remove(place, buckets[place]);
    takeOff(place);
  }

  /** Removes the blocks of all buckets; it is of no use any more. */
  void clear() throws IOException {
    for (int place = 0; place < count; place++) {
      remove(place);
    }
  }

  /** Writes the buckets that have changed and are blocks of their own. */
  void writeBlocks(long horizon) throws IOException {
    for (int place = 0; place < count; place++) {
      writeBlock(place, horizon);
    }
  }

  private void writeBlock(int place, long horizon) throws IOException {
    if (buckets[place] == null || !buckets[place].isChanged()) {
      return;
    }
    dropOld(place, horizon, 1);
    if (count > 1) {
      store.write(place, buckets[place]);
    }
  }

  /** Writes what is part of the head. */
  void write(DataOutput out) throws IOException {
    Varint.write(out, count);
    if (count == 1) {
      buckets[0].write(out);
    } else {
      Varint.write(out, rows);
    }
  }

  static Buckets read(DataInput in, BucketStore store, boolean text) throws IOException {
    Buckets buckets = new Buckets(store, text, (int) Varint.read(in));
    if (buckets.count == 1) {
      buckets.put(0, Bucket.read(in, text));
      buckets.rows = buckets.buckets[0].size();
    } else {
      buckets.rows = Varint.read(in);
    }
    return buckets;
  }

  /** Takes the blocks off the heap that were not used since the last call, after writing them. */
  void trim(long horizon) throws IOException {
    if (count == 1) {
      return;
    }
    for (int place = 0; place < count; place++) {
      if (buckets[place] != null && buckets[place].isUsed()) {
        buckets[place].setUsed(false);
      } else {
        writeBlock(place, horizon);
        takeOff(place);
      }
    }
  }

  long heapBytes() {
    return OBJECT_BYTES + buckets.length * 4L + bucketBytes;
  }
}
