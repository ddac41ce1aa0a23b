package io.millrace.job.config;

import io.millrace.job.expression.Suggestion;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** One property group, read by typed keys; what is wrong is told as problems. */
final class PropertyGroup {
  private static final Set<String> SECRETS =
      Set.of("password", "user", "username", "secret", "token", "access.key", "secret.key");

  private final String name;
  private final Properties properties;
  private final Problems problems;
  private final List<String> known = new ArrayList<>();

  PropertyGroup(String name, Properties properties, Problems problems) {
    this.name = name;
    this.properties = properties;
    this.problems = problems;
  }

  /** The value of a key; empty when it is missing. */
  Optional<String> text(String key) {
    known.add(key);
    return Optional.ofNullable(properties.getProperty(key)).map(String::trim);
  }

  /** The value of a key that must be there and not be blank; empty after telling that it is not. */
  Optional<String> require(String key, String example) {
    Optional<String> value = text(key);
    if (value.isEmpty() || value.get().isEmpty()) {
      problem(key, "a value", value.isEmpty() ? "none" : "a blank one", "set e.g. " + example);
      return Optional.empty();
    }
    return value;
  }

  /**
   * One of the constants of an enum, written in lower or upper case; null after telling that it is
   * none.
   */
  <E extends Enum<E>> E choice(String key, E defaultValue, Class<E> type) {
    Optional<String> value = text(key);
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (value.isPresent() && constant.name().equalsIgnoreCase(value.get())) {
        return constant;
      }
      names.add(constant.name().toLowerCase(Locale.ROOT));
    }
    if (value.isEmpty()) {
      return defaultValue;
    }
    String remedy =
        Suggestion.nearest(value.get(), names)
            .map(near -> "did you mean '" + near + "'?")
            .orElse("choose one");
    problem(key, "one of " + String.join(", ", names), quoted(value.get()), remedy);
    return null;
  }

  Optional<Duration> duration(String key, Duration least) {
    return text(key)
        .flatMap(
            value -> {
              Optional<Duration> duration =
                  Quantities.duration(value).filter(d -> d.compareTo(least) >= 0);
              if (duration.isEmpty()) {
                problem(
                    key,
                    Quantities.DURATION_EXAMPLE + ", at least " + Quantities.text(least),
                    quoted(value),
                    "write a whole number and a unit");
              }
              return duration;
            });
  }

  Optional<Integer> wholeNumber(String key, int least, int most) {
    return text(key)
        .flatMap(
            value -> {
              if (value.matches("\\d{1,9}")
                  && Integer.parseInt(value) >= least
                  && Integer.parseInt(value) <= most) {
                return Optional.of(Integer.valueOf(value));
              }
              String range = "a whole number from " + least + " to " + most;
              problem(key, range, quoted(value), "choose one within");
              return Optional.empty();
            });
  }

  Optional<Instant> instant(String key) {
    return text(key)
        .flatMap(
            value -> {
              try {
                return Optional.of(Instant.parse(value));
              } catch (DateTimeException e) {
                problem(key, "an instant", quoted(value), "write e.g. 2024-05-01T00:00:00Z");
                return Optional.empty();
              }
            });
  }

  /** The URL of a server, which names no user. */
  Optional<URI> url(String key) {
    return text(key)
        .flatMap(
            value -> {
              try {
                URI url = new URI(value);
                boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
                if (http && url.getHost() != null && url.getRawUserInfo() == null) {
                  return Optional.of(url);
                }
              } catch (URISyntaxException e) {
                return notUrl(key);
              }
              return notUrl(key);
            });
  }

  /** Tells that a key is set that has no meaning beside the others. */
  void refuse(String key, String because) {
    text(key).ifPresent(value -> problem(key, "no value, as " + because, "one", "remove the key"));
  }

  /** Lets a key be: what it means depends on another that has a fault. */
  void ignore(String key) {
    known.add(key);
  }

  /** Lets all other keys be: what they mean depends on one that has a fault. */
  void ignoreOthers() {
    known.addAll(properties.stringPropertyNames());
  }

  /** Tells every key that was not asked for. */
  void refuseOthers() {
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (known.contains(key)) {
        continue;
      }
      problem(
          key,
          "a known key",
          "'" + key + "'",
          SECRETS.contains(key.toLowerCase(Locale.ROOT))
              ? "remove it: secrets stay in Secrets Manager, and settings name their ARN"
              : Suggestion.remedy(key, known));
    }
  }

  void problem(String key, String expected, String got, String remedy) {
    problems.add("group " + name + ", " + key, expected, got, remedy);
  }

  /** The value is not told: it may hold a secret. */
  private Optional<URI> notUrl(String key) {
    problem(
        key,
        "an http or https URL without user",
        "another text",
        "write e.g. http://localhost:8080");
    return Optional.empty();
  }

  private static String quoted(String value) {
    return "'" + value + "'";
  }
}
