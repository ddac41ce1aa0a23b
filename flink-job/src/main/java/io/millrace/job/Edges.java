package io.millrace.job;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import io.millrace.job.event.RulesetVersion;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.lineage.TallyRun;
import io.millrace.job.tracing.Tracing;
import io.millrace.record.Alert;
import io.millrace.record.QualityResult;
import io.millrace.record.RunProgress;
import io.millrace.record.SideRecord;
import io.millrace.record.VariantMetric;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What stands around the topology: where records come from and where the results go. */
public final class Edges {
  private final Source source;
  private final Rows rows;
  private final History history;
  private final Rulesets rulesets;
  private final Sink<Event> lake;
  private final Sink<SideRecord> deadLetters;
  private final Sink<SideRecord> quarantine;
  private final List<Sink<QualityResult>> quality;
  private final Map<String, Sink<Alert>> alerts;
  private final EndpointSettings endpoint;
  private final Sink<VariantMetric> variants;
  private final TallyRun tally;
  private final Map<String, Sink<RunProgress>> runs;
  private final Tracing tracing;
  private final Clock clock;

  private Edges(Builder builder) {
    this.rows = builder.rows;
    this.source = rows == null ? required("a source", builder.source) : null;
    this.history = builder.history;
    this.rulesets = builder.rulesets;
    this.lake = required("a lake", builder.lake);
    this.deadLetters = required("a sink of dead letters", builder.deadLetters);
    this.quarantine = required("a sink of quarantined events", builder.quarantine);
    this.quality = List.copyOf(builder.quality);
    this.alerts = new LinkedHashMap<>(builder.alerts);
    this.endpoint = builder.endpoint;
    this.variants = builder.variants;
    this.tally = required("a tally of the run", builder.tally);
    this.runs = new LinkedHashMap<>(builder.runs);
    this.tracing = builder.tracing;
    this.clock = required("a clock", builder.clock);
  }

  private static <T> T required(String what, T value) {
    if (value == null) {
      throw new IllegalArgumentException("the topology needs " + what + ", got none");
    }
    return value;
  }

  public static Builder builder() {
    return new Builder();
  }

  Source source() {
    return source;
  }

  /** Rows to compute anew, in place of a source of records. */
  Optional<Rows> rows() {
    return Optional.ofNullable(rows);
  }

  /** Rows that fill the state of a job that has none. */
  Optional<History> history() {
    return Optional.ofNullable(history);
  }

  /** Rulesets that come while the job runs. */
  Optional<Rulesets> rulesets() {
    return Optional.ofNullable(rulesets);
  }

  Sink<Event> lake() {
    return lake;
  }

  Sink<SideRecord> deadLetters() {
    return deadLetters;
  }

  Sink<SideRecord> quarantine() {
    return quarantine;
  }

  /** The first goes to the lake, a second to the warehouse. */
  List<Sink<QualityResult>> quality() {
    return quality;
  }

  /** Where alerts go, by the names of the sinks; empty: none are raised. */
  Map<String, Sink<Alert>> alerts() {
    return alerts;
  }

  EndpointSettings endpoint() {
    return endpoint;
  }

  /** Where it goes how the variants do; empty: nowhere. */
  Optional<Sink<VariantMetric>> variants() {
    return Optional.ofNullable(variants);
  }

  TallyRun tally() {
    return tally;
  }

  /** Where it goes how far the run is, by the names of the sinks. */
  Map<String, Sink<RunProgress>> runs() {
    return runs;
  }

  /** Where spans go of a pipeline that traces events; empty: rows have no ids of traces. */
  Optional<Tracing> tracing() {
    return Optional.ofNullable(tracing);
  }

  Clock clock() {
    return clock;
  }

  /** Attaches a source of records, which are decoded as they are read. */
  @FunctionalInterface
  public interface Source {
    DataStream<RawEvent> attach(
        StreamExecutionEnvironment env,
        Pipeline pipeline,
        RecordDecoder decoder,
        TypeInformation<RawEvent> type);

