package io.millrace.job.inference.catalog;

/** Tells what an endpoint serves. Blocks; called by one thread at a time. */
@FunctionalInterface
public interface ControlPlane {
  /**
   * @throws RuntimeException when it cannot be read
   */
  ServedModels read(String endpoint);
}
