package io.millrace.job.quality;

import io.millrace.job.config.QualitySpec;
import io.millrace.job.dqdl.Ruleset;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.RulesetVersion;
import io.millrace.udf.quality.Statistic;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Adds events up by window and group, on the heap and within bounds. Pure but for what it holds.
 *
 * <p>Bounds: a window keeps at most {@code maxGroups} groups apart, the events of all others count
 * as the group {@value #OTHER_GROUPS}; and when the statistics of all windows and groups take more
 * than {@code maxBytes}, all are given out and forgotten. Statistics are measured when a group is
 * new and then each time its events have doubled, up to every {@value #MEASURE_EVENTS}: a statistic
 * grows no faster than its events, so that what is held is at most about twice the bound.
 */
final class PartialWindows {
  /** Group of the events whose group is one too many. */
  static final String OTHER_GROUPS = "(other groups)";

  private static final int MEASURE_EVENTS = 1024;

  /** A group beside its statistics: its values, and its place in the map. */
  private static final long GROUP_BYTES = 300;

  private final RulesetVersion ruleset;
  private final WindowStatistics statistics;
  private final long length;
  private final boolean grouped;
  private final GroupValues probe;
  private final int maxGroups;
  private final long maxBytes;
  private final TreeMap<Long, Window> windows = new TreeMap<>();
  private Window current;
  private long bytes;

  /**
   * Windows without events.
   *
   * @param version number of the ruleset, 0 for the pipeline's own
   */
  PartialWindows(QualitySpec quality, int version, Layout layout, int maxGroups, long maxBytes) {
    Ruleset rules = quality.ruleset();
    this.ruleset = new RulesetVersion(version, rules.hash(), rules.text());
    this.statistics = new WindowStatistics(quality, layout);
    this.length = quality.window().toMillis();
    this.grouped = !quality.groupBy().isEmpty();
    this.probe = new GroupValues(layout, quality.groupBy());
    this.maxGroups = maxGroups;
    this.maxBytes = maxBytes;
  }

  /** Adds an event to its window; gives everything out when that takes too much room. */
  void add(Event event, Consumer<QualityPartial> out) {
    Group group = group(event);
    statistics.update(group.statistics, event);
    group.events++;
    if (group.events >= group.measureAt) {
      measure(group);
      if (bytes > maxBytes) {
        flush(out);
        clear();
      }
    }
  }

  private void measure(Group group) {
    long now = GROUP_BYTES + WindowStatistics.heapBytes(group.statistics);
    bytes += now - group.bytes;
    group.bytes = now;
    group.measureAt = group.events + Math.min(group.events, MEASURE_EVENTS);
  }

  /** Gives out the windows that end by this watermark, and forgets them. */
  void close(long watermark, Consumer<QualityPartial> out) {
    for (Iterator<Window> ends = windows.values().iterator(); ends.hasNext(); ) {
      Window window = ends.next();
      if (window.start + length - 1 > watermark) {
        return;
      }
      flush(window, out);
      bytes -= window.bytes();
      ends.remove();
      if (window == current) {
        current = null;
      }
    }
  }

  /** Gives out what was added since the last time, of all windows; they stay open. */
  void flush(Consumer<QualityPartial> out) {
    windows.values().forEach(window -> flush(window, out));
  }

  private void clear() {
    windows.clear();
    current = null;
    bytes = 0;
  }

  private void flush(Window window, Consumer<QualityPartial> out) {
    window.groups.values().forEach(group -> flush(window, group, out));
    if (window.other != null) {
      flush(window, window.other, out);
    }
  }

  private void flush(Window window, Group group, Consumer<QualityPartial> out) {
    if (group.events > 0) {
      out.accept(
          new QualityPartial(
              window.start, group.key, group.events, ruleset, statistics.write(group.statistics)));
      group.events = 0;
      group.measureAt = 1;
      group.statistics = statistics.empty();
    }
  }

  private Group group(Event event) {
    long time = event.timeMillis();
    if (current == null || time < current.start || time - current.start >= length) {
      long start = Math.floorDiv(time, length) * length;
      current = windows.computeIfAbsent(start, Window::new);
    }
    Window window = current;
    if (grouped) {
      probe.fill(event);
    }
    Group group = window.groups.get(probe);
    if (group != null) {
      return group;
    }
    if (window.groups.size() >= maxGroups) {
      if (window.other == null) {
        window.other = new Group(OTHER_GROUPS, statistics.empty());
      }
      return window.other;
    }
    group = new Group(grouped ? probe.text() : "", statistics.empty());
    window.groups.put(probe.copy(), group);
    return group;
  }

  private static final class Window {
    private final long start;
    private final Map<GroupValues, Group> groups = new HashMap<>();
    private Group other;

    private Window(long start) {
      this.start = start;
    }

    private long bytes() {
      long sum = other == null ? 0 : other.bytes;
      for (Group group : groups.values()) {
        sum += group.bytes;
      }
      return sum;
    }
  }

  private static final class Group {
    private final String key;
    private Statistic[] statistics;
    private long events;

    /** What it took when it was measured last, and the number of events to do so again. */
    private long bytes;

    private long measureAt = 1;

    private Group(String key, Statistic[] statistics) {
      this.key = key;
      this.statistics = statistics;
    }
  }
}
