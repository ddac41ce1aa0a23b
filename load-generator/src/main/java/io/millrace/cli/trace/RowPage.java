package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.dqdl.RowRule;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Everything that is known of one row, as JSON. */
final class RowPage {
  private final RunOutputs run;
  private final Pipeline pipeline;
  private final SourceRecords source;
  private final FeatureTrace features;
  private final Loads loads;
  private final Mask mask;

  RowPage(RunOutputs run, LakeRows lake, SourceRecords source, Mask mask) {
    this.run = run;
    this.pipeline = run.pipeline();
    this.source = source;
    this.features = new FeatureTrace(pipeline, lake);
    this.loads = new Loads(run);
    this.mask = mask;
  }

  /**
   * Tells of a row.
   *
   * @return the record's bytes, and whether every feature came out again
   */
  Evidence tell(LakeRow row, ObjectNode into) throws SQLException, IOException {
    Event event = row.event();
    into.put("event_time", Instant.ofEpochMilli(event.timeMillis()).toString());
    file(row, into);
    origin(into.putObject("origin"), event.origin());
    made(event, into.putObject("made_by"));
    SourceRecords.Found found = source.read(event.origin());
    Optional<Event> decoded =
        found.bytes() == null ? Optional.empty() : source.decode(found.bytes(), event.origin());
    boolean same = decoded.isPresent() && hasFieldsOf(event, decoded.get());
    record(found, decoded, same, into);
    Event fields = same ? decoded.get() : fieldsOf(event);
    fields(pipeline, mask, fields, into.putObject("record"));
    rules(fields, into);
    List<FeatureTrace.Step> steps = features.compute(event, fields);
    boolean equal = features(steps, event, fields, into.putArray("features"));
    pipeline.inference().ifPresent(inference -> score(event, inference.scoreColumn(), into));
    return new Evidence(same ? found.bytes() : null, equal);
  }

  private void file(LakeRow row, ObjectNode into) throws SQLException, IOException {
    if (row.file() == null) {
      into.put("where", "warehouse");
      List<String> expired = loads.expired();
      into.put(
          "file",
          "expired: no file of the lake holds the row any more, but the warehouse does; of the"
              + " ledger's files, "
              + expired.size()
              + " are gone from the lake");
      return;
    }
    into.put("where", RunOutputs.LAKE);
    into.put("file", row.file());
    loads.tell(row.file(), into);
  }

  static void origin(ObjectNode into, Origin origin) {
    into.put("stream", origin.stream());
    into.put("shard", origin.shard());
    into.put("sequence", origin.sequence());
    into.put("arrival", Instant.ofEpochMilli(origin.arrivalMillis()).toString());
  }

  /** The hashes and the version of the row, and whether today's folder is still the same. */
  private void made(Event event, ObjectNode into) {
    for (int i = pipeline.originColumn() + 5; i < pipeline.layout().size(); i++) {
      into.set(pipeline.layout().column(i).name(), Values.json(pipeline, i, event));
    }
    into.put("late", event.isLate());
    String rules = into.path("ruleset_hash").asText();
    if (!rules.equals(pipeline.quality().ruleset().hash())) {
      into.put(
          "rules_differ",
          "the row was judged by ruleset "
              + rules
              + ", the verdicts below are of "
              + pipeline.quality().ruleset().hash());
    }
    String definitions = into.path("feature_hash").asText("");
    if (!definitions.isEmpty() && !definitions.equals(pipeline.featureHash())) {
      into.put(
          "features_differ",
          "the row has the definitions "
              + definitions
              + ", the features below those of "
              + pipeline.featureHash());
    }
  }

  private void record(
      SourceRecords.Found found, Optional<Event> decoded, boolean same, ObjectNode into) {
    ObjectNode told = into.putObject("source");
    if (found.bytes() == null) {
      told.put("missing", found.missing());
      return;
    }
    mask.bytes(told, found.bytes());
    if (!same) {
      told.put(
          "differs",
          decoded.isPresent()
              ? "another event stands in this place now; the file was changed since"
              : "what stands in this place now does not decode; the file was changed since");
    }
  }

  private boolean hasFieldsOf(Event row, Event decoded) {
    for (int i = 0; i < pipeline.layout().fields(); i++) {
      if (!Values.isEqual(pipeline, i, row, decoded)) {
        return false;
      }
    }
    return decoded.id().equals(row.id()) && decoded.timeMillis() == row.timeMillis();
  }

  /** The event of a row whose record cannot be read, without what the stages added. */
  private Event fieldsOf(Event row) {
    Event fields = row.copy();
    fields.setOrigin(row.origin());
    for (int i = pipeline.layout().fields(); i < pipeline.layout().size(); i++) {
      Column.Kind kind = pipeline.layout().column(i).kind();
      if (kind == Column.Kind.DERIVED || kind == Column.Kind.FEATURE) {
        fields.setNull(i);
      }
    }
    return fields;
  }

