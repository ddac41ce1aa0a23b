package io.millrace.job.config;

import io.millrace.job.dqdl.AnalyzerRule;
import io.millrace.job.dqdl.RowRule;
import io.millrace.job.dqdl.Ruleset;
import io.millrace.job.dqdl.WindowRule;
import io.millrace.job.event.Column;
import io.millrace.job.event.Layout;
import io.millrace.job.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a pipeline will do, as text for its author: stages in order, columns, rules, lineage. The
 * same for the same folder.
 */
public final class PipelinePlan {
  private final Pipeline pipeline;
  private final Layout layout;
  private final StringBuilder text = new StringBuilder();

  private PipelinePlan(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.layout = pipeline.layout();
  }

  /** The plan, in lines that end with a newline. */
  public static String of(Pipeline pipeline) {
    PipelinePlan plan = new PipelinePlan(pipeline);
    plan.line("Pipeline " + pipeline.name() + " " + pipeline.hash());
    plan.stages();
    plan.columns();
    plan.rules();
    plan.lineage();
    return plan.text.toString();
  }

  private void stages() {
    line("");
    line("Stages");
    TextTable table = new TextTable("  ");
    table.row("decode", "each record", decoding());
    table.row("quality windows", groups(), quality());
    int rules = pipeline.quality().ruleset().rowRules().size();
    table.row("validate", "each event", rules + (rules == 1 ? " row rule" : " row rules"));
    boolean deduplicated = pipeline.deduplicate().isZero();
    for (FeatureStep step : pipeline.features()) {
      if (step instanceof FeatureStep.Derive) {
        table.row("derive", "each event", names(((FeatureStep.Derive) step).columns()));
        continue;
      }
      int entityColumn = FeatureStep.entityColumn(step);
      String key = "by " + layout.column(entityColumn).name();
      if (!deduplicated) {
        deduplicated = true;
        duplicates(table, key);
      }
      if (step instanceof FeatureStep.Anomalies) {
        table.row("anomalies", key, names(((FeatureStep.Anomalies) step).scores()));
      } else {
        table.row("features", key, features((FeatureStep.Entity) step));
      }
    }
    if (!deduplicated) {
      duplicates(table, "by identity");
    }
    pipeline
        .inference()
        .ifPresent(inference -> table.row("score", "each event", scoring(inference)));
    table.row("lake", "each event", pipeline.lake().text());
    table.row("warehouse", "each commit", "table " + pipeline.table() + upsert());
    pipeline.tracing().ifPresent(tracing -> table.row("trace", "each event", tracing(tracing)));
    text.append(table);
  }

  private String tracing(TracingSpec tracing) {
    String others = "a share of " + tracing.sample();
    return tracing.fieldColumn() < 0
        ? others
        : "as " + layout.column(tracing.fieldColumn()).name() + " says, else " + others;
  }

  private String upsert() {
    return pipeline
        .upsert()
        .map(
            upsert ->
                ", of each "
                    + layout.column(upsert.idColumn()).name()
                    + " the row of the highest "
                    + layout.column(upsert.versionColumn()).name())
        .orElse("");
  }

  private void duplicates(TextTable table, String key) {
    table.row(
        "drop duplicates",
        key,
        "at most "
            + Quantities.text(pipeline.deduplicate())
            + " apart"
            + pipeline
                .upsert()
                .map(u -> ", of equal " + layout.column(u.versionColumn()).name())
                .orElse(""));
  }

  private String decoding() {
    EventSpec event = pipeline.event();
    return String.join(
        ", ",
        event.format() + " " + event.schema().getFullName(),
        "identity "
            + (event.isContentHash()
                ? "hash of the bytes"
                : layout.column(event.idColumn()).name()),
        "time " + layout.column(event.timeColumn()).name(),
        "ordering " + Quantities.text(event.ordering()),
        "at most " + Quantities.text(event.maxAhead()) + " ahead",
        "at most " + Quantities.text(event.maxBytes()));
  }

