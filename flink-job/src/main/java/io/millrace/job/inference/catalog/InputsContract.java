package io.millrace.job.inference.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The inputs that a pipeline sends, against those that its endpoint's models expect. */
public final class InputsContract {
  private final String endpoint;
  private final String hash;
  private final List<String> inputs;

  /**
   * @param hash of the pipeline's inputs
   * @param inputs their names, in the order in which they are sent
   */
  public InputsContract(String endpoint, String hash, List<String> inputs) {
    this.endpoint = endpoint;
    this.hash = hash;
    this.inputs = List.copyOf(inputs);
  }

  /** Hash of the pipeline's inputs. */
  public String hash() {
    return hash;
  }

  /**
   * What is wrong with the models of an endpoint; empty when nothing is known to be.
   *
   * @param variants those that the pipeline asks; none: any may answer
   */
  public Optional<String> breach(ServedModels models, Set<String> variants) {
    for (String variant : models.byVariant().keySet()) {
      if ((variants.isEmpty() || variants.contains(variant))
          && models.ofOtherInputs(variant, hash).isPresent()) {
        ServedModel model = models.byVariant().get(variant);
        return Optional.of(
            "endpoint "
                + endpoint
                + ", variant "
                + variant
                + ": expected a model of the inputs "
                + inputs
                + " (hash "
                + hash
                + "), got model "
                + model.name()
                + " of inputs with hash "
                + model.inputsHash().orElseThrow()
                + "; deploy the model that was trained for this pipeline, or correct"
                + " inference.inputs");
      }
    }
    return Optional.empty();
  }
}
