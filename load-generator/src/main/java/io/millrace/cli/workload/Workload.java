package io.millrace.cli.workload;

import java.time.Duration;
import java.util.List;

/** A test as its file describes it: which load, of what, and what has to hold. Immutable. */
public final class Workload {
  private final String name;
  private final String profile;
  private final RateCurve measured;
  private final RateCurve curve;
  private final Duration warmUp;
  private final Duration overtime;
  private final int workers;
  private final PayloadSpec payload;
  private final List<Threshold> thresholds;

  Workload(
      String name,
      String profile,
      RateCurve measured,
      Duration warmUp,
      Duration overtime,
      int workers,
      PayloadSpec payload,
      List<Threshold> thresholds) {
    this.name = name;
    this.profile = profile;
    this.measured = measured;
    this.warmUp = warmUp;
    this.overtime = overtime;
    this.workers = workers;
    this.payload = payload;
    this.thresholds = List.copyOf(thresholds);
    double first = Math.max(1, measured.firstRate());
    this.curve =
        new RateCurve.Builder().line(first, first, warmUp.toNanos()).curve(measured).build();
  }

  /** The same with another load, such as that of a recording. */
  public Workload withLoad(RateCurve load) {
    return new Workload(name, profile, load, warmUp, overtime, workers, payload, thresholds);
  }

  public String name() {
    return name;
  }

  /** Name of the profile, e.g. {@code ramp}. */
  public String profile() {
    return profile;
  }

  /** The load that is measured. */
  public RateCurve measured() {
    return measured;
  }

  /** The whole load: the warm-up at the profile's first rate, then what is measured. */
  public RateCurve curve() {
    return curve;
  }

  public Duration warmUp() {
    return warmUp;
  }

  /** How long after the schedule's end events may still leave and be answered. */
  public Duration overtime() {
    return overtime;
  }

  /** Threads that make events and send them. */
  public int workers() {
    return workers;
  }

  public PayloadSpec payload() {
    return payload;
  }

  public List<Threshold> thresholds() {
    return thresholds;
  }
}
