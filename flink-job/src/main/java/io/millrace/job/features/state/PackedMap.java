package io.millrace.job.features.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Small values by their keys, as bytes in a ring of fixed size: an entry takes what its key and
 * value take, and some 25 bytes. A new entry goes to the front of the ring. When there is no room,
 * those at its back have to go: one in whose place a newer one stands is dropped, and any other is
 * put to the front again while the ring is not nearly full of such, else it leaves the map.
 *
 * <p>An entry can also say that its key has no value. One that is marked changed is given away when
 * it leaves.
 *
 * <p>An entry: hash of the key (int), flags (byte), lengths of key, value, and room for a value
 * (short each), key, value; it begins at a multiple of eight. The index knows of each its place,
 * and beside it some bits of the hash: hardly ever is another entry than the one that is sought
 * looked at, of which most are in no cache of the processor.
 *
 * <p>The ring is a log as that of M. Rosenblum, J. Ousterhout, "The design and implementation of a
 * log-structured file system", TOCS 1992.
 */
final class PackedMap {
  /** Takes the changed entries; a value is null when the key has none. */
  interface Sink<E extends Exception> {
    void take(byte[] key, byte[] value) throws E;
  }

  /** Longest key and longest value that fit in, in bytes. */
  static final int MOST_BYTES = 512;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int FLAGS = 4;
  private static final int KEY_LENGTH = 5;
  private static final int LENGTH = 7;
  private static final int ROOM = 9;
  private static final int KEY = 11;
  private static final int ALIGNMENT_BITS = 3;

  private static final int CHANGED = 1;
  private static final int ABSENT = 2;
  private static final int DEAD = 4;

  /** Share of the ring that entries in use may take before they leave. */
  private static final double MOST_USED = 0.8;

  private static final int LEAST_INDEX = 64;

  /** The longest entry has room beside what is left over at the end of a segment. */
  private static final int LEAST_SEGMENT_BYTES = 4 << 10;

  private final Ring ring;

  /** Bits of the hash in an entry of the index; the others have the place. */
  private final int hashBits;

  private int[] index = new int[LEAST_INDEX];
  private int size;
  private long usedBytes;

  /**
   * A map.
   *
   * @param segments of the ring, two or more; each is made when it is needed
   * @param segmentBytes with room for the longest entry at least
   */
  PackedMap(int segments, int segmentBytes) {
    if (segments < 2
        || segmentBytes < LEAST_SEGMENT_BYTES
        || segmentBytes != aligned(segmentBytes)
        || (long) segments * segmentBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expected two segments of 4 KiB or more, of whole eights of bytes, 2 GiB in all");
    }
    this.ring = new Ring(segments, segmentBytes, KEY, FLAGS);
    int placeBits = Long.SIZE - Long.numberOfLeadingZeros(ring.capacity() >> ALIGNMENT_BITS);
    this.hashBits = -1 << placeBits;
  }

  int size() {
    return size;
  }

  /** Place of the entry of a key; -1 when there is none. Valid until the next change. */
  int find(byte[] key) {
    int slot = slotOf(key, hash(key));
    return slot < 0 ? -1 : placeIn(slot);
  }

  private int slotOf(byte[] key, int hash) {
    int mask = index.length - 1;
    for (int slot = hash & mask; index[slot] != 0; slot = slot + 1 & mask) {
      if (((index[slot] ^ hash) & hashBits) == 0 && isEntryOf(placeIn(slot), key, hash)) {
        return slot;
      }
    }
    return -1;
  }

  private int placeIn(int slot) {
    return (index[slot] & ~hashBits) - 1 << ALIGNMENT_BITS;
  }

  /** What the index has of an entry; never 0. */
  private int entry(int hash, int place) {
    return hash & hashBits | (place >>> ALIGNMENT_BITS) + 1;
  }

  private static int aligned(int bytes) {
    return bytes + (1 << ALIGNMENT_BITS) - 1 & -1 << ALIGNMENT_BITS;
  }

