package io.millrace.job.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Property group {@code feed}: a PostgreSQL that is given quality results and alerts as they come.
 * Immutable. User and password are no settings: they stay in Secrets Manager.
 *
 * <ul>
 *   <li>{@code jdbc.url}: of the database; none: there is no feed
 *   <li>{@code secret.arn}: the secret with user and password; none: the database asks for none
 * </ul>
 */
public final class FeedSettings {
  static final String GROUP = "feed";

  private static final String URL = "jdbc.url";
  private static final String PREFIX = "jdbc:postgresql:";

  /** Seconds; see the driver's connection parameters. */
  private static final List<String> TIMEOUTS = List.of("connectTimeout=5", "socketTimeout=10");

  private static final String EXAMPLE = "jdbc:postgresql://host:5432/millrace";

  private final String jdbcUrl;
  private final String secretArn;

  private FeedSettings(PropertyGroup group) {
    this.jdbcUrl = group.text(URL).filter(url -> !url.isEmpty()).orElse(null);
    this.secretArn = group.text("secret.arn").filter(arn -> !arn.isEmpty()).orElse(null);
  }

  static FeedSettings of(PropertyGroup group) {
    FeedSettings settings = new FeedSettings(group);
    settings.checkUrl(group);
    group.refuseOthers();
    return settings;
  }

  /** The URL is never told in a message: it may hold a secret. */
  private void checkUrl(PropertyGroup group) {
    if (jdbcUrl == null) {
      if (secretArn != null) {
        group.problem(URL, "a value", "none", "set e.g. " + EXAMPLE);
      }
      return;
    }
    if (!jdbcUrl.startsWith(PREFIX)) {
      group.problem(URL, "a URL that begins with " + PREFIX, "another", "set e.g. " + EXAMPLE);
    } else if (jdbcUrl.toLowerCase(Locale.ROOT).contains("password=")) {
      group.problem(
          URL,
          "a URL without password",
          "one with a password",
          "put it into the secret that secret.arn names");
    }
  }

  /**
   * Address of the database; empty when there is no feed. Unless the settings say otherwise, a
   * database that hangs is given up within seconds, where its driver would wait.
   */
  public Optional<String> jdbcUrl() {
    return Optional.ofNullable(jdbcUrl).map(FeedSettings::withTimeouts);
  }

  private static String withTimeouts(String url) {
    String timed = url;
    for (String timeout : TIMEOUTS) {
      if (!url.contains(timeout.substring(0, timeout.indexOf('=') + 1))) {
        timed += (timed.indexOf('?') < 0 ? '?' : '&') + timeout;
      }
    }
    return timed;
  }

  /** Secret with user and password; empty when the database asks for none. */
  public Optional<String> secretArn() {
    return Optional.ofNullable(secretArn);
  }
}
