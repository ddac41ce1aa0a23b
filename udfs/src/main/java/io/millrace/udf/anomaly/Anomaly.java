package io.millrace.udf.anomaly;

import java.util.Locale;
import java.util.Objects;

/**
 * What a point with a score above {@link AnomalyDetector#ALARM} was found by: the look at it that
 * was the rarest, and what that look expected. Immutable.
 */
public final class Anomaly {
  /** How a point is looked at. */
  public enum Look {
    VALUE("the value"),
    HOUR("the value less what is usual at its hour of the day"),
    LEVEL("the mean of the last 64 points");

    private final String words;

    Look(String words) {
      this.words = words;
    }

    /** What is looked at, in words. */
    public String words() {
      return words;
    }
  }

  private final Look look;
  private final double number;
  private final double low;
  private final double high;
  private final double distance;
  private final int points;

  Anomaly(Look look, double number, double low, double high, double distance, int points) {
    this.look = Objects.requireNonNull(look);
    this.number = number;
    this.low = low;
    this.high = high;
    this.distance = distance;
    this.points = points;
  }

  public Look look() {
    return look;
  }

  /** What was looked at: the value, its residual, or a mean. */
  public double number() {
    return number;
  }

  /**
   * Least number that would have been no news: the least known one, less a distance that is usual
   * between a number and the nearest before it.
   */
  public double low() {
    return low;
  }

  /** Greatest number that would have been no news. */
  public double high() {
    return high;
  }

  /** Distance to the nearest earlier number; one within the range may lie in a gap. */
  public double distance() {
    return distance;
  }

  /** Points that it was compared with. */
  public int points() {
    return points;
  }

  /** All of it, without naming the number: what was looked at, expected, and compared with. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s was expected from %.6g to %.6g; it lies %.6g from the nearest of %d earlier points",
        look.words(),
        low,
        high,
        distance,
        points);
  }
}
