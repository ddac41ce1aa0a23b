package io.millrace.job.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Property group {@code rules}: where a ruleset may be put while the job runs. Immutable.
 *
 * <ul>
 *   <li>{@code location}: a file of DQDL, e.g. {@code s3://bucket/rules/payments.dqdl}; none: the
 *       ruleset of the pipeline folder stays
 *   <li>{@code poll.interval}: time between two looks at it (default 1m)
 * </ul>
 */
public final class RulesSettings {
  static final String GROUP = "rules";

  private static final String LOCATION = "location";
  private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

  private final String location;
  private final Duration pollInterval;

  private RulesSettings(PropertyGroup group, boolean live) {
    this.location = group.text(LOCATION).filter(path -> !path.isEmpty()).orElse(null);
    this.pollInterval =
        group.duration("poll.interval", Duration.ofSeconds(1)).orElse(POLL_INTERVAL);
    if (location == null) {
      group.refuse("poll.interval", "no location is set");
    } else if (!live) {
      group.problem(
          LOCATION,
          "a stream as the source",
          "files",
          "put the ruleset into the pipeline folder: which files it came in time for would be"
              + " chance");
    }
    group.refuseOthers();
  }

  /**
   * @param live whether the source is a stream
   */
  static RulesSettings of(PropertyGroup group, boolean live) {
    return new RulesSettings(group, live);
  }

  /** File of the ruleset; empty: that of the pipeline folder stays. */
  public Optional<String> location() {
    return Optional.ofNullable(location);
  }

  /** Time of the clock between two looks at the file. */
  public Duration pollInterval() {
    return pollInterval;
  }
}
