package io.millrace.job.warehouse;

import static io.millrace.job.warehouse.RedshiftFixture.LONG;
import static io.millrace.job.warehouse.RedshiftFixture.ROWS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The password of the warehouse is another from one moment to the next, while a loader works. */
class RotatedSecretIT {
  private static final String ARN =
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:warehouse-AbCdEf";

  /** All else on this server is let in without. */
  private static final String ASKED_FOR_A_PASSWORD = "host all loader 127.0.0.1/32 md5\n";

  @RegisterExtension final RedshiftExtension postgres = new RedshiftExtension();
  private RedshiftFixture redshift;

  @BeforeEach
  void askForAPassword() throws Exception {
    redshift = postgres.fixture();
    Path rules = Path.of(redshift.query("SHOW hba_file").get(0));
    String before = Files.readString(rules);
    if (!before.startsWith(ASKED_FOR_A_PASSWORD)) {
      Files.writeString(rules, ASKED_FOR_A_PASSWORD + before);
    }
    redshift.execute(
        "SET password_encryption = 'md5'; DROP ROLE IF EXISTS loader;"
            + " CREATE ROLE loader LOGIN SUPERUSER PASSWORD 'old-password'",
        "SELECT pg_reload_conf()");
  }

  @Test
  void aRefusedPasswordIsReadAnewAndWhatWaitedIsLoadedOnce() throws Exception {
    try (SecretsManager secrets = new SecretsManager(ARN, secret("old-password"));
        WarehouseLoader loader = redshift.started(connections())) {
      redshift.manifest(redshift.file(0, 10));
      loader.drain(LONG);
      assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");

      // The database is first, as in a rotation; until the secret follows, nobody gets in.
      redshift.execute(
          "SET password_encryption = 'md5'; ALTER ROLE loader PASSWORD 'new-password'");
      redshift.manifest(redshift.file(10, 10));
      loader.signal();
      awaitFailure(loader, "password authentication failed");
      assertThat(redshift.manifests.list()).hasSize(1);
      assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");

      int reads = secrets.reads();
      secrets.rotate(secret("new-password"));
      loader.drain(LONG);
      assertThat(secrets.reads()).isGreaterThan(reads);
      assertThat(loader.lastFailure()).isEmpty();
      assertThat(redshift.query(ROWS)).containsExactly("20, 20, 95");
      assertThat(redshift.query("SELECT count(*), count(DISTINCT file_path) FROM load_ledger"))
          .containsExactly("2, 2");
    }
  }

  @Test
  void aSecretThatIsGoneIsTold() throws Exception {
    try (SecretsManager secrets = new SecretsManager("another", secret("old-password"));
        WarehouseLoader loader = redshift.started(connections())) {
      redshift.manifest(redshift.file(0, 10));
      loader.signal();
      awaitFailure(loader, "cannot be read: no such secret");
      assertThat(secrets.reads()).isZero();
    }
  }

  private static void awaitFailure(WarehouseLoader loader, String words) throws Exception {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (loader.lastFailure().filter(failure -> failure.contains(words)).isEmpty()) {
      assertThat(System.nanoTime() - deadline).as("until '%s' is told", words).isNegative();
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(loader.lastFailure().orElse("")).doesNotContain("-password");
  }

  private ConnectionFactory connections() {
    return new SecretConnections(redshift.url() + "?ssl=false", ARN);
  }

  private static String secret(String password) {
    return "{\"username\": \"loader\", \"password\": \"" + password + "\"}";
  }
}
