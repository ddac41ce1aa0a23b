package io.millrace.job.inference.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Which model each production variant of an endpoint served at one moment. Immutable. */
public final class ServedModels {
  /** Nothing is known for certain. */
  public static final ServedModels UNKNOWN = new ServedModels("", false, Map.of());

  private final String revision;
  private final boolean steady;
  private final TreeMap<String, ServedModel> byVariant;

  private ServedModels(String revision, boolean steady, Map<String, ServedModel> byVariant) {
    this.revision = revision;
    this.steady = steady;
    this.byVariant = new TreeMap<>(byVariant);
  }

  /**
   * Models of an endpoint that is in service and does not change.
   *
   * @param revision differs whenever the endpoint was changed, be it to the same models
   */
  public static ServedModels of(String revision, Map<String, ServedModel> byVariant) {
    return new ServedModels(revision, true, byVariant);
  }

  /** Models of an endpoint that is about to change: any of them may answer, or another. */
  public static ServedModels changing(String revision, Map<String, ServedModel> byVariant) {
    return new ServedModels(revision, false, byVariant);
  }

  /** False while the endpoint changes, or is not known. */
  public boolean isSteady() {
    return steady;
  }

  /** Version of a variant's model; null unless it is known for certain. */
  public String version(String variant) {
    ServedModel model = steady && variant != null ? byVariant.get(variant) : null;
    return model == null ? null : model.version().orElse(null);
  }

  /** Models by production variant, in the order of their names. */
  public Map<String, ServedModel> byVariant() {
    return Collections.unmodifiableMap(byVariant);
  }

  /**
   * The variant whose model is known to expect other inputs.
   *
   * @param variant the only one to look at; null: all of the endpoint
   */
  public Optional<String> ofOtherInputs(String variant, String inputsHash) {
    return byVariant.entrySet().stream()
        .filter(entry -> variant == null || variant.equals(entry.getKey()))
        .filter(
            entry -> entry.getValue().inputsHash().filter(h -> !h.equals(inputsHash)).isPresent())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ServedModels)) {
      return false;
    }
    ServedModels that = (ServedModels) other;
    return revision.equals(that.revision)
        && steady == that.steady
        && byVariant.equals(that.byVariant);
  }

  @Override
  public int hashCode() {
    return Objects.hash(revision, steady, byVariant);
  }
}
