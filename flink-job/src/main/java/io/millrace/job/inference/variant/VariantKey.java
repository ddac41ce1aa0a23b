package io.millrace.job.inference.variant;

import java.util.Objects;

/** Whose scores are measured together. Immutable. */
public final class VariantKey {
  /** Its scores are in the rows. */
  public static final String USED = "used";

  /** It scores without being used. */
  public static final String SHADOW = "shadow";

  private final String variant;
  private final String version;
  private final String role;

  private VariantKey(String variant, String version, String role) {
    this.variant = variant;
    this.version = version;
    this.role = Objects.requireNonNull(role);
  }

  /**
   * @param variant null for events that no variant scored
   * @param version of its model; null where that is not certain
   * @param role {@link #USED} or {@link #SHADOW}
   */
  public static VariantKey of(String variant, String version, String role) {
    return new VariantKey(variant, version, role);
  }

  String variant() {
    return variant;
  }

  String version() {
    return version;
  }

  String role() {
    return role;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof VariantKey)) {
      return false;
    }
    VariantKey that = (VariantKey) other;
    return Objects.equals(variant, that.variant)
        && Objects.equals(version, that.version)
        && role.equals(that.role);
  }

  @Override
  public int hashCode() {
    return Objects.hash(variant, version, role);
  }
}
