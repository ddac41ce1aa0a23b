package io.millrace.cli.workload;

import io.millrace.cli.generate.FaultOptions;
import io.millrace.job.config.EventSpec;
import io.millrace.job.source.RecordFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a workload sends: generated payments, recorded events, or the lines of a file. Immutable.
 */
public final class PayloadSpec {
  private final Path lines;
  private final boolean json;
  private final int customers;
  private final FaultOptions faults;
  private final double traces;
  private final Recorded recorded;

  PayloadSpec(
      Path lines,
      boolean json,
      int customers,
      FaultOptions faults,
      double traces,
      Recorded recorded) {
    this.recorded = recorded;
    this.traces = traces;
    this.lines = lines;
    this.json = json;
    this.customers = customers;
    this.faults = faults;
  }

  /** Events that were recorded, and how fast they are sent. Immutable. */
  public static final class Recorded {
    private final Path file;
    private final String pipeline;
    private final double speed;

    Recorded(Path file, String pipeline, double speed) {
      this.file = file;
      this.pipeline = pipeline;
      this.speed = speed;
    }

    public Path file() {
      return file;
    }

    /** The pipeline whose events they are. */
    public String pipeline() {
      return pipeline;
    }

    /**
     * How many times faster than they were recorded; infinite: as fast as the target takes them.
     */
    public double speed() {
      return speed;
    }
  }

  /** Events that were recorded; empty for others. */
  public Optional<Recorded> recorded() {
    return Optional.ofNullable(recorded);
  }

  /** The file whose lines are sent; empty for generated payments. */
  public Optional<Path> lines() {
    return Optional.ofNullable(lines);
  }

  /** Whether generated payments are JSON instead of Avro. */
  public boolean json() {
    return json;
  }

  /** Whether records are Avro, and no lines. */
  public boolean isBinary() {
    return recorded == null
        ? lines == null && !json
        : RecordFiles.formatOf(recorded.file().toString())
            .filter(format -> format == EventSpec.Format.AVRO)
            .isPresent();
  }

  /** How many card holders pay. */
  public int customers() {
    return customers;
  }

  /** Share of the generated payments that name a trace of their own, which is recorded. */
  public double traces() {
    return traces;
  }

  /** What is wrong with generated payments, and how often. */
  public FaultOptions faults() {
    return faults;
  }
}
