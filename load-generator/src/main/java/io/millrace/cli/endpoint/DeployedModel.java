package io.millrace.cli.endpoint;

import io.millrace.cli.model.ModelCard;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A SageMaker model as someone deployed it: its archive, and the tags that tell of it. Immutable.
 */
public final class DeployedModel {
  private final byte[] archive;
  private final String inputsHash;
  private final String version;

  private DeployedModel(byte[] archive, String inputsHash, String version) {
    this.archive = archive == null ? null : archive.clone();
    this.inputsHash = inputsHash;
    this.version = version;
  }

  /**
   * @param archive a {@code model.tar.gz}; null: there is none yet
   * @param inputsHash null: the model has no such tag
   * @param version null: the model has no such tag
   */
  public static DeployedModel of(byte[] archive, String inputsHash, String version) {
    return new DeployedModel(archive, inputsHash, version);
  }

  /** A model with the tags that its card asks for; without a card it has none. */
  static DeployedModel of(byte[] archive, Optional<ModelCard> card) {
    return of(
        archive,
        card.map(ModelCard::inputsHash).orElse(null),
        card.map(ModelCard::version).orElse(null));
  }

  Optional<byte[]> archive() {
    return Optional.ofNullable(archive);
  }

  /** Tags by key, as SageMaker lists them. */
  Map<String, String> tags(String inputsHashKey, String versionKey) {
    Map<String, String> tags = new TreeMap<>();
    if (inputsHash != null) {
      tags.put(inputsHashKey, inputsHash);
    }
    if (version != null) {
      tags.put(versionKey, version);
    }
    return tags;
  }
}
