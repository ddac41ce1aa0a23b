package io.millrace.job.kinesis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/**
 * Keeps one {@link KinesisLocal} for all tests; without node and npm it skips them, and says so.
 */
public final class KinesisServer implements BeforeAllCallback {
  private KinesisLocal kinesis;

  public KinesisLocal kinesis() {
    return kinesis;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<String> missing = KinesisLocal.missing();
    missing.ifPresent(System.err::println);
    assumeTrue(missing.isEmpty(), missing::get);
    kinesis =
        context
            .getRoot()
            .getStore(Namespace.create(KinesisServer.class))
            .getOrComputeIfAbsent(Running.class, unknown -> new Running(), Running.class)
            .kinesis;
  }

  /** Stopped by JUnit after the last test. */
  private static final class Running implements CloseableResource {
    private final KinesisLocal kinesis;

    private Running() {
      try {
        kinesis = KinesisLocal.start();
      } catch (Exception e) {
        throw new IllegalStateException("kinesis-local does not start", e);
      }
    }

    @Override
    public void close() throws InterruptedException {
      kinesis.close();
    }
  }
}
