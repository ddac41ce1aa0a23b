package io.millrace.job.lake;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Which writer takes a row: as few for each partition as its volume needs. A writer ends its files
 * with each checkpoint, so every writer of a partition is a file a checkpoint; and one file is
 * enough until it is full.
 *
 * <p>A partition begins with as many writers as the interval before this one filled files of it,
 * and gets another as soon as more has come than those hold: a hot partition spreads within the
 * interval. One that is newer than all before it, as when the hour turns, begins as the newest so
 * far ended. Writers follow each other, so that neighbouring partitions do not meet at one.
 *
 * <p>Every sender decides alone, by what it sends, taken for its equal share of the whole. All
 * agree on a partition's first writer, and unequal senders do not add up: together they use as many
 * as the largest of them does.
 */
final class WriterRouting {
  private final int writers;
  private final int most;
  private final double fileBytes;
  private final Map<Long, Share> shares = new HashMap<>();

  private Share current;
  private Share newest;

  /**
   * Routes rows of one sender.
   *
   * @param writers how many there are, and as many senders
   * @param most how many a partition may have
   * @param fileBytes what one writer is given before another takes part
   */
  WriterRouting(int writers, int most, long fileBytes) {
    this.writers = writers;
    this.most = Math.min(writers, most);
    this.fileBytes = fileBytes;
  }

  /**
   * The writer of a row, from 0.
   *
   * @param partition number of its partition; neighbours in time have neighbouring ones
   * @param bytes about what it takes in a file
   */
  int writer(long partition, long bytes) {
    if (current == null || current.partition != partition) {
      current = share(partition);
    }
    int spread = current.add(bytes);
    return (int) Math.floorMod(partition + spread, (long) writers);
  }

  /** Begins anew, as files do at a checkpoint. */
  void nextInterval() {
    for (Iterator<Share> all = shares.values().iterator(); all.hasNext(); ) {
      Share share = all.next();
      if (share.bytes == 0 && share != newest) {
        all.remove();
      } else {
        share.used = needed(share.bytes);
        share.bytes = 0;
      }
    }
    current = null;
  }

  private Share share(long partition) {
    Share share = shares.get(partition);
    if (share == null) {
      boolean turns = newest != null && partition > newest.partition;
      share = new Share(partition, turns ? newest.used : 1);
      shares.put(partition, share);
    }
    if (newest == null || partition > newest.partition) {
      newest = share;
    }
    return share;
  }

  private int needed(long bytes) {
    return (int) Math.max(1, Math.min(most, Math.ceil(bytes * writers / fileBytes)));
  }

  /** What this sender has sent of a partition. */
  private final class Share {
    final long partition;
    long bytes;
    int used;
    int turn;

    Share(long partition, int used) {
      this.partition = partition;
      this.used = used;
    }

    /** Counts a row in, and tells which of the partition's writers is to take it. */
    int add(long more) {
      bytes += more;
      if (used < most && bytes * writers > used * fileBytes) {
        used = needed(bytes);
      }
      turn = turn + 1 < used ? turn + 1 : 0;
      return turn;
    }
  }
}
