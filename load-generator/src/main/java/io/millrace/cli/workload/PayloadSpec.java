package io.millrace.cli.workload;

import io.millrace.cli.generate.FaultOptions;
import java.nio.file.Path;
import java.util.Optional;

/** What a workload sends: generated payments, or the lines of a file. Immutable. */
public final class PayloadSpec {
  private final Path lines;
  private final boolean json;
  private final int customers;
  private final FaultOptions faults;

  PayloadSpec(Path lines, boolean json, int customers, FaultOptions faults) {
    this.lines = lines;
    this.json = json;
    this.customers = customers;
    this.faults = faults;
  }

  /** The file whose lines are sent; empty for generated payments. */
  public Optional<Path> lines() {
    return Optional.ofNullable(lines);
  }

  /** Whether generated payments are JSON instead of Avro. */
  public boolean json() {
    return json;
  }

  /** How many card holders pay. */
  public int customers() {
    return customers;
  }

  /** What is wrong with generated payments, and how often. */
  public FaultOptions faults() {
    return faults;
  }
}