  private boolean isEntryOf(int place, byte[] key, int hash) {
    byte[] segment = ring.segment(place);
    int at = ring.at(place);
    int from = at + KEY;
    return (int) INTS.get(segment, at) == hash
        && shortAt(segment, at + KEY_LENGTH) == key.length
        && Arrays.equals(segment, from, from + key.length, key, 0, key.length);
  }

  /** The value at a place; null when its key has none. */
  byte[] value(int place) {
    byte[] segment = ring.segment(place);
    int at = ring.at(place);
    if ((segment[at + FLAGS] & ABSENT) != 0) {
      return null;
    }
    int from = at + KEY + shortAt(segment, at + KEY_LENGTH);
    return Arrays.copyOfRange(segment, from, from + shortAt(segment, at + LENGTH));
  }

  /**
   * Puts a changed entry.
   *
   * @param value null to say that the key has none
   * @param leaving takes the changed entries that leave for it
   */
  <E extends Exception> void put(byte[] key, byte[] value, Sink<E> leaving) throws E {
    int hash = hash(key);
    int slot = slotOf(key, hash);
    int length = value == null ? 0 : value.length;
    if (slot >= 0 && set(placeIn(slot), value, length)) {
      return;
    }
    int bytes = aligned(KEY + key.length + length);
    makeRoom(bytes, leaving);
    int fresh = append(key, hash, bytes);
    set(fresh, value, length);
    slot = slotOf(key, hash);
    if (slot < 0) {
      enter(hash, fresh);
    } else {
      giveUp(placeIn(slot));
      index[slot] = entry(hash, fresh);
    }
  }

  private int append(byte[] key, int hash, int bytes) {
    int place = ring.append(bytes);
    usedBytes += bytes;
    byte[] segment = ring.segment(place);
    int at = ring.at(place);
    INTS.set(segment, at, hash);
    SHORTS.set(segment, at + KEY_LENGTH, (short) key.length);
    SHORTS.set(segment, at + ROOM, (short) (bytes - KEY - key.length));
    System.arraycopy(key, 0, segment, at + KEY, key.length);
    return place;
  }

  /** Replaces the value at a place if there is room for so many bytes. */
  private boolean set(int place, byte[] value, int length) {
    byte[] segment = ring.segment(place);
    int at = ring.at(place);
    if (length > shortAt(segment, at + ROOM)) {
      return false;
    }
    segment[at + FLAGS] = (byte) (value == null ? CHANGED | ABSENT : CHANGED);
    if (value != null) {
      SHORTS.set(segment, at + LENGTH, (short) length);
      int from = at + KEY + shortAt(segment, at + KEY_LENGTH);
      System.arraycopy(value, 0, segment, from, length);
    }
    return true;
  }

  /** Forgets the entry of a key, changed or not. */
  void remove(byte[] key) {
    int place = find(key);
    if (place >= 0) {
      remove(place);
    }
  }

  /** Gives away all changed entries, which stay, unchanged. */
  <E extends Exception> void takeChanged(Sink<E> sink) throws E {
    for (long position = ring.back(); position < ring.front(); position += bytesAt(position)) {
      int place = ring.place(position);
      byte[] segment = ring.segment(place);
      int flags = ring.at(place) + FLAGS;
      if (ring.leftOverAt(position) == 0 && (segment[flags] & (DEAD | CHANGED)) == CHANGED) {
        segment[flags] &= ~CHANGED;
        sink.take(key(place), value(place));
      }
    }
  }

  private byte[] key(int place) {
    byte[] segment = ring.segment(place);
    int at = ring.at(place);
    return Arrays.copyOfRange(segment, at + KEY, at + KEY + shortAt(segment, at + KEY_LENGTH));
  }

