package io.millrace.job.inference.endpoint;

import io.millrace.job.inference.catalog.ServedModels;
import java.util.concurrent.CompletableFuture;

/** A served model that scores a batch of events with one request. Thread-safe. */
public interface ModelEndpoint extends AutoCloseable {

  /**
   * Sends one request. The future fails with a {@link ScoringException}; cancelling it gives the
   * request up. It may complete on any thread, which it does not own: what follows must not block.
   *
   * @param variant production variant that must answer; null lets the endpoint choose
   * @param csv one line an event as the feature line writes it, without a newline at the end
   */
  CompletableFuture<ScoreResponse> invoke(String variant, byte[] csv);

  /** The models behind the endpoint, as far as they are known. */
  default ServedModels models() {
    return ServedModels.UNKNOWN;
  }

  /** Releases connections; requests on their way fail. */
  @Override
  void close();
}
