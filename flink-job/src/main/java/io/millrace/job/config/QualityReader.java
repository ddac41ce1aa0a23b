package io.millrace.job.config;

import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.dqdl.Ruleset;
import io.millrace.job.dqdl.RulesetReader;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Layout;
import io.millrace.job.expression.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the {@code quality} section: the ruleset, and the windows over which it is answered. */
final class QualityReader {
  private static final Set<ColumnType> GROUP_TYPES =
      EnumSet.of(ColumnType.BOOLEAN, ColumnType.INT, ColumnType.LONG, ColumnType.STRING);

  private static final Duration REMIND_AFTER = Duration.ofHours(6);

  private final PipelineFiles files;
  private final Columns columns;
  private final Problems problems;

  QualityReader(PipelineFiles files, Columns columns, Problems problems) {
    this.files = files;
    this.columns = columns;
    this.problems = problems;
  }

  /** What a pipeline without the section has: no rules. */
  QualitySpec none() {
    return new QualitySpec(
        Ruleset.none(files.hash("")),
        Defaults.QUALITY_WINDOW,
        Defaults.ALLOWED_LATENESS,
        List.of(),
        List.of(),
        null,
        REMIND_AFTER,
        null);
  }

  /**
   * Reads the section; null after telling why there is none.
   *
   * @param event null when it has a fault
   * @param inference null when nothing is scored
   */
  QualitySpec read(
      YamlValue section, EventSpec event, List<FeatureStep> features, InferenceSpec inference) {
    YamlMap quality =
        section
            .map(
                "rules",
                "window",
                "allowed-lateness",
                "group-by",
                QualityMeasureReader.LATE_EVENTS,
                QualityMeasureReader.DUPLICATES,
                QualityMeasureReader.ARRIVAL_LAG,
                QualityMeasureReader.QUANTILES,
                "drift",
                "alerts",
                "silence-after")
            .orElse(null);
    if (quality == null) {
      return null;
    }
    Ruleset ruleset =
        quality.require("rules", "rules.dqdl").flatMap(this::ruleset).orElse(none().ruleset());
    Duration lateness =
        quality.duration(
            "allowed-lateness", Defaults.ALLOWED_LATENESS, Duration.ZERO, Defaults.LONGEST);
    int time = event == null ? -1 : event.timeColumn();
    return new QualitySpec(
        ruleset,
        quality.duration(
            "window", Defaults.QUALITY_WINDOW, Duration.ofSeconds(1), Defaults.LONGEST),
        lateness,
        quality.get("group-by").map(this::groupBy).orElse(List.of()),
        new QualityMeasureReader(columns, problems).read(quality),
        quality
            .get("drift")
            .flatMap(
                drift ->
                    new QualityDriftReader(files, columns, problems)
                        .read(drift, inference, features, time, ruleset, lateness))
            .orElse(null),
        quality
            .get("alerts")
            .flatMap(alerts -> alerts.map("remind-after"))
            .map(
                alerts ->
                    alerts.duration(
                        "remind-after", REMIND_AFTER, Duration.ofSeconds(1), Defaults.LONGEST))
            .orElse(REMIND_AFTER),
        quality
            .get("silence-after")
            .flatMap(value -> value.duration(Duration.ofSeconds(1), Defaults.LONGEST))
            .orElse(null));
  }

  private Optional<Ruleset> ruleset(YamlValue value) {
    Optional<String> name = value.text("the name of a ruleset file");
    Optional<String> text = name.flatMap(n -> PipelineReader.file(files, value, n));
    if (text.isEmpty() || columns.areFieldsUnknown()) {
      return Optional.empty();
    }
    Layout layout = columns.layout();
    return Optional.of(
        RulesetReader.read(
            name.get(),
            text.get(),
            layout,
            fault -> problems.add(where(name.get(), fault), fault)));
  }

  private static String where(String file, DqdlFault fault) {
    return file + ':' + fault.line() + (fault.rule().isEmpty() ? "" : ' ' + fault.rule());
  }

  private List<Integer> groupBy(YamlValue list) {
    List<Integer> groupBy = new ArrayList<>();
    for (YamlValue item : list.list("a list of fields")) {
      item.text("a field of the event")
          .map(name -> field(item, name))
          .filter(position -> position >= 0)
          .ifPresent(
              position -> {
                if (groupBy.contains(position)) {
                  item.problem("each field once", "remove one");
                }
                groupBy.add(position);
              });
    }
    return groupBy;
  }

  /** Windows see events as decoded, so that only fields can group them. */
  private int field(YamlValue item, String name) {
    int position = columns.position(name);
    if (position < 0 && columns.isFaulty(name)) {
      return -1;
    }
    if (position < 0 || columns.column(position).kind() != Column.Kind.FIELD) {
      item.problem(
          "a field of the event", Suggestion.remedy(name, columns.names(Column.Kind.FIELD)));
      return -1;
    }
    ColumnType type = columns.column(position).type();
    if (!GROUP_TYPES.contains(type)) {
      problems.add(
          item.where(),
          "a field of type " + PipelineReader.join(GROUP_TYPES),
          "'" + name + "', which is " + type,
          "group by a field with few values");
      return -1;
    }
    return position;
  }
}
