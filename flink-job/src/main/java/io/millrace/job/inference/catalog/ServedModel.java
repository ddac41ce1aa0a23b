package io.millrace.job.inference.catalog;

import java.util.Objects;
import java.util.Optional;

/** What the tags of a SageMaker model say of it. Immutable. */
public final class ServedModel {
  private final String name;
  private final String inputsHash;
  private final String version;

  /**
   * @param name of the SageMaker model
   * @param inputsHash hash of the inputs that it was trained on; null without the tag
   * @param version null without the tag
   */
  public ServedModel(String name, String inputsHash, String version) {
    this.name = Objects.requireNonNull(name);
    this.inputsHash = inputsHash;
    this.version = version;
  }

  public String name() {
    return name;
  }

  /** Hash of the inputs that the model expects; empty when its tags do not say. */
  public Optional<String> inputsHash() {
    return Optional.ofNullable(inputsHash);
  }

  /** Empty when its tags do not say. */
  public Optional<String> version() {
    return Optional.ofNullable(version);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ServedModel)) {
      return false;
    }
    ServedModel that = (ServedModel) other;
    return name.equals(that.name)
        && Objects.equals(inputsHash, that.inputsHash)
        && Objects.equals(version, that.version);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, inputsHash, version);
  }
}
