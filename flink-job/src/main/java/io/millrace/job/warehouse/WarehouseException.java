package io.millrace.job.warehouse;

/** The warehouse does not take what the lake holds. The message says what to do. */
public final class WarehouseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WarehouseException(String message) {
    super(message);
  }
}
