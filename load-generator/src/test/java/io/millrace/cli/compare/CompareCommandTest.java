package io.millrace.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of purchases, made by hand, whose features are what a test says. */
class CompareCommandTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Purchase", "fields": [
        {"name": "id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "buyer", "type": ["null", "string"], "default": null},
        {"name": "shop", "type": "string"},
        {"name": "amount", "type": "double"}
      ]}
      """;

  private static final String PIPELINE =
      """
      pipeline: purchases
      event: { schema: event.avsc, format: json, id: id, time: at }
      features:
        - entity: buyer
          windows: [1h, 1d]
          aggregates: { bought: count(), spent: sum(amount) }
        - derive: { large: spent_1h > 100, double_amount: amount * 2 }
        - entity: shop
          windows: [1h]
          delay: 1h
          aggregates: { highest: max(spent_1h), sales: count() }
      """;

  private static final String COLUMNS =
      "id BIGINT, \"at\" TIMESTAMPTZ, buyer VARCHAR, shop VARCHAR, amount DOUBLE, bought_1h BIGINT,"
          + " bought_1d BIGINT, spent_1h DOUBLE, spent_1d DOUBLE, large BOOLEAN,"
          + " double_amount DOUBLE, highest_1h DOUBLE, sales_1h BIGINT, late BOOLEAN,"
          + " origin_stream VARCHAR, origin_shard VARCHAR, origin_sequence VARCHAR";

  @TempDir private Path folder;

  @BeforeEach
  void writePipeline() throws IOException {
    Files.createDirectories(folder.resolve("purchases"));
    Files.writeString(folder.resolve("purchases/pipeline.yaml"), PIPELINE);
    Files.writeString(folder.resolve("purchases/event.avsc"), SCHEMA);
  }

  /** Rows as {@code id, hour:minute, buyer, late}; the features are the same in all of them. */
  private Path table(String name, String[] rows, String... changes) throws SQLException {
    Path file = folder.resolve(name + ".duckdb");
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = duckDb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("CREATE TABLE purchases (" + COLUMNS + ")");
      for (String row : rows) {
        String[] cells = row.split(", ");
        statement.execute(
            ("INSERT INTO purchases VALUES (%s, '2024-05-01 %s:00+00', %s, 'shop', 10.5, 1, 2, 3.5,"
                    + " 4.5, false, 21.0, 3.5, 1, %s, 'in', 'f', '%s')")
                .formatted(cells[0], cells[1], cells[2], cells[3], cells[0]));
      }
      for (String change : changes) {
        statement.execute(change);
      }
    }
    return file;
  }

  private static String[] rows(String... rows) {
    return rows;
  }

  private static final String[] THREE =
      rows("1, 10:00, 'ann', false", "2, 10:30, 'bob', false", "3, 11:00, NULL, false");

  private CommandRun compare(Path a, Path b, String... options) {
    String[] args = new String[4 + options.length];
    args[0] = "compare";
    args[1] = folder.resolve("purchases").toString();
    args[2] = a.toString();
    args[3] = b.toString();
    System.arraycopy(options, 0, args, 4, options.length);
    return CommandRun.of(args);
  }

  @Test
  void rowsThatAreEqualAreNoDifference() throws Exception {
    CommandRun run =
        compare(
            table("a", THREE),
            table(
                "b",
                THREE,
                "UPDATE purchases SET spent_1h = spent_1h * (1 + 5e-10)",
                "UPDATE purchases SET spent_1d = NULL WHERE id = 2",
                "UPDATE purchases SET spent_1d = 4.5 WHERE id = 2"));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("3 rows compared, of which 0 came late");
    assertThat(run.out().lines().filter(line -> line.startsWith("spent_1h")).findFirst())
        .get()
        .satisfies(line -> assertThat(line.trim().split(" +")).endsWith("3", "0", "0", "0"));
  }

  @Test
  void tellsCountsRealsAndNullsThatDiffer() throws Exception {
    Path json = folder.resolve("result.json");
    CommandRun run =
        compare(
            table("a", THREE),
            table(
                "b",
                THREE,
                "UPDATE purchases SET bought_1h = 2 WHERE id = 1",
                "UPDATE purchases SET spent_1d = spent_1d * (1 + 2e-9) WHERE id = 2",
                "UPDATE purchases SET highest_1h = NULL WHERE id = 3"),
            "--out",
            json.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("different: bought_1h of 1 at 2024-05-01 10:00:00 is 1 in A, 2");
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertThat(result.get("equal").asBoolean()).isFalse();
    assertThat(different(result)).containsExactly("bought_1h", "spent_1d", "highest_1h");
    assertThat(result.at("/columns/0/examples/0/b").asText()).isEqualTo("2");
  }

  private static List<String> different(JsonNode result) {
    return result.get("columns").findParents("name").stream()
        .filter(column -> column.get("different").asLong() > 0)
        .map(column -> column.get("name").asText())
        .toList();
  }

  @Test
  void tellsRowsThatOnlyOneSideHas() throws Exception {
    Path a = table("a", THREE);
    Path b = table("b", rows(THREE[0], THREE[1], "4, 11:00, 'ann', false"));
    CommandRun run = compare(a, b);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("2 rows compared")
        .contains("only in " + a + ", the first: 3")
        .contains("only in " + b + ", the first: 4");
  }

  @Test
  void aPartOfTheRowsMayBeEnough() throws Exception {
    Path a = table("a", THREE);
    Path b = table("b", rows(THREE[1]));
    assertThat(compare(a, b).exitCode()).isEqualTo(1);
    assertThat(compare(a, b, "--part").exitCode()).isZero();
    assertThat(compare(b, a, "--part").exitCode()).as("rows that A does not have").isEqualTo(1);
  }

  /**
   * Event 1 came late. Ann's row 2 has it in her window of a day, not of an hour; Bob's has it in
   * none. The shop's windows end an hour before their row: those of 2 and 4 hold it, and that of 5
   * begins with it, which is to say without.
   */
  @Test
  void countsRowsApartWhoseWindowsHoldALateEvent() throws Exception {
    String[] rows =
        rows(
            "1, 08:00, 'ann', true",
            "2, 09:00, 'ann', false",
            "3, 08:30, 'bob', false",
            "4, 09:59, 'eve', false",
            "5, 10:00, 'eve', false");
    Path json = folder.resolve("result.json");
    Path list = folder.resolve("list.csv");
    String everything =
        "UPDATE purchases SET bought_1h = 9, bought_1d = 9, spent_1h = 9, spent_1d = 9,"
            + " large = true, highest_1h = 9, sales_1h = 9";
    CommandRun run =
        compare(
            table("a", rows),
            table("b", rows, everything),
            "--out",
            json.toString(),
            "--list",
            list.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertThat(late(result, "bought_1h")).as("itself alone").isEqualTo(1);
    assertThat(late(result, "bought_1d")).as("itself and 2").isEqualTo(2);
    assertThat(late(result, "large")).as("derived from spent_1h of 1").isEqualTo(1);
    assertThat(late(result, "double_amount")).as("derived from no feature").isZero();
    assertThat(late(result, "sales_1h")).as("1, and 2 and 4 an hour later").isEqualTo(3);
    assertThat(late(result, "highest_1h")).isEqualTo(3);
    assertThat(Files.readAllLines(list))
        .startsWith("id,time,column,verdict,a,b")
        .contains("2,2024-05-01 09:00:00,bought_1d,late,2,9")
        .contains("2,2024-05-01 09:00:00,bought_1h,different,1,9")
        .contains("4,2024-05-01 09:59:00,sales_1h,late,1,9")
        .contains("5,2024-05-01 10:00:00,sales_1h,different,1,9");
  }

  /** A feature of a feature that may be inexact may be, too. */
  @Test
  void countsApartWhatIsComputedFromSuchRows() throws Exception {
    String[] rows =
        rows(
            "1, 08:00, 'ann', true",
            "2, 08:40, 'ann', false",
            "3, 09:45, 'eve', false",
            "4, 10:30, 'eve', false");
    Path json = folder.resolve("result.json");
    compare(
        table("a", rows),
        table("b", rows, "UPDATE purchases SET sales_1h = 9, highest_1h = 9"),
        "--out",
        json.toString());
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertThat(lateOther(result, "sales_1h")).as("1, and 3 an hour later").isEqualTo(2);
    assertThat(lateOther(result, "highest_1h"))
        .as("4 as well, in whose window 2 lies, in whose sum 1 does")
        .isEqualTo(3);
  }

  private static long late(JsonNode result, String column) {
    return column(result, column).get("lateEqual").asLong() + lateOther(result, column);
  }

  private static long lateOther(JsonNode result, String column) {
    return column(result, column).get("lateDifferent").asLong();
  }

  private static JsonNode column(JsonNode result, String name) {
    for (JsonNode column : result.get("columns")) {
      if (column.get("name").asText().equals(name)) {
        return column;
      }
    }
    throw new AssertionError("no column " + name + " in " + result);
  }

  /** Identities may come again, further apart than duplicates, or of another entity. */
  @Test
  void pairsRowsByIdentityEntityAndTime() throws Exception {
    String[] rows =
        rows(
            "1, 08:00, 'ann', false",
            "1, 12:00, 'ann', false",
            "1, 12:00, 'bob', false",
            "1, 12:00, NULL, false");
    CommandRun run = compare(table("a", rows), table("b", rows));
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).contains("4 rows compared");
  }

  @Test
  void namesColumnsThatOneSideDoesNotHave() throws Exception {
    CommandRun run =
        compare(
            table("a", THREE), table("b", THREE, "ALTER TABLE purchases DROP COLUMN bought_1d"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("not in both, so not compared: bought_1d");
  }

  @Test
  void comparesATableOfAnotherName() throws Exception {
    Path b = table("b", THREE, "ALTER TABLE purchases RENAME TO others");
    CommandRun run =
        CommandRun.of(
            "compare", folder.resolve("purchases") + "", table("a", THREE) + "", b + ":others");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void refusesWhatHoldsNoRowsOfThePipeline() throws Exception {
    Path a = table("a", THREE);
    assertThat(compare(a, folder.resolve("none")).err())
        .contains("none holds no rows; name the folder of a run, its lake, or a DuckDB file");
    Path b = table("b", THREE, "ALTER TABLE purchases DROP COLUMN shop");
    CommandRun run = compare(a, b);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(b + " has no column shop; name a run of pipeline purchases");
    Path c = table("c", THREE, "ALTER TABLE purchases RENAME TO others");
    assertThat(compare(a, c).exitCode()).isEqualTo(2);
  }

  @Test
  void nothingInCommonIsNoEquality() throws Exception {
    assertThat(compare(table("a", rows()), table("b", rows())).exitCode()).isEqualTo(1);
  }
}
