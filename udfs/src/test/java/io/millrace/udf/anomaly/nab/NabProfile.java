package io.millrace.udf.anomaly.nab;

/**
 * What the benchmark gives for a window that is found and charges for a false alarm and a window
 * that is missed.
 */
public record NabProfile(double found, double falseAlarm, double missed) {
  /** The profile "standard" of NAB's config/profiles.json. */
  public static final NabProfile STANDARD = new NabProfile(1, 0.11, 1);
}
