package io.millrace.job.inference.catalog;

/** An endpoint serves a model that was made for other inputs than the pipeline's. */
public final class WrongInputsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WrongInputsException(String message) {
    super(message);
  }
}
