package io.millrace.job.inference;

import io.millrace.job.config.InferenceSpec;
import io.millrace.job.inference.endpoint.ModelEndpoint;
import java.io.Serializable;

/** Connects to a pipeline's endpoint where the operator runs. */
@FunctionalInterface
interface EndpointFactory extends Serializable {
  /**
   * @param inputsHash hash of the inputs that the pipeline sends
   */
  ModelEndpoint connect(InferenceSpec spec, String inputsHash);
}
