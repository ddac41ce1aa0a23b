package io.millrace.job.warehouse;

import static io.millrace.job.warehouse.Corrections.ROWS;
import static io.millrace.job.warehouse.Corrections.TABLE;
import static io.millrace.job.warehouse.Corrections.rows;
import static io.millrace.job.warehouse.RedshiftFixture.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Corrected events on their way into Redshift: staged, and merged in the same transaction. */
class RedshiftUpsertIT {
  @RegisterExtension final RedshiftExtension postgres = new RedshiftExtension();
  private RedshiftFixture redshift;

  @BeforeEach
  void open() {
    redshift = postgres.fixture();
  }

  @Test
  void stagesChoosesMergesAndEntersInOneTransaction() throws Exception {
    manifest("(1, 1, 0.5), (2, 1, 1.5)");
    redshift.load(TABLE);
    manifest("(1, 3, 3.5), (1, 2, 2.5), (2, 0, 9.5), (3, 1, 4.5)");
    redshift.sql.forget();

    try (WarehouseLoader loader = redshift.started(RedshiftFixture.DIALECT, TABLE)) {
      loader.drain(LONG);
      assertThat(loader.rowsLoaded()).as("rows staged").isEqualTo(4);
    }

    String statements = redshift.statements();
    assertThat(statements.substring(statements.indexOf("BEGIN")))
        .isEqualTo(Golden.text("redshift-upsert.sql"));
    assertThat(redshift.query(ROWS)).containsExactly("1, 3, 3.5", "2, 1, 1.5", "3, 1, 4.5");
    assertThat(redshift.query("SELECT count(*) FROM load_ledger")).containsExactly("2");
  }

  @Test
  void aMergeThatIsNeverCommittedLeavesNothing() throws Exception {
    manifest("(1, 1, 0.5)");
    redshift.load(TABLE);
    manifest("(1, 2, 1.5), (2, 1, 1.5)");
    redshift.sql.before("COMMIT", () -> false);

    redshift.load(TABLE);

    assertThat(redshift.statements().split("\nMERGE ")).as("parts around three").hasSize(4);
    assertThat(redshift.query(ROWS)).containsExactly("1, 2, 1.5", "2, 1, 1.5");
    assertThat(redshift.query("SELECT count(*) FROM load_ledger")).containsExactly("2");
  }

  @Test
  void rowsFromBeforeTheVersionColumnAreTheLowest() throws Exception {
    redshift.execute(
        "CREATE TABLE payments (id BIGINT, amount DOUBLE PRECISION)",
        "INSERT INTO payments VALUES (1, 0.5), (2, 1.5)");
    manifest("(1, 0, 7.5)");
    redshift.manifest(redshift.file(2, 2)); // ids 2 and 3, with amounts of 1 and 1.5
    redshift.load(TABLE);
    manifest("(3, 1, 8.5)");
    redshift.load(TABLE);
    redshift.manifest(redshift.file("SELECT 3::BIGINT AS id, 0.5::DOUBLE AS amount"));
    redshift.load(TABLE);

    assertThat(redshift.query(ROWS)).containsExactly("1, 0, 7.5", "2, null, 1.5", "3, 1, 8.5");
  }

  /** In whatever order versions come, and in whatever files: the highest of each id is left. */
  @Test
  void theOrderInWhichVersionsComeMakesNoDifference() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<Integer, Integer> highest = new HashMap<>();
    for (int load = 0; load < 4; load++) {
      for (int file = 0; file < 2; file++) {
        StringBuilder values = new StringBuilder();
        for (int row = 0; row < 30; row++) {
          int id = random.nextInt(20);
          int revision = random.nextInt(50);
          highest.merge(id, revision, Math::max);
          values.append(row == 0 ? "" : ", ").append("(%d, %d, %d)".formatted(id, revision, id));
        }
        manifest(values.toString());
      }
      redshift.load(TABLE);
    }

    assertThat(redshift.query(ROWS))
        .as("seed %s", seed)
        .containsExactlyElementsOf(
            highest.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(row -> row.getKey() + ", " + row.getValue() + ", " + row.getKey())
                .toList());
  }

  private void manifest(String values) throws Exception {
    redshift.manifest("fedcba9876543210", Corrections.COLUMNS, redshift.file(rows(values)));
  }
}
