package io.millrace.job.lake;

import java.io.IOException;

/** A lake that does not have what is to be read from it. The message says where and what to do. */
public final class UnfitLakeException extends IOException {
  private static final long serialVersionUID = 1L;

  UnfitLakeException(String message) {
    super(message);
  }
}
