package io.millrace.cli.redrive;

import io.millrace.cli.lake.TimeConverter;
import io.millrace.job.warehouse.Sql;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which of the refused records are sent back; options of {@code millrace redrive}. */
final class RedriveFilter {
  /** Why a record stands aside. */
  enum Kind {
    DEAD_LETTER("dead-letter"),
    QUARANTINE("quarantine");

    /** Its name in a run. */
    final String folder;

    Kind(String folder) {
      this.folder = folder;
    }
  }

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only these: ${COMPLETION-CANDIDATES} (default: both).")
  private Kind kind;

  @Option(
      names = "--reason",
      paramLabel = "CODE",
      description = "Only records refused for this reason, e.g. MALFORMED. May be given again.")
  private List<String> reasons = new ArrayList<>();

  @Option(
      names = "--rule",
      paramLabel = "TEXT",
      description =
          "Only events that broke a rule in whose text this stands, e.g. amount. May be given"
              + " again.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--from-time",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Only records that arrived at this moment or later (date or instant, UTC).")
  private Instant from;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Only records that arrived before this moment.")
  private Instant until;

  @Option(
      names = "--max-redrives",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Leave out records that were sent back so often already (default: ${DEFAULT-VALUE}).")
  private int maxRedrives;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many, the earliest arrivals first.")
  private Long limit;

  boolean reads(Kind folder) {
    return kind == null || kind == folder;
  }

  /** Folders of a run that are read. */
  List<String> folders() {
    List<String> folders = new ArrayList<>();
    for (Kind folder : Kind.values()) {
      if (reads(folder)) {
        folders.add(folder.folder);
      }
    }
    return folders;
  }

  /** Whether records that arrived on a day (UTC) may be among those that are sent. */
  boolean reaches(LocalDate day) {
    return (from == null || !day.isBefore(LocalDate.ofInstant(from, ZoneOffset.UTC)))
        && (until == null || !day.isAfter(LocalDate.ofInstant(until, ZoneOffset.UTC)));
  }

  /**
   * The condition on a row {@code r} of refused records whose earlier redrives are {@code sent}.
   */
  String condition() {
    List<String> conditions = new ArrayList<>();
    conditions.add("sent < " + maxRedrives);
    if (!reasons.isEmpty()) {
      conditions.add(
          reasons.stream()
              .map(reason -> "upper(reason) = upper(" + Sql.text(reason) + ")")
              .collect(Collectors.joining(" OR ", "(", ")")));
    }
    if (!rules.isEmpty()) {
      conditions.add(
          rules.stream()
              .map(rule -> "contains(array_to_string(rules, chr(10)), " + Sql.text(rule) + ")")
              .collect(Collectors.joining(" OR ", "(", ")")));
    }
    if (from != null) {
      conditions.add("arrival_time >= TIMESTAMPTZ '" + from + "'");
    }
    if (until != null) {
      conditions.add("arrival_time < TIMESTAMPTZ '" + until + "'");
    }
    return String.join(" AND ", conditions);
  }

  String limit() {
    return limit == null ? "" : " LIMIT " + limit;
  }
}
