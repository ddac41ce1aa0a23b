package io.millrace.job.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements that bring staged rows into a table in which each key has one row. Files are
 * loaded into {@link #stage}, a table of the session; of its rows those that count go to a second
 * one, and from there into the table. Redshift asks for it this way: MERGE takes its rows from a
 * table alone, and takes no conditions. Pure: makes text, runs nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html">MERGE</a>
 */
final class StagedMerge {
  private final TableSpec table;
  private final String stage;
  private final String merged;
  private final List<String> keys;
  private final String select;

  private StagedMerge(TableSpec table, List<String> keys, String select) {
    this.table = table;
    this.stage = stageOf(table);
    this.merged = table.name() + "_merged";
    this.keys = List.copyOf(keys);
    this.select = select;
  }

  /**
   * Keeps the highest version of each key, of the staged rows and of the table's. Rows older than
   * the version column have none, which is the lowest.
   */
  static StagedMerge highestVersion(TableSpec table, TableSpec.Upsert upsert) {
    String key = Sql.name(upsert.key);
    String version = Sql.name(upsert.version);
    String ties =
        upsert.ties.stream().map(column -> ", " + Sql.name(column)).collect(Collectors.joining());
    return new StagedMerge(
        table,
        List.of(upsert.key),
        "SELECT "
            + columns(table, "s")
            + " FROM (SELECT *, row_number() OVER (PARTITION BY "
            + key
            + " ORDER BY "
            + version
            + " DESC NULLS LAST"
            + ties
            + ") AS position_of_version FROM "
            + Sql.name(stageOf(table))
            + ") s LEFT JOIN "
            + Sql.name(table.name())
            + " t ON t."
            + key
            + " = s."
            + key
            + " AND (s."
            + version
            + " IS NULL OR t."
            + version
            + " >= s."
            + version
            + ") WHERE s.position_of_version = 1 AND t."
            + key
            + " IS NULL");
  }

  /** Name of the table that the files are loaded into. */
  String stage() {
    return stage;
  }

  /** Name of the table of the staged rows that count, there between the last two of the steps. */
  String merged() {
    return merged;
  }

  /** Chooses the staged rows that count. */
  String choose() {
    return "CREATE TEMP TABLE " + Sql.name(merged) + " AS " + select;
  }

  /** Brings them into the table. */
  String merge() {
    List<String> names = names(table);
    List<String> others = new ArrayList<>(names);
    others.removeAll(keys);
    String target = Sql.name(table.name());
    String source = Sql.name(merged);
    return "MERGE INTO "
        + target
        + " USING "
        + source
        + " ON "
        + keys.stream()
            .map(key -> target + "." + Sql.name(key) + " = " + source + "." + Sql.name(key))
            .collect(Collectors.joining(" AND "))
        + " WHEN MATCHED THEN UPDATE SET "
        + others.stream()
            .map(column -> Sql.name(column) + " = " + source + "." + Sql.name(column))
            .collect(Collectors.joining(", "))
        + " WHEN NOT MATCHED THEN INSERT ("
        + Sql.names(names)
        + ") VALUES ("
        + names.stream()
            .map(column -> source + "." + Sql.name(column))
            .collect(Collectors.joining(", "))
        + ")";
  }

  /** Takes away what the session would keep until it ends. */
  List<String> cleanUp() {
    return List.of("DROP TABLE " + Sql.name(merged), "DROP TABLE " + Sql.name(stage));
  }

  private static String stageOf(TableSpec table) {
    return table.name() + "_staged";
  }

  private static List<String> names(TableSpec table) {
    return table.fields().stream().map(TableSpec.Field::name).collect(Collectors.toList());
  }

  private static String columns(TableSpec table, String alias) {
    return names(table).stream()
        .map(column -> alias + "." + Sql.name(column))
        .collect(Collectors.joining(", "));
  }
}
