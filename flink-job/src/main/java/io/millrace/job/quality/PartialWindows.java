package io.millrace.job.quality;

import io.millrace.job.config.QualitySpec;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Adds events up by window and group, on the heap and within bounds. Pure but for what it holds.
 *
 * <p>Bounds: a window keeps at most {@code maxGroups} groups apart, the events of all others count
 * as the group {@value #OTHER_GROUPS}; and when more than {@code maxEntries} groups of all windows
 * are held, all are given out and forgotten.
 */
final class PartialWindows {
  /** Group of the events whose group is one too many. */
  static final String OTHER_GROUPS = "(other groups)";

  private final RuleStates states;
  private final long length;
  private final boolean grouped;
  private final GroupValues probe;
  private final int maxGroups;
  private final int maxEntries;
  private final TreeMap<Long, Window> windows = new TreeMap<>();
  private Window current;
  private int entries;

  PartialWindows(QualitySpec quality, Layout layout, int maxGroups, int maxEntries) {
    this.states = new RuleStates(quality.ruleset().windowRules(), layout);
    this.length = quality.window().toMillis();
    this.grouped = !quality.groupBy().isEmpty();
    this.probe = new GroupValues(layout, quality.groupBy());
    this.maxGroups = maxGroups;
    this.maxEntries = maxEntries;
  }

  /** Adds an event to its window; gives everything out first when there is no room for a group. */
  void add(Event event, Consumer<QualityPartial> out) {
    Group group = group(event);
    if (group == null) {
      flush(out);
      clear();
      group = group(event);
    }
    states.update(group.states, event);
    group.events++;
  }

  /** Gives out the windows that end by this watermark, and forgets them. */
  void close(long watermark, Consumer<QualityPartial> out) {
    for (Iterator<Window> ends = windows.values().iterator(); ends.hasNext(); ) {
      Window window = ends.next();
      if (window.start + length - 1 > watermark) {
        return;
      }
      flush(window, out);
      entries -= window.size();
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
    entries = 0;
  }

  private void flush(Window window, Consumer<QualityPartial> out) {
    window.groups.values().forEach(group -> flush(window, group, out));
    if (window.other != null) {
      flush(window, window.other, out);
    }
  }

  private void flush(Window window, Group group, Consumer<QualityPartial> out) {
    if (group.events > 0) {
      out.accept(new QualityPartial(window.start, group.key, group.events, group.states.clone()));
      group.events = 0;
      states.clear(group.states);
    }
  }

  /** The event's group, or null when it would be new and there is no room. */
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
    boolean isOther = window.groups.size() >= maxGroups;
    if (isOther && window.other != null) {
      return window.other;
    }
    if (entries >= maxEntries) {
      return null;
    }
    entries++;
    if (isOther) {
      window.other = new Group(OTHER_GROUPS, states.empty());
      return window.other;
    }
    group = new Group(grouped ? probe.text() : "", states.empty());
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

    private int size() {
      return groups.size() + (other == null ? 0 : 1);
    }
  }

  private static final class Group {
    private final String key;
    private final double[] states;
    private long events;

    private Group(String key, double[] states) {
      this.key = key;
      this.states = states;
    }
  }
}
