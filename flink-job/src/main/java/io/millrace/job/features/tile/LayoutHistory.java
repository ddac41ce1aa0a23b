package io.millrace.job.features.tile;

import java.util.ArrayList;
import java.util.List;

/**
 * How the contributions of an entity are kept, and how they were under former definitions of the
 * pipeline. Each key's state knows by its generation, counted from 0, which of them it was written
 * under, and is brought into the newest one when it is next used.
 */
public final class LayoutHistory {
  private final TreeLayout current;
  private final long retention;
  private final List<Former> former;

  private LayoutHistory(TreeLayout current, long retention, List<Former> former) {
    this.current = current;
    this.retention = retention;
    this.former = List.copyOf(former);
  }

  /** Without a former one. */
  static LayoutHistory of(TreeLayout current) {
    return of(current, Long.MAX_VALUE);
  }

  /**
   * Without a former one.
   *
   * @param retention for how many milliseconds contributions are kept
   */
  public static LayoutHistory of(TreeLayout current, long retention) {
    return new LayoutHistory(current, retention, List.of());
  }

  /**
   * The same with one more former layout, behind the others.
   *
   * @param sources for each input of the current layout its index in the former one; -1 for one
   *     that was not kept
   * @param retained for how many milliseconds contributions were kept
   * @param watermark when that ended; {@link Long#MIN_VALUE} when there had been none
   */
  public LayoutHistory after(TreeLayout layout, int[] sources, long retained, long watermark) {
    List<Former> more = new ArrayList<>(former);
    more.add(new Former(layout, sources, retained, watermark));
    return new LayoutHistory(current, retention, more);
  }

  TreeLayout current() {
    return current;
  }

  /** Number of the current layout. */
  int generation() {
    return former.size();
  }

  /** The layout of a generation before. */
  Former former(int generation) {
    if (generation < 0 || generation >= former.size()) {
      throw new IllegalStateException(
          "feature state of definition "
              + generation
              + ", where "
              + former.size()
              + " is the newest; restore from another snapshot");
    }
    return former.get(generation);
  }

  /** By how many milliseconds contributions are kept longer than under a former layout. */
  long growthSince(Former one) {
    return Math.max(0, retention - one.retained);
  }

  /**
   * Up to when contributions of a key without state may have been forgotten that are needed now;
   * {@link Long#MIN_VALUE}: none.
   */
  public long forgottenUpTo() {
    return former.stream()
        .filter(one -> growthSince(one) > 0)
        .mapToLong(one -> one.forgottenUpTo(Long.MAX_VALUE))
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** A layout that state may be of, and how to get from it to the current one. */
  static final class Former {
    private final TreeLayout layout;
    private final int[] sources;
    private final long retained;
    private final long watermark;

    private Former(TreeLayout layout, int[] sources, long retained, long watermark) {
      this.layout = layout;
      this.sources = sources.clone();
      this.retained = retained;
      this.watermark = watermark;
    }

    TreeLayout layout() {
      return layout;
    }

    /** By input of the current layout the index of the former one, or -1. */
    int[] sources() {
      return sources.clone();
    }

    /** Up to when contributions of a key, whose highest time is given, were not kept any more. */
    long forgottenUpTo(long highestTime) {
      return watermark < Long.MIN_VALUE + retained
          ? Long.MIN_VALUE
          : Math.min(highestTime, watermark) - retained;
    }
  }
}
