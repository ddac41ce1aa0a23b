package io.millrace.job.features.state;

/**
 * Bytes in a ring of segments, each an array that is made when it is first needed. What is appended
 * lies in one segment; what is left over at its end is passed over. A place is where something lies
 * in the ring; a position counts on from one round to the next.
 */
final class Ring {
  /** Stands at this offset of what is left over, where entries must have something else. */
  static final byte LEFT_OVER = 8;

  private final int segmentBytes;
  private final int leastBytes;
  private final int markAt;
  private final byte[][] segments;
  private long front;
  private long back;

  /**
   * A ring.
   *
   * @param leastBytes that anything appended has
   * @param markAt offset of the byte that tells what is left over
   */
  Ring(int segments, int segmentBytes, int leastBytes, int markAt) {
    this.segments = new byte[segments][];
    this.segmentBytes = segmentBytes;
    this.leastBytes = leastBytes;
    this.markAt = markAt;
  }

  long capacity() {
    return (long) segments.length * segmentBytes;
  }

  /** Position behind the newest. */
  long front() {
    return front;
  }

  /** Position of the oldest. */
  long back() {
    return back;
  }

  int place(long position) {
    return (int) (position % capacity());
  }

  /** The array that holds a place. */
  byte[] segment(int place) {
    return segments[place / segmentBytes];
  }

  /** Index of a place in its array. */
  int at(int place) {
    return place % segmentBytes;
  }

  /** Whether so many bytes can be appended. */
  boolean hasRoom(int bytes) {
    return front + bytes + leftOver(bytes) <= back + capacity();
  }

  /**
   * Takes bytes in front; there must be room.
   *
   * @return their place
   */
  int append(int bytes) {
    int leftOver = leftOver(bytes);
    if (leftOver >= leastBytes) {
      int place = place(front);
      segmentToWrite(place)[at(place) + markAt] = LEFT_OVER;
    }
    front += leftOver;
    int place = place(front);
    segmentToWrite(place);
    front += bytes;
    return place;
  }

  /** Gives up bytes at the back. */
  void release(int bytes) {
    back += bytes;
  }

  private int leftOver(int bytes) {
    int left = segmentBytes - (int) (front % segmentBytes);
    return left < bytes ? left : 0;
  }

  /** Bytes at a position that are left over at the end of a segment; 0 when something is there. */
  int leftOverAt(long position) {
    int at = (int) (position % segmentBytes);
    int left = segmentBytes - at;
    return left < leastBytes || segment(place(position))[at + markAt] == LEFT_OVER ? left : 0;
  }

  private byte[] segmentToWrite(int place) {
    int number = place / segmentBytes;
    if (segments[number] == null) {
      segments[number] = new byte[segmentBytes];
    }
    return segments[number];
  }

  /** Heap that it takes, in bytes, about. */
  long heapBytes() {
    long bytes = 56 + segments.length * 4L;
    for (byte[] segment : segments) {
      bytes += segment == null ? 0 : 16 + segment.length;
    }
    return bytes;
  }
}
