package io.millrace.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Stretches of time that cover a span, few enough to be seen, each of a usual length. */
final class TimeGrid {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private static final long[] STEPS = {
    SECOND,
    5 * SECOND,
    15 * SECOND,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    28 * DAY,
    91 * DAY,
    364 * DAY
  };

  private final long start;
  private final long step;
  private final int size;

  private TimeGrid(long start, long step, int size) {
    this.start = start;
    this.step = step;
    this.size = size;
  }

  /**
   * The grid of a span.
   *
   * @param first earliest time, in milliseconds since the epoch
   * @param last latest time
   * @param shortest no stretch is shorter, in milliseconds
   * @param most how many stretches there may be
   */
  static TimeGrid of(long first, long last, long shortest, int most) {
    for (long step : STEPS) {
      long start = Math.floorDiv(first, step) * step;
      long size = (last - start) / step + 1;
      if (step >= shortest && size <= most) {
        return new TimeGrid(start, step, (int) size);
      }
    }
    long step = Math.max(shortest, (last - first) / most + 1);
    return new TimeGrid(first, step, (int) ((last - first) / step) + 1);
  }

  int size() {
    return size;
  }

  long step() {
    return step;
  }

  /** When each stretch begins. */
  List<Long> starts() {
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      starts.add(start + i * step);
    }
    return starts;
  }

  /** SQL for the number of the stretch that a time lies in. */
  String index(String epochMillis) {
    return "((" + epochMillis + " - " + start + ") // " + step + ")";
  }

  /** SQL for the start of the stretch that a time lies in. */
  String startOf(String epochMillis) {
    return "(" + start + " + " + index(epochMillis) + " * " + step + ")";
  }

  /** How long a stretch is, in words. */
  String stepInWords() {
    if (step % DAY == 0) {
      return step == DAY ? "a day" : step / DAY + " days";
    }
    if (step % HOUR == 0) {
      return step == HOUR ? "an hour" : step / HOUR + " hours";
    }
    if (step % MINUTE == 0) {
      return step == MINUTE ? "a minute" : step / MINUTE + " minutes";
    }
    return step == SECOND ? "a second" : step / 1e3 + " seconds";
  }
}