  private String groups() {
    List<Integer> groupBy = pipeline.quality().groupBy();
    return groupBy.isEmpty()
        ? "all events"
        : groupBy.stream()
            .map(position -> layout.column(position).name())
            .collect(Collectors.joining(", ", "by ", ""));
  }

  private String quality() {
    QualitySpec quality = pipeline.quality();
    List<String> parts = new ArrayList<>();
    parts.add("every " + Quantities.text(quality.window()));
    parts.add("late events for " + Quantities.text(quality.allowedLateness()));
    return String.join(", ", parts);
  }

  private String features(FeatureStep.Entity entity) {
    return entity.windowFeatures().size()
        + " over windows of up to "
        + Quantities.text(entity.longestWindow())
        + (entity.delay().isZero() ? "" : ", " + Quantities.text(entity.delay()) + " ago")
        + ", late events for "
        + Quantities.text(pipeline.lateness());
  }

  private String names(List<FeatureStep.DerivedColumn> columns) {
    return columns.stream()
        .map(column -> layout.column(column.column()).name())
        .collect(Collectors.joining(", "));
  }

  private static String scoring(InferenceSpec inference) {
    List<String> parts = new ArrayList<>();
    parts.add("endpoint " + inference.endpoint());
    inference.condition().ifPresent(where -> parts.add("where " + where.text()));
    inference.variants().forEach((name, weight) -> parts.add(name + " " + weight));
    parts.add(
        "batches of "
            + inference.batchRecords()
            + " or "
            + Quantities.text(inference.batchBytes())
            + " or "
            + Quantities.text(inference.batchDelay()));
    inference.shadows().forEach(name -> parts.add("in the shadow " + name));
    List<String> fallback = new ArrayList<>();
    if (!inference.fallbackVariants().isEmpty()) {
      fallback.add("another variant");
    }
    fallback.add(inference.fallbackScore().map(Expression::text).orElse("null"));
    parts.add("fallback " + String.join(", then ", fallback));
    return String.join(", ", parts);
  }

  private void columns() {
    line("");
    line("Columns");
    TextTable table = new TextTable("  ");
    for (Column column : layout.columns()) {
      boolean computed =
          column.kind() == Column.Kind.DERIVED || column.kind() == Column.Kind.FEATURE;
      table.row(
          column.name(),
          column.type() + (column.nullable() ? "" : " NOT NULL"),
          column.kind().name().toLowerCase(Locale.ROOT) + (computed ? ": " + column.doc() : ""));
    }
    text.append(table);
  }

  private void rules() {
    line("");
    line("Row rules (an event that breaks one is quarantined)");
    Ruleset ruleset = pipeline.quality().ruleset();
    for (RowRule rule : ruleset.rowRules()) {
      if (!rule.isPart()) {
        line("  " + rule.text());
      }
    }
    line("");
    line("Window rules (of a row rule: the share of events that keep it)");
    TextTable table = new TextTable("  ");
    for (WindowRule rule : ruleset.windowRules()) {
      rule.metrics().forEach(m -> table.row(rule.text(), ruleset.metrics().get(m).name()));
    }
    for (AnalyzerRule analyzer : ruleset.analyzers()) {
      analyzer.metrics().forEach(m -> table.row(analyzer.text(), ruleset.metrics().get(m).name()));
    }
    text.append(table);
  }

  private void lineage() {
    line("");
    line("Lineage (which fields a column comes from)");
    TextTable table = new TextTable("  ");
    ColumnLineage.of(pipeline)
        .forEach(
            (name, sources) -> {
              boolean field = layout.column(layout.position(name)).kind() == Column.Kind.FIELD;
              if (!field && !sources.isEmpty()) {
                table.row(
                    name,
                    sources.stream().map(SourceField::toString).collect(Collectors.joining(", ")));
              }
            });
    text.append(table);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
