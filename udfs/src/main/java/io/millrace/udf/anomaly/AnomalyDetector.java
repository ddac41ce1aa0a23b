package io.millrace.udf.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Scores the points of one numeric series as they come, each from the points before it only.
 *
 * <p>A point is looked at in three ways: its value, its value less what is usual at that hour of
 * the day, and the mean of the last 64 points. Each is compared with its own past by {@link
 * Novelty}. The score adds the rarity of the point (the higher of the first two) and the rarity of
 * the mean.
 *
 * <p>A score is 0 or more, higher is stranger, and {@value #ALARM} is a sensible threshold for any
 * series. What stays strange is scored once: a point that is no stranger than one of the 200 before
 * it has score 0. So have the first {@value #LEARNING} points.
 *
 * <p>There is nothing to configure, no random number and no clock; equal points give equal scores.
 * Not thread-safe.
 */
public final class AnomalyDetector {
  /** Points before the first score. */
  public static final int LEARNING = 150;

  /** Threshold that suits most series. */
  public static final double ALARM = 3.2;

  /** Points for which what was scored is not scored again: so long an incident is one. */
  public static final int QUIET = 200;

  /** Heap that a detector takes, in bytes, about. */
  public static final int HEAP_BYTES = 16 << 10;

  /** Points after which a profile of hours is trusted. */
  private static final int PROFILED = 50;

  /** History at which a score is the sum of the rarities. */
  private static final double REFERENCE_POINTS = 4000;

  private static final int VERSION = 1;

  private final Novelty values = new Novelty();
  private final Novelty residuals = new Novelty();
  private final Novelty means = new Novelty();
  private final HourProfile profile = new HourProfile();
  private final Tuning tuning;
  private final NumberRing window;
  private final NumberRing unlearnedMeans;
  private final RecentPeaks peaks;
  private int points;

  private final double[] numbers = new double[Anomaly.Look.values().length];
  private final double[] rarities = new double[Anomaly.Look.values().length];
  private Anomaly anomaly;

  public AnomalyDetector() {
    this(Tuning.DEFAULT);
  }

  AnomalyDetector(Tuning tuning) {
    this.tuning = tuning;
    this.window = new NumberRing(tuning.window);
    this.unlearnedMeans = new NumberRing(tuning.window);
    this.peaks = new RecentPeaks(tuning.quiet);
  }

  /**
   * Scores a point and learns it.
   *
   * @param epochMillis event time of the point; only its hour of the day is used
   * @param value any number; one that is not finite cannot be compared and changes nothing
   * @return the score, or NaN when the value is not finite
   */
  public double score(long epochMillis, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.NaN;
    }
    double number = value + 0.0; // there is one zero
    anomaly = null;
    double strangeness = pointRarity(epochMillis, number) + levelRarity(number);
    if (points >= LEARNING && strangeness - lengthCorrection() > ALARM) {
      anomaly = rarest();
    }
    values.learn(number);
    profile.learn(epochMillis, number);
    if (points < LEARNING) {
      points++;
      return 0;
    }
    double score = strangeness == 0 ? 0 : Math.max(0, strangeness - lengthCorrection());
    double highest = peaks.highest();
    peaks.add(score);
    if (score <= highest) {
      anomaly = null;
      return 0;
    }
    return score;
  }

  /**
   * What the last point was found by; null when its score is not above {@value #ALARM}. It is no
   * part of the state.
   */
  public Anomaly anomaly() {
    return anomaly;
  }

  private Anomaly rarest() {
    Anomaly.Look rarest = Anomaly.Look.VALUE;
    for (Anomaly.Look look : Anomaly.Look.values()) {
      if (rarities[look.ordinal()] > rarities[rarest.ordinal()]) {
        rarest = look;
      }
    }
    Novelty of =
        rarest == Anomaly.Look.VALUE ? values : rarest == Anomaly.Look.HOUR ? residuals : means;
    return of.tell(rarest, numbers[rarest.ordinal()], StrictMath.pow(10, -ALARM));
  }

  private double looked(Anomaly.Look look, double number, double rarity) {
    numbers[look.ordinal()] = number;
    rarities[look.ordinal()] = rarity;
    return rarity;
  }

  /** Takes a part of the growth back that rarities have with the history. */
  private double lengthCorrection() {
    return (1 - tuning.lengthExponent) * StrictMath.log10((values.ranked() + 1) / REFERENCE_POINTS);
  }

  private double pointRarity(long epochMillis, double value) {
    double rarity = looked(Anomaly.Look.VALUE, value, values.rarity(value));
    rarities[Anomaly.Look.HOUR.ordinal()] = 0;
    values.rank(value);
    if (points < PROFILED || !profile.knows(epochMillis)) {
      return rarity;
    }
    double residual = profile.residual(epochMillis, value);
    double hourRarity =
        looked(Anomaly.Look.HOUR, residual, residuals.rarity(residual) - tuning.secondLook);
    residuals.rank(residual);
    residuals.learn(residual);
    return Math.max(rarity, hourRarity);
  }

  /** A mean is learned when no later one shares a point with it: else none would ever be new. */
  private double levelRarity(double value) {
    window.add(value);
    rarities[Anomaly.Look.LEVEL.ordinal()] = 0;
    if (!window.isFull()) {
      return 0;
    }
    if (unlearnedMeans.isFull()) {
      means.learn(unlearnedMeans.oldest());
    }
    double mean = window.mean();
    double rarity = looked(Anomaly.Look.LEVEL, mean, means.rarity(mean));
    means.rank(mean);
    unlearnedMeans.add(mean);
    return rarity;
  }

  /** Writes the state, for {@link #read}: at most 16 KiB. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeShort(points);
    values.write(out);
    residuals.write(out);
    means.write(out);
    profile.write(out);
    window.write(out);
    unlearnedMeans.write(out);
    peaks.write(out);
  }

  /**
   * The detector that was written.
   *
   * @throws IOException when the bytes are not such a state
   */
  public static AnomalyDetector read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "state of an anomaly detector: expected version "
              + VERSION
              + ", got "
              + version
              + "; restore it with the version of Millrace that wrote it, or a later one");
    }
    AnomalyDetector detector = new AnomalyDetector();
    detector.points = in.readUnsignedShort();
    detector.values.read(in);
    detector.residuals.read(in);
    detector.means.read(in);
    detector.profile.read(in);
    detector.window.read(in);
    detector.unlearnedMeans.read(in);
    detector.peaks.read(in);
    return detector;
  }
}
