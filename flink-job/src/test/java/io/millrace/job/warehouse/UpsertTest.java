package io.millrace.job.warehouse;

import static io.millrace.job.warehouse.Corrections.ROWS;
import static io.millrace.job.warehouse.Corrections.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corrected events on their way into DuckDB. */
class UpsertTest {
  @TempDir Path folder;
  private LakeFixture lake;

  @BeforeEach
  void open() throws Exception {
    lake = new LakeFixture(folder);
  }

  @Test
  void keepsTheHighestVersionOfEachIdentityAndCountsWhatItStaged() throws Exception {
    load("(1, 1, 0.5), (2, 5, 1.5)");
    load("(1, 3, 3.5), (1, 2, 2.5), (2, 4, 9.5), (3, 1, 4.5)");

    assertThat(lake.query(ROWS)).containsExactly("1, 3, 3.5", "2, 5, 1.5", "3, 1, 4.5");
    try (Connection connection = lake.connect()) {
      assertThat(LoadLedger.rows(connection, "payments")).isEqualTo(6);
    }
  }

  @Test
  void ofEqualVersionsTheFirstCounts() throws Exception {
    load("(1, 1, 7.5), (1, 1, 0.5)");
    load("(1, 1, 9.5)");

    assertThat(lake.query(ROWS)).containsExactly("1, 1, 0.5");
  }

  @Test
  void aTableThatWasAddedToUntilNowIsMergedIntoFromNowOn() throws Exception {
    lake.manifest(lake.file(1, 2));
    try (WarehouseLoader loader =
        new WarehouseLoader(lake.options(lake::connect, LakeFixture.COLUMNS), Clock.systemUTC())) {
      loader.start();
      loader.drain(Duration.ofSeconds(30));
    }
    load("(2, 1, 5.5)");

    assertThat(lake.query(ROWS)).containsExactly("1, null, 0.5", "2, 1, 5.5");
  }

  private void load(String values) throws Exception {
    lake.manifest("fedcba9876543210", Corrections.COLUMNS, lake.file(rows(values)));
    LoaderOptions options =
        LoaderOptions.of(
            lake.manifests, new DuckDbDialect(1), lake::connect, List.of(Corrections.TABLE));
    try (WarehouseLoader loader = new WarehouseLoader(options, Clock.systemUTC())) {
      loader.start();
      loader.drain(Duration.ofSeconds(30));
      assertThat(loader.lastFailure()).isEmpty();
    }
  }
}