    /** Whether the arrival of a record bounds its event time, as it does in a live stream. */
    default boolean isLive() {
      return false;
    }
  }

  /** Attaches a source of rows that are read back from a lake, and counts them. */
  @FunctionalInterface
  public interface Rows {
    SingleOutputStreamOperator<Event> attach(
        StreamExecutionEnvironment env, PipelineFiles files, TypeInformation<Event> type);
  }

  /** Attaches what gives out rulesets that are to take the place of the pipeline's own. */
  @FunctionalInterface
  public interface Rulesets {
    SingleOutputStreamOperator<RulesetVersion> attach(
        DataStream<Event> events, PipelineFiles files);
  }

  /** Rows that fill the state of a job that has none. */
  public interface History extends Rows {
    /** Event time from which on there are all rows, milliseconds since the epoch. */
    long since();
  }

  /** Collects the edges. A source or rows, sinks, a tally and a clock are required. */
  public static final class Builder {
    private final List<Sink<QualityResult>> quality = new ArrayList<>();
    private final Map<String, Sink<Alert>> alerts = new LinkedHashMap<>();
    private final Map<String, Sink<RunProgress>> runs = new LinkedHashMap<>();
    private Source source;
    private Rows rows;
    private History history;
    private Rulesets rulesets;
    private Sink<Event> lake;
    private Sink<SideRecord> deadLetters;
    private Sink<SideRecord> quarantine;
    private EndpointSettings endpoint = EndpointSettings.defaults();
    private Sink<VariantMetric> variants;
    private TallyRun tally;
    private Tracing tracing;
    private Clock clock;

    private Builder() {}

    public Builder source(Source source) {
      this.source = source;
      return this;
    }

    /** Rows to compute anew, in place of a source of records. */
    public Builder rows(Rows rows) {
      this.rows = rows;
      return this;
    }

    /** Rows that fill the state of a job that has none; null: it begins without. */
    public Builder history(History history) {
      this.history = history;
      return this;
    }

    /** Rulesets that come while the job runs; null: the pipeline's own stays. */
    public Builder rulesets(Rulesets rulesets) {
      this.rulesets = rulesets;
      return this;
    }

    /** Where scored events go. */
    public Builder lake(Sink<Event> lake) {
      this.lake = lake;
      return this;
    }

    public Builder deadLetters(Sink<SideRecord> deadLetters) {
      this.deadLetters = deadLetters;
      return this;
    }

    public Builder quarantine(Sink<SideRecord> quarantine) {
      this.quarantine = quarantine;
      return this;
    }

    /** One more sink of quality results. */
    public Builder quality(Sink<QualityResult> sink) {
      this.quality.add(sink);
      return this;
    }

    /**
     * One more sink of alerts; without any none are raised.
     *
     * @param name part of the operator's uid, so that it keeps its state whatever others there are
     */
    public Builder alerts(String name, Sink<Alert> sink) {
      this.alerts.put(name, sink);
      return this;
    }

    /** Where the model endpoint is, for pipelines that score. */
    public Builder endpoint(EndpointSettings endpoint) {
      this.endpoint = endpoint;
      return this;
    }

    /** Where it goes how the variants do, for pipelines that score. */
    public Builder variants(Sink<VariantMetric> sink) {
      this.variants = sink;
      return this;
    }

    /** What adds up the counts of the run. */
    public Builder tally(TallyRun tally) {
      this.tally = tally;
      return this;
    }

    /**
     * One more sink of how far the run is.
     *
     * @param name part of the operator's uid
     */
    public Builder runs(String name, Sink<RunProgress> sink) {
      this.runs.put(name, sink);
      return this;
    }

    /** Where spans go, for pipelines that trace events. */
    public Builder tracing(Tracing tracing) {
      this.tracing = tracing;
      return this;
    }

    /** By what stages tell how time passes; serializable. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    public Edges build() {
      return new Edges(this);
    }
  }
}
