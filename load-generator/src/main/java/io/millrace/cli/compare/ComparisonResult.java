package io.millrace.cli.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a comparison found. */
final class ComparisonResult {
  private final String a;
  private final String b;
  private final boolean part;
  private final List<ColumnResult> columns = new ArrayList<>();
  private final List<String> notCompared = new ArrayList<>();
  private long rowsOfA;
  private long rowsOfB;
  private long both;
  private long late;
  private List<String> onlyInA = List.of();
  private List<String> onlyInB = List.of();

  /**
   * @param part whether b holds only a part of a's rows
   */
  ComparisonResult(String a, String b, boolean part) {
    this.a = a;
    this.b = b;
    this.part = part;
  }

  void rows(long ofA, long ofB, long ofBoth, long lateRows) {
    rowsOfA = ofA;
    rowsOfB = ofB;
    both = ofBoth;
    late = lateRows;
  }

  /** Some identities of rows that only one side has. */
  void missing(List<String> inB, List<String> inA) {
    onlyInA = inB;
    onlyInB = inA;
  }

  void add(ColumnResult column) {
    columns.add(column);
  }

  void notCompared(String column) {
    notCompared.add(column);
  }

  /** True when nothing differs but what depends on late events. */
  boolean isEqual() {
    boolean missing = (rowsOfA > both && !part) || rowsOfB > both;
    return !missing && both > 0 && columns.stream().allMatch(column -> column.different == 0);
  }

  void print(PrintWriter out) {
    int width = 6;
    for (ColumnResult column : columns) {
      width = Math.max(width, column.name.length());
    }
    String header = "%-" + width + "s %13s %13s %13s %13s%n";
    String row = "%-" + width + "s %,13d %,13d %,13d %,13d%n";
    out.printf(header, "column", "equal", "different", "late, equal", "late, other");
    for (ColumnResult one : columns) {
      out.printf(
          Locale.ROOT, row, one.name, one.equal, one.different, one.lateEqual, one.lateDifferent);
    }
    out.printf(Locale.ROOT, "%n%,d rows compared, of which %,d came late", both, late);
    out.printf(Locale.ROOT, "; %,d rows only in %s", rowsOfA - both, a);
    out.printf(Locale.ROOT, ", %,d only in %s%n", rowsOfB - both, b);
    if (!part) {
      printIds(out, a, onlyInA);
    }
    printIds(out, b, onlyInB);
    if (!notCompared.isEmpty()) {
      out.println("not in both, so not compared: " + String.join(", ", notCompared));
    }
    for (ColumnResult column : columns) {
      for (Map<String, String> example : column.examples) {
        out.printf(
            "different: %s of %s at %s is %s in A, %s in B%n",
            column.name,
            example.get("id"),
            example.get("time"),
            example.get("a"),
            example.get("b"));
      }
    }
  }

  private static void printIds(PrintWriter out, String side, List<String> ids) {
    if (!ids.isEmpty()) {
      out.println("only in " + side + ", the first: " + String.join(", ", ids));
    }
  }

  /** Writes the result as JSON. */
  void write(Path file) throws IOException {
    Map<String, Object> rows = new LinkedHashMap<>();
    rows.put("a", rowsOfA);
    rows.put("b", rowsOfB);
    rows.put("both", both);
    rows.put("late", late);
    rows.put("onlyInA", rowsOfA - both);
    rows.put("onlyInB", rowsOfB - both);
    List<Map<String, Object>> columnList = new ArrayList<>();
    columns.forEach(column -> columnList.add(column.toMap()));
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("a", a);
    root.put("b", b);
    root.put("equal", isEqual());
    root.put("rows", rows);
    root.put("columns", columnList);
    root.put("notCompared", notCompared);
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), root);
  }

  /** One column's values: counts of rows. */
  static final class ColumnResult {
    private final String name;
    private final long equal;
    private final long different;
    private final long lateEqual;
    private final long lateDifferent;
    private final List<Map<String, String>> examples = new ArrayList<>();

    /**
     * @param lateEqual of the rows whose value depends on a late event, those that are equal
     */
    ColumnResult(String name, long equal, long different, long lateEqual, long lateDifferent) {
      this.name = name;
      this.equal = equal;
      this.different = different;
      this.lateEqual = lateEqual;
      this.lateDifferent = lateDifferent;
    }

    long different() {
      return different;
    }

    /** A row that differs. */
    void example(String id, String time, String inA, String inB) {
      Map<String, String> example = new LinkedHashMap<>();
      example.put("id", id);
      example.put("time", time);
      example.put("a", inA);
      example.put("b", inB);
      examples.add(Collections.unmodifiableMap(example));
    }

    private Map<String, Object> toMap() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", name);
      fields.put("equal", equal);
      fields.put("different", different);
      fields.put("lateEqual", lateEqual);
      fields.put("lateDifferent", lateDifferent);
      fields.put("examples", examples);
      return fields;
    }
  }
}
