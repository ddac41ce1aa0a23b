package io.millrace.job.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A map of a YAML file, whose keys are known ones. */
public final class YamlMap {
  private final YamlValue self;
  private final Map<String, YamlValue> entries;
  private final Problems problems;

  YamlMap(YamlValue self, Map<String, YamlValue> entries, Problems problems) {
    this.self = self;
    this.entries = entries;
    this.problems = problems;
  }

  public String where() {
    return self.where();
  }

  public boolean has(String key) {
    return entries.containsKey(key);
  }

  /** The value of a key, empty when it is missing. */
  public Optional<YamlValue> get(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** The value of a key that must be there. */
  public Optional<YamlValue> require(String key, String example) {
    if (!entries.containsKey(key)) {
      problems.add(where(), "the key " + key, "none", "add e.g. " + key + ": " + example);
    }
    return get(key);
  }

  /** The duration of a key; the default when it is missing or none. */
  public Duration duration(String key, Duration defaultValue, Duration least, Duration most) {
    return get(key).flatMap(value -> value.duration(least, most)).orElse(defaultValue);
  }

  /** The size of a key; the default when it is missing or none. */
  int bytes(String key, int defaultValue, int most) {
    return get(key).flatMap(value -> value.bytes(most)).orElse(defaultValue);
  }

  /** The whole number of a key; the default when it is missing or none. */
  public int wholeNumber(String key, int defaultValue, int least, int most) {
    return get(key).flatMap(value -> value.wholeNumber(least, most)).orElse(defaultValue);
  }
}
