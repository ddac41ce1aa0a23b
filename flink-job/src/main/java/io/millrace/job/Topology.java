package io.millrace.job;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.DecodeEvents;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.decode.RawEventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RulesetVersion;
import io.millrace.job.event.StageCount;
import io.millrace.job.inference.ScoreEvents;
import io.millrace.job.inference.variant.MeasureVariants;
import io.millrace.job.inference.variant.MergeVariantMetrics;
import io.millrace.job.lake.EventParquet;
import io.millrace.job.lake.RouteToWriters;
import io.millrace.job.lake.TimePartitions;
import io.millrace.job.lineage.StampOrigin;
import io.millrace.job.quality.QualityWindows;
import io.millrace.job.quality.TellVerdicts;
import io.millrace.job.quality.alert.RaiseAlerts;
import io.millrace.job.quality.silence.TellSilence;
import io.millrace.job.sideoutput.SideOutputs;
import io.millrace.job.tracing.BeginTrace;
import io.millrace.job.tracing.TellSpan;
import io.millrace.job.tracing.Tracing;
import io.millrace.job.validate.EvaluateNewestRules;
import io.millrace.job.validate.EvaluateRules;
import io.millrace.job.validate.Quarantine;
import io.millrace.job.validate.reload.WatchRuleset;
import io.millrace.record.Alert;
import io.millrace.record.QualityResult;
import io.millrace.record.RunProgress;
import io.millrace.record.VariantMetric;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The stream, from records to rows. Edges come from outside; this is the middle, with {@link
 * FeatureStages}.
 *
 * <pre>
 * Kinesis ─┐
 * files  ──┴▶ decode ─▶ evaluate rules ─┬▶ quarantine ─▶ derive ─▶ keyBy entity ─▶ drop duplicates
 *              ⇓                        │      ⇓                                         │
 *         dead letters                  │  quarantined        order ─▶ features ◀────────┘
 *                                       │                                │  (for each entity)
 *                                       └▶ quality windows             score ─▶ stamp origin ─▶ lake
 *                                              ⇓                                              │
 *                                        quality results                             warehouse load
 * </pre>
 *
 * <p>Quality windows see every decoded event, those that will be quarantined or dropped as
 * duplicates included: else the rules could not report what the row rules removed. Every stage
 * sends what it counted to the tally of the run.
 *
 * <p>Rows that are read back from the lake, to be computed anew, were checked when they were
 * written: they come in behind the quarantine. So does history, the rows that fill the state of a
 * job that has none; it goes no further than the features.
 *
 * <p>Of a pipeline that traces, {@link BeginTrace} stands behind the rules, and where spans go to
 * somebody a {@link TellSpan} behind features and scores. Of others no operator does.
 */
public final class Topology {
  private final StreamExecutionEnvironment env;
  private final PipelineFiles files;
  private final Pipeline pipeline;
  private final Edges edges;
  private final TypeInformation<Event> eventType;
  private final List<DataStream<StageCount>> counts = new ArrayList<>();
  private final List<DataStream<QualityResult>> qualityResults = new ArrayList<>();

  private Topology(StreamExecutionEnvironment env, PipelineFiles files, Edges edges) {
    this.env = env;
    this.files = files;
    this.pipeline = Pipeline.of(files);
    this.edges = edges;
    this.eventType = EventTypeInfo.of(files);
  }

  /** Defines the job of a pipeline between these edges; the caller executes it. */
  public static void define(StreamExecutionEnvironment env, PipelineFiles files, Edges edges) {
    new Topology(env, files, edges).define();
  }

  private void define() {
    env.getConfig().enableObjectReuse();
    DataStream<Event> valid = edges.rows().isPresent() ? rows(edges.rows().get()) : checkRecords();
    DataStream<Event> featured = computeFeatures(valid);
    DataStream<Event> scored = score(featured);
    observeDrift(scored);
    store(stampOrigin(toWriters(scored)));
    reportQuality();
    tally();
  }

  private DataStream<Event> rows(Edges.Rows rows) {
    return counted(rows.attach(env, files, eventType));
  }

  private DataStream<Event> checkRecords() {
    DataStream<Event> decoded = decode(read());
    DataStream<Event> judged = beginTraces(evaluateRules(decoded));
    observeQuality(judged);
    return quarantine(judged);
  }

  private DataStream<RawEvent> read() {
    EventDecoder decoder =
        edges.source().isLive() ? EventDecoder.forStream(files) : EventDecoder.forReplay(files);
    return edges.source().attach(env, pipeline, decoder, new RawEventTypeInfo(decoder));
  }

  private DataStream<Event> decode(DataStream<RawEvent> records) {
    SingleOutputStreamOperator<Event> events = counted(DecodeEvents.attach(records, files));
    sink(events.getSideOutput(SideOutputs.DEAD_LETTERS), edges.deadLetters(), "dead-letters");
    return events;
  }

  private DataStream<Event> evaluateRules(DataStream<Event> events) {
    if (edges.rulesets().isEmpty()) {
      return EvaluateRules.attach(events, files);
    }
    if (!env.isChainingEnabled()) {
      throw new IllegalArgumentException(
          "expected operators that may be chained, as rulesets that change need it, got chaining"
              + " switched off; leave pipeline.operator-chaining.enabled alone");
    }
    SingleOutputStreamOperator<RulesetVersion> rulesets =
        edges.rulesets().get().attach(events, files);
    qualityResults.add(rulesets.getSideOutput(WatchRuleset.RESULTS));
    return EvaluateNewestRules.attach(events, rulesets, files);
  }

