package io.millrace.job.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Property group {@code bootstrap}: what a job without state begins with. Immutable.
 *
 * <ul>
 *   <li>{@code lake}: the lake of an earlier run, whose last rows fill the state of features and
 *       duplicates, e.g. {@code s3://bucket/millrace/lake}; none: the job begins without
 *   <li>{@code overlap}: how long before the lake's end the stream is read again (default 10m;
 *       never further than the pipeline knows duplicates)
 * </ul>
 */
public final class BootstrapSettings {
  static final String GROUP = "bootstrap";

  private static final Duration OVERLAP = Duration.ofMinutes(10);

  private final String lake;
  private final Duration overlap;

  private BootstrapSettings(PropertyGroup group) {
    this.lake = group.text("lake").filter(path -> !path.isEmpty()).orElse(null);
    this.overlap = group.duration("overlap", Duration.ZERO).orElse(OVERLAP);
  }

  static BootstrapSettings of(PropertyGroup group) {
    BootstrapSettings settings = new BootstrapSettings(group);
    if (settings.lake == null) {
      group.refuse("overlap", "no lake is set");
    }
    group.refuseOthers();
    return settings;
  }

  /** Folder of the lake; empty: the job begins without state. */
  public Optional<String> lake() {
    return Optional.ofNullable(lake);
  }

  /** How long before the lake's end the stream is read again. */
  public Duration overlap() {
    return overlap;
  }
}
