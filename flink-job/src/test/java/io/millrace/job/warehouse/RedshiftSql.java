package io.millrace.job.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements as Redshift would see them, and what PostgreSQL runs in their place: COPY from S3
 * becomes COPY FROM STDIN, a primary key is for information only, the layout of a table is left
 * out, and what Redshift lacks is refused. A test may hold a statement, replace it by a failing
 * one, or cut its connection. Thread-safe.
 */
final class RedshiftSql {
  private static final Pattern COPY =
      Pattern.compile(
          "COPY (?<table>\"(?:[^\"]|\"\")+\") \\((?<columns>.+)\\) FROM '(?<manifest>s3://[^']+)'"
              + " IAM_ROLE '(?<role>arn:aws:iam::[^']+)' FORMAT AS PARQUET MANIFEST");

  private static final Pattern LAYOUT =
      Pattern.compile("( DISTSTYLE KEY DISTKEY \\(.+?\\))?( SORTKEY \\(.+?\\))? ENCODE AUTO$");

  private static final Map<String, Pattern> LACKS =
      Map.of(
          "ON CONFLICT", pattern("\\bON\\s+CONFLICT\\b"),
          "CREATE INDEX", pattern("^\\s*CREATE\\s+(UNIQUE\\s+)?INDEX\\b"),
          "MERGE from anything but a table", pattern("^\\s*MERGE\\b.*\\bUSING\\s*\\("),
          "conditions in WHEN of MERGE", pattern("^\\s*MERGE\\b.*\\bMATCHED\\s+AND\\b"));

  /** What a test does when a statement is about to run. */
  @FunctionalInterface
  interface Step {
    /** Returns true to let it run, false to cut the connection. */
    boolean run() throws InterruptedException;
  }

  private final List<String> executed = new CopyOnWriteArrayList<>();
  private final Map<String, Step> steps = new ConcurrentHashMap<>();
  private final Map<String, String> replacements = new ConcurrentHashMap<>();
  private final Map<String, Boolean> lostAnswers = new ConcurrentHashMap<>();
  private volatile boolean recording = true;

  /** The statements that ran or were about to, of all connections. */
  List<String> executed() {
    return new ArrayList<>(executed);
  }

  void forget() {
    executed.clear();
  }

  /** Keeps no statement from now on: a benchmark has too many. */
  void stopRecording() {
    recording = false;
  }

  /** Runs the step before the next statement that begins so, once. */
  void before(String beginning, Step step) {
    steps.put(beginning, step);
  }

  /** Lets the next statement that begins so fail with a code and a message, once. */
  void fail(String beginning, String sqlState, String message) {
    replacements.put(
        beginning,
        "DO $$ BEGIN RAISE EXCEPTION "
            + Sql.text(message)
            + " USING ERRCODE = "
            + Sql.text(sqlState)
            + "; END $$");
  }

  /** Ends the connection when the answer with this tag comes, so that it is never seen, once. */
  void loseAnswer(String tag) {
    lostAnswers.put(tag, true);
  }

  /** Whether a step waits for its statement. */
  boolean mayStop() {
    return !steps.isEmpty();
  }

  boolean losesAnswer(String tag) {
    return lostAnswers.remove(tag) != null;
  }

  /** Notes a statement that is about to run; false when its connection is to be cut. */
  boolean executes(String sql) {
    if (recording) {
      executed.add(sql);
    }
    Optional<Step> step = take(steps, sql);
    try {
      return step.isEmpty() || step.get().run();
    } catch (InterruptedException e) {
      return false;
    }
  }

  Statement translate(String sql, long lastCopyCount) {
    for (Map.Entry<String, Pattern> lack : LACKS.entrySet()) {
      if (lack.getValue().matcher(sql).find()) {
        // A quoted name is no statement: PostgreSQL refuses it with this text.
        return new Statement(sql, Sql.name("Redshift has no " + lack.getKey()), null);
      }
    }
    Optional<String> replacement = take(replacements, sql);
    if (replacement.isPresent()) {
      return new Statement(sql, replacement.get(), null);
    }
    Matcher copy = COPY.matcher(sql);
    if (copy.matches()) {
      String columns = copy.group("columns");
      String stdin =
          "COPY " + copy.group("table") + " (" + columns + ") FROM STDIN (FORMAT binary)";
      int count = columns.split("\", \"").length;
      return new Statement(sql, stdin, new Copy(copy.group("manifest"), count));
    }
    if (sql.startsWith("CREATE TABLE ")) {
      return new Statement(
          sql, LAYOUT.matcher(sql.replace(" PRIMARY KEY", "")).replaceFirst(""), null);
    }
    String counted = sql.replace("pg_last_copy_count()", lastCopyCount + "::bigint");
    return new Statement(sql, counted, null);
  }

  private static <T> Optional<T> take(Map<String, T> byBeginning, String sql) {
    for (String beginning : byBeginning.keySet()) {
      if (sql.startsWith(beginning)) {
        return Optional.ofNullable(byBeginning.remove(beginning));
      }
    }
    return Optional.empty();
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** The rows that a COPY asks for. */
  record Copy(String manifest, int columns) {}

  /** A statement, what PostgreSQL gets instead, and the rows that go with it. */
  record Statement(String asWritten, String forPostgres, Copy rows) {
    Optional<Copy> copy() {
      return Optional.ofNullable(rows);
    }
  }
}