  private DataStream<Event> beginTraces(DataStream<Event> events) {
    return pipeline.tracing().isPresent() && edges.tracing().isPresent()
        ? BeginTrace.attach(events, eventType, files, edges.tracing().get())
        : events;
  }

  private void observeQuality(DataStream<Event> events) {
    qualityResults.add(QualityWindows.attach(events, files));
    if (edges.source().isLive()) {
      pipeline
          .quality()
          .silenceAfter()
          .ifPresent(after -> qualityResults.add(TellSilence.attach(events, files, after)));
    }
  }

  private void observeDrift(DataStream<Event> events) {
    if (edges.rows().isEmpty() && pipeline.quality().drift().isPresent()) {
      qualityResults.add(QualityWindows.attachDrift(events, files));
    }
  }

  private void reportQuality() {
    if (qualityResults.isEmpty()) {
      return;
    }
    DataStream<QualityResult> results = qualityResults.get(0);
    for (DataStream<QualityResult> more : qualityResults.subList(1, qualityResults.size())) {
      results = results.union(more);
    }
    counts.add(TellVerdicts.attach(results));
    if (!edges.alerts().isEmpty()) {
      DataStream<Alert> alerts = RaiseAlerts.attach(results, pipeline.quality().remindAfter());
      edges.alerts().forEach((name, sink) -> sink(alerts, sink, name));
    }
    List<Sink<QualityResult>> sinks = edges.quality();
    for (int i = 0; i < sinks.size(); i++) {
      sink(results, sinks.get(i), i == 0 ? "quality" : "quality-" + (i + 1));
    }
  }

  private DataStream<Event> quarantine(DataStream<Event> events) {
    SingleOutputStreamOperator<Event> valid = counted(Quarantine.attach(events, files));
    sink(valid.getSideOutput(SideOutputs.QUARANTINED), edges.quarantine(), "quarantine");
    return valid;
  }

  private DataStream<Event> computeFeatures(DataStream<Event> events) {
    // Of rows read back all is known: they wait for one another, as the stream may not have done.
    boolean ordered = edges.rows().isPresent() || !pipeline.event().ordering().isZero();
    FeatureStages stages = new FeatureStages(files, pipeline, eventType, ordered, this::counted);
    if (edges.history().isPresent() && FeatureStages.keepState(pipeline)) {
      Edges.History history = edges.history().get();
      stages.bootstrapFrom(rows(history), history.since());
    }
    DataStream<Event> featured = stages.attach(events);
    if (edges.rows().isEmpty()) {
      qualityResults.addAll(stages.anomalies());
    }
    return spansGo() && !pipeline.features().isEmpty()
        ? TellSpan.ofFeatures(featured, eventType, files, edges.tracing().get())
        : featured;
  }

  /** Whether traces are told to anybody; else no operator stands in the way of events. */
  private boolean spansGo() {
    return pipeline.tracing().isPresent()
        && edges.rows().isEmpty()
        && edges.tracing().filter(Tracing::isTold).isPresent();
  }

  private DataStream<Event> score(DataStream<Event> events) {
    if (pipeline.inference().isEmpty()) {
      return events;
    }
    SingleOutputStreamOperator<Event> scored =
        ScoreEvents.attach(events, eventType, files, edges.endpoint(), edges.clock());
    SingleOutputStreamOperator<Event> measured = MeasureVariants.attach(scored, eventType, files);
    edges
        .variants()
        .ifPresent(
            sink -> {
              DataStream<VariantMetric> rows =
                  measured
                      .getSideOutput(MeasureVariants.METRICS)
                      .union(scored.getSideOutput(MeasureVariants.METRICS));
              sink(MergeVariantMetrics.attach(rows, files), sink, "variants");
            });
    return spansGo()
        ? TellSpan.ofBatches(measured, eventType, files, edges.tracing().get())
        : measured;
  }

  /** Ahead of the columns of origin, which are the same in row after row. */
  private DataStream<Event> toWriters(DataStream<Event> events) {
    return RouteToWriters.attach(
        events,
        TimePartitions.by(pipeline.partitionBy(), Event::timeMillis),
        EventParquet::weight,
        pipeline.lake(),
        edges.clock());
  }

  private DataStream<Event> stampOrigin(DataStream<Event> events) {
    return counted(StampOrigin.attach(events, eventType, files));
  }

  private void store(DataStream<Event> events) {
    sink(events, edges.lake(), "lake");
  }

  private void tally() {
    DataStream<StageCount> first = counts.get(0);
    List<DataStream<StageCount>> others = counts.subList(1, counts.size());
    DataStream<RunProgress> told =
        edges.tally().attach(first.union(others.toArray(new DataStream[0])));
    edges.runs().forEach((name, sink) -> sink(told, sink, name));
  }

  private SingleOutputStreamOperator<Event> counted(SingleOutputStreamOperator<Event> stage) {
    counts.add(stage.getSideOutput(SideOutputs.COUNTS));
    return stage;
  }

  private static <T> void sink(DataStream<T> stream, Sink<T> sink, String name) {
    stream.sinkTo(sink).name(name).uid("sink-" + name).setParallelism(stream.getParallelism());
  }
}
