package io.millrace.job.anomaly;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.DerivedColumn;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.record.QualityResult;
import io.millrace.udf.anomaly.Anomaly;
import io.millrace.udf.anomaly.AnomalyDetector;
import io.millrace.udf.scalar.Hash;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.avro.Schema;

/**
 * Makes results of quality of incidents: one that does not hold for each strange point, and one
 * that holds when no further point was strange for as long as one incident lasts. So alerts of a
 * series are raised, folded and resolved as those of rules are.
 *
 * <p>A result tells the score, what was expected, and what was looked at. Fields that the schema
 * calls personal are not told: an entity stands by its hash, a value not at all.
 */
final class AnomalyResults implements KeyDetectors.Incidents {
  /** Field of a schema that is somebody's. */
  private static final String PERSONAL = "personal";

  /** Longer names of a series are told by their hash. */
  private static final int LONGEST = 256;

  private final Pipeline pipeline;
  private final FeatureStep.Anomalies step;
  private final Column entity;
  private final String rulesetHash;
  private final Consumer<QualityResult> out;
  private Event event;

  AnomalyResults(Pipeline pipeline, FeatureStep.Anomalies step, Consumer<QualityResult> out) {
    this.pipeline = pipeline;
    this.step = step;
    this.entity = pipeline.layout().column(step.entityColumn());
    this.rulesetHash = pipeline.quality().ruleset().hash();
    this.out = out;
  }

  /** For what is found of this event. */
  AnomalyResults of(Event next) {
    event = next;
    return this;
  }

  @Override
  public void strange(int score, double value, AnomalyDetector detector) {
    Anomaly anomaly = detector.anomaly();
    DerivedColumn column = step.scores().get(score);
    StringBuilder lookedAt = new StringBuilder();
    if (column.sources().stream()
        .noneMatch(source -> isPersonal(pipeline.layout().column(source)))) {
      lookedAt.append(String.format(Locale.ROOT, "%s = %.6g; ", column.text(), value));
    }
    lookedAt.append(anomaly.text());
    out.accept(result(score, event.getDouble(column.column()), false, lookedAt.toString()));
  }

  @Override
  public void over(int score) {
    double value = event.getDouble(step.scores().get(score).column());
    String text = AnomalyDetector.QUIET + " points without another anomaly";
    out.accept(result(score, value, true, text));
  }

  private QualityResult result(int score, double value, boolean passed, String lookedAt) {
    DerivedColumn column = step.scores().get(score);
    String name = pipeline.layout().column(column.column()).name();
    Instant at = Instant.ofEpochMilli(event.timeMillis());
    return QualityResult.newBuilder()
        .setPipeline(pipeline.name())
        .setWindowStart(at)
        .setWindowEnd(at.plusMillis(1))
        .setGroupKey(entity.name() + '=' + series())
        .setRule(String.format(Locale.ROOT, "anomalies %s <= %.1f", name, AnomalyDetector.ALARM))
        .setMetric("Column." + name + ".AnomalyScore")
        .setValue(value)
        .setPassed(passed)
        .setRevision(0)
        .setRulesetHash(event.ruleset() == null ? rulesetHash : event.ruleset().hash)
        .setLookedAt(lookedAt)
        .build();
  }

  private String series() {
    int column = step.entityColumn();
    String text =
        entity.type() == ColumnType.STRING
            ? event.getString(column)
            : Long.toString(event.getLong(column));
    return isPersonal(entity) || text.length() > LONGEST
        ? String.format("#%016x", Hash.of(text))
        : text;
  }

  private boolean isPersonal(Column column) {
    Schema.Field field = pipeline.event().schema().getField(column.name());
    return field != null && Boolean.TRUE.equals(field.getObjectProp(PERSONAL));
  }
}
