package io.millrace.cli.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The rate that is asked for over time, and from it the moment at which each event should leave.
 * The rate goes straight from value to value; it does not depend on how sending goes, which is what
 * makes the schedule an open loop. Immutable.
 *
 * <p>Event {@code n}, counted from 0, leaves when the area below the curve is {@code n}.
 */
public final class RateCurve {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Areas are sums of doubles: one that is this near to a whole number is meant to be it. */
  private static final double ROUNDING = 1e-6;

  private final List<Piece> pieces;
  private final double[] startAreas;
  private final long events;
  private final long nanos;

  private RateCurve(List<Piece> pieces, double area, long nanos) {
    this.pieces = List.copyOf(pieces);
    this.startAreas = pieces.stream().mapToDouble(piece -> piece.startArea).toArray();
    this.events = wholeEvents(area);
    this.nanos = nanos;
  }

  /** A stretch in which the rate goes straight from one value to another. */
  private static final class Piece {
    final long startNanos;
    final double startArea;
    final double seconds;
    final double from;
    final double to;

    Piece(long startNanos, double startArea, double seconds, double from, double to) {
      this.startNanos = startNanos;
      this.startArea = startArea;
      this.seconds = seconds;
      this.from = from;
      this.to = to;
    }

    double area() {
      return (from + to) / 2 * seconds;
    }

    /** When the area within the piece is this; the root that is stable for every slope. */
    double secondsAt(double within) {
      double slope = (to - from) / seconds;
      double root = Math.sqrt(Math.max(0, from * from + 2 * slope * within));
      return within == 0 ? 0 : Math.min(seconds, 2 * within / (from + root));
    }

    double rateAt(double second) {
      return from + (to - from) * second / seconds;
    }
  }

  /** Puts a curve together, piece after piece. */
  public static final class Builder {
    private final List<Piece> pieces = new ArrayList<>();
    private double area;
    private long nanos;

    /**
     * Appends a straight stretch.
     *
     * @param from events a second at its begin
     * @param to events a second at its end
     * @param length in nanoseconds; a stretch of no length is left out
     */
    public Builder line(double from, double to, long length) {
      if (!(from >= 0 && to >= 0 && Double.isFinite(from + to)) || length < 0) {
        throw new IllegalArgumentException(
            "a rate from " + from + " to " + to + " over " + length + " ns is none");
      }
      if (length > 0) {
        Piece piece = new Piece(nanos, area, length / NANOS_PER_SECOND, from, to);
        pieces.add(piece);
        area += piece.area();
        nanos += length;
      }
      return this;
    }

    /** Appends another curve. */
    public Builder curve(RateCurve curve) {
      for (Piece piece : curve.pieces) {
        line(piece.from, piece.to, Math.round(piece.seconds * NANOS_PER_SECOND));
      }
      return this;
    }

    public RateCurve build() {
      if (pieces.isEmpty()) {
        throw new IllegalArgumentException("a curve needs at least one stretch");
      }
      return new RateCurve(pieces, area, nanos);
    }
  }

  /** How many events leave over the whole curve. */
  public long events() {
    return events;
  }

  private static long wholeEvents(double area) {
    double nearest = Math.rint(area);
    return (long) (Math.abs(area - nearest) < ROUNDING ? nearest : Math.ceil(area));
  }

  /**
   * When an event should leave, in nanoseconds from the begin.
   *
   * @param event counted from 0, below {@link #events}
   */
  public long nanosOf(long event) {
    if (event < 0 || event >= events) {
      throw new IllegalArgumentException("event " + event + " of " + events);
    }
    int found = Arrays.binarySearch(startAreas, event);
    int index = found >= 0 ? found : -found - 2;
    while (index + 1 < startAreas.length && startAreas[index + 1] <= event) {
      index++; // past stretches in which nothing leaves
    }
    Piece piece = pieces.get(index);
    double within = Math.max(0, event - piece.startArea);
    return piece.startNanos + Math.round(piece.secondsAt(within) * NANOS_PER_SECOND);
  }

  /** Events a second at a moment, given in nanoseconds from the begin; 0 outside the curve. */
  public double rateAt(long moment) {
    for (Piece piece : pieces) {
      double second = (moment - piece.startNanos) / NANOS_PER_SECOND;
      if (second >= 0 && second < piece.seconds) {
        return piece.rateAt(second);
      }
    }
    return 0;
  }

  /** The rate at the begin. */
  public double firstRate() {
    return pieces.get(0).from;
  }

  /** The highest rate, which is that at some end of a stretch. */
  public double highestRate() {
    return pieces.stream().mapToDouble(piece -> Math.max(piece.from, piece.to)).max().orElse(0);
  }

  /** Length of the curve in nanoseconds. */
  public long nanos() {
    return nanos;
  }
}
