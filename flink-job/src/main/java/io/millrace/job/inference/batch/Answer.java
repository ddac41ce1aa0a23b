package io.millrace.job.inference.batch;

import io.millrace.job.inference.endpoint.DegradedReason;
import java.util.Optional;

/** Who scored a batch, and how it came to that. Immutable. */
public final class Answer {
  private final String variant;
  private final String modelVersion;
  private final double millis;
  private final DegradedReason detour;

  /**
   * @param detour why the variant that should have scored did not; null when it did
   */
  Answer(String variant, String modelVersion, double millis, DegradedReason detour) {
    this.variant = variant;
    this.modelVersion = modelVersion;
    this.millis = millis;
    this.detour = detour;
  }

  /** Production variant that answered; null when it was not said. */
  public String variant() {
    return variant;
  }

  /** Version of its model; null when it is not known for certain. */
  public String modelVersion() {
    return modelVersion;
  }

  /** From the moment when the batch could leave to its scores, in milliseconds. */
  public double millis() {
    return millis;
  }

  /** Why another variant had to answer; empty when the right one did. */
  public Optional<DegradedReason> detour() {
    return Optional.ofNullable(detour);
  }
}