  static void fields(Pipeline pipeline, Mask mask, Event event, ObjectNode into) {
    for (int i = 0; i < pipeline.layout().fields(); i++) {
      String name = pipeline.layout().column(i).name();
      into.set(name, mask.value(name, Values.json(pipeline, i, event)));
    }
  }

  private void rules(Event event, ObjectNode into) {
    ArrayNode verdicts = into.putArray("rules");
    for (RowRule rule : pipeline.quality().ruleset().rowRules()) {
      if (!rule.isPart()) {
        ObjectNode verdict = verdicts.addObject();
        verdict.put("rule", rule.text());
        verdict.put("holds", rule.holds(event));
      }
    }
  }

  private boolean features(
      List<FeatureTrace.Step> steps, Event row, Event computed, ArrayNode into) {
    boolean equal = true;
    for (FeatureTrace.Step step : steps) {
      if (step.step() instanceof FeatureStep.Entity) {
        for (FeatureStep.WindowFeature feature :
            ((FeatureStep.Entity) step.step()).windowFeatures()) {
          ObjectNode told = into.addObject();
          equal &= column(feature.column(), row, computed, told);
          events(step.contributing(feature, row), feature, step, row, told);
        }
      } else if (step.step() instanceof FeatureStep.Derive) {
        for (FeatureStep.DerivedColumn derived : ((FeatureStep.Derive) step.step()).columns()) {
          equal &= derived(derived, row, computed, into.addObject());
        }
      } else {
        for (FeatureStep.DerivedColumn score : ((FeatureStep.Anomalies) step.step()).scores()) {
          ObjectNode told = into.addObject();
          equal &= derived(score, row, computed, told);
          told.put("contributed", step.before().size());
          told.put("series", "all earlier events of the entity, in their order");
        }
      }
    }
    return equal;
  }

  private boolean derived(
      FeatureStep.DerivedColumn derived, Event row, Event computed, ObjectNode told) {
    boolean equal = column(derived.column(), row, computed, told);
    ObjectNode from = told.putObject("from");
    for (int source : derived.sources()) {
      String name = pipeline.layout().column(source).name();
      from.set(name, mask.value(name, Values.json(pipeline, source, row)));
    }
    return equal;
  }

  /** Tells a computed column, as it stands in the row and as it comes out again. */
  private boolean column(int position, Event row, Event computed, ObjectNode told) {
    Column column = pipeline.layout().column(position);
    told.put("column", column.name());
    told.put("definition", column.doc());
    told.set("value", mask.value(column.name(), Values.json(pipeline, position, row)));
    boolean equal = Values.isEqual(pipeline, position, row, computed);
    told.put("recomputed", equal);
    if (!equal) {
      told.set("comes_to", mask.value(column.name(), Values.json(pipeline, position, computed)));
    }
    return equal;
  }

  private void events(
      List<Event> events,
      FeatureStep.WindowFeature feature,
      FeatureTrace.Step step,
      Event row,
      ObjectNode told) {
    FeatureStep.Entity entity = (FeatureStep.Entity) step.step();
    boolean itself = entity.delay().isZero() && !row.isNull(feature.column());
    told.put("contributed", events.size() + (itself ? 1 : 0));
    told.put("itself", itself);
    ArrayNode list = told.putArray("events");
    for (Event event : events) {
      ObjectNode one = list.addObject();
      one.put("id", event.id());
      one.put("time", Instant.ofEpochMilli(event.timeMillis()).toString());
      one.put("record", event.origin().shard() + '#' + event.origin().sequence());
    }
  }

  private void score(Event row, int first, ObjectNode into) {
    ObjectNode score = into.putObject("score");
    for (int i = first;
        i < pipeline.layout().size() && pipeline.layout().column(i).kind() == Column.Kind.SCORE;
        i++) {
      score.set(pipeline.layout().column(i).name(), Values.json(pipeline, i, row));
    }
    ObjectNode inputs = score.putObject("inputs");
    for (int input : pipeline.inference().orElseThrow().inputs()) {
      String name = pipeline.layout().column(input).name();
      inputs.set(name, mask.value(name, Values.json(pipeline, input, row)));
    }
  }

  /** What a check of many rows asks of a trace. */
  static final class Evidence {
    private final byte[] record;
    private final boolean features;

    Evidence(byte[] record, boolean features) {
      this.record = record;
      this.features = features;
    }

    /** The source record; null when it could not be read, or is another one now. */
    byte[] record() {
      return record;
    }

    /** Whether every derived value and feature came out as it stands in the row. */
    boolean features() {
      return features;
    }
  }
}