  private <E extends Exception> void makeRoom(int bytes, Sink<E> leaving) throws E {
    long mostFront = ring.front() + ring.capacity();
    while (!ring.hasRoom(bytes)) {
      retreat(ring.front() < mostFront, leaving);
    }
    if (3L * (size + 1) > 2L * index.length) {
      rehash();
    }
  }

  /**
   * Takes the entry at the back out of its place.
   *
   * @param mayStay whether it may go to the front
   */
  private <E extends Exception> void retreat(boolean mayStay, Sink<E> leaving) throws E {
    int place = ring.place(ring.back());
    int bytes = bytesAt(ring.back());
    boolean leftOver = ring.leftOverAt(ring.back()) > 0;
    ring.release(bytes);
    if (leftOver || (ring.segment(place)[ring.at(place) + FLAGS] & DEAD) != 0) {
      return;
    }
    if (mayStay && usedBytes <= ring.capacity() * MOST_USED && ring.hasRoom(bytes)) {
      move(place, bytes);
      return;
    }
    boolean changed = (ring.segment(place)[ring.at(place) + FLAGS] & CHANGED) != 0;
    byte[] key = changed ? key(place) : null;
    byte[] value = changed ? value(place) : null;
    remove(place);
    if (changed) {
      leaving.take(key, value);
    }
  }

  /** Puts an entry to the front; its bytes are given up, and still there. */
  private void move(int place, int bytes) {
    int slot = slotOf(place);
    byte[] from = ring.segment(place);
    int fresh = ring.append(bytes);
    System.arraycopy(from, ring.at(place), ring.segment(fresh), ring.at(fresh), bytes);
    index[slot] = index[slot] & hashBits | entry(0, fresh);
  }

  private int bytesAt(long position) {
    int leftOver = ring.leftOverAt(position);
    return leftOver > 0 ? leftOver : bytesOf(ring.place(position));
  }

  private int bytesOf(int place) {
    byte[] segment = ring.segment(place);
    int at = ring.at(place);
    return KEY + shortAt(segment, at + KEY_LENGTH) + shortAt(segment, at + ROOM);
  }

  private int hashAt(int place) {
    return (int) INTS.get(ring.segment(place), ring.at(place));
  }

  private static int shortAt(byte[] segment, int at) {
    return (short) SHORTS.get(segment, at);
  }

  private static int hash(byte[] key) {
    return (int) EventId.fingerprint(key, 0, key.length);
  }

  private void enter(int hash, int place) {
    int mask = index.length - 1;
    int slot = hash & mask;
    while (index[slot] != 0) {
      slot = slot + 1 & mask;
    }
    index[slot] = entry(hash, place);
    size++;
  }

  private int slotOf(int place) {
    int mask = index.length - 1;
    int hash = hashAt(place);
    int entry = entry(hash, place);
    int slot = hash & mask;
    while (index[slot] != entry) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Takes an entry out; what hashing put behind it moves up. */
  private void remove(int place) {
    giveUp(place);
    int mask = index.length - 1;
    int gap = slotOf(place);
    for (int slot = gap + 1 & mask; index[slot] != 0; slot = slot + 1 & mask) {
      int home = hashAt(placeIn(slot)) & mask;
      if ((slot - home & mask) >= (slot - gap & mask)) {
        index[gap] = index[slot];
        gap = slot;
      }
    }
    index[gap] = 0;
    size--;
  }

  private void giveUp(int place) {
    ring.segment(place)[ring.at(place) + FLAGS] |= DEAD;
    usedBytes -= bytesOf(place);
  }

  private void rehash() {
    int[] places = new int[size];
    int count = 0;
    for (int slot = 0; slot < index.length; slot++) {
      if (index[slot] != 0) {
        places[count++] = placeIn(slot);
      }
    }
    index = new int[2 * index.length];
    size = 0;
    for (int place : places) {
      enter(hashAt(place), place);
    }
  }

  /** Heap that it takes, in bytes, about. */
  long heapBytes() {
    return 48 + ring.heapBytes() + index.length * 4L;
  }
}
