package io.millrace.job.warehouse;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.TestAbortedException;

/**
 * Gives each test a {@link RedshiftFixture} of its own, on one PostgreSQL for all. Where PostgreSQL
 * cannot run, the tests are skipped and say so.
 */
final class RedshiftExtension implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(RedshiftExtension.class);

  private EmbeddedPostgres postgres;
  private RedshiftFixture fixture;
  private Path buckets;

  RedshiftFixture fixture() {
    return fixture;
  }

  /** The server itself, empty; the fixture's proxy is another way to it. */
  EmbeddedPostgres postgres() {
    return postgres;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    postgres =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent("server", key -> new Server(), Server.class)
            .running();
    buckets = Files.createTempDirectory("buckets");
    fixture = new RedshiftFixture(postgres, buckets);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (fixture != null) {
      fixture.close();
      delete(buckets);
    }
  }

  static EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "off")
        .setServerConfig("max_wal_size", "4GB")
        .setPGStartupWait(Duration.ofMinutes(1))
        .start();
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** The server, or why there is none. */
  private static final class Server implements ExtensionContext.Store.CloseableResource {
    private EmbeddedPostgres postgres;
    private Exception failure;

    Server() {
      try {
        postgres = start();
      } catch (IOException | RuntimeException e) {
        failure = e;
      }
    }

    EmbeddedPostgres running() {
      if (postgres == null) {
        throw new TestAbortedException(
            "the load into Redshift is not tested: PostgreSQL 16 does not start here: " + failure,
            failure);
      }
      return postgres;
    }

    @Override
    public void close() throws IOException {
      if (postgres != null) {
        postgres.close();
      }
    }
  }
}
