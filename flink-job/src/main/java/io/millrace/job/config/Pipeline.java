package io.millrace.job.config;

import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.dqdl.RulesetReader;
import io.millrace.job.event.Column;
import io.millrace.job.event.Layout;
import io.millrace.job.event.RulesetVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A pipeline folder, parsed, checked and compiled: what the stages do, by position. Immutable, but
 * its compiled expressions belong to one thread: each operator builds its own.
 */
public final class Pipeline {
  static final String EVENT_ID = "event_id";
  static final String EVENT_TIME = "event_time";
  static final String TRACE_ID = "trace_id";

  private final String name;
  private final String owner;
  private final PipelineFiles files;
  private final Layout layout;
  private final EventSpec event;
  private final Duration deduplicate;
  private final QualitySpec quality;
  private final List<FeatureStep> features;
  private final Duration lateness;
  private final InferenceSpec inference;
  private final LakeSpec lake;
  private final String table;
  private final UpsertSpec upsert;
  private final TracingSpec tracing;
  private final int originColumn;

  Pipeline(
      String name,
      String owner,
      PipelineFiles files,
      Layout layout,
      EventSpec event,
      Duration deduplicate,
      QualitySpec quality,
      List<FeatureStep> features,
      Duration lateness,
      InferenceSpec inference,
      LakeSpec lake,
      String table,
      UpsertSpec upsert,
      TracingSpec tracing,
      int originColumn) {
    this.name = name;
    this.owner = owner;
    this.files = files;
    this.layout = layout;
    this.event = event;
    this.deduplicate = deduplicate;
    this.quality = quality;
    this.features = List.copyOf(features);
    this.lateness = lateness;
    this.inference = inference;
    this.lake = lake;
    this.table = table;
    this.upsert = upsert;
    this.tracing = tracing;
    this.originColumn = originColumn;
  }

  /**
   * Parses and checks a pipeline folder.
   *
   * @throws InvalidPipelineException naming every fault of the folder at once
   */
  public static Pipeline of(PipelineFiles files) {
    return new PipelineReader(files).read();
  }

  public String name() {
    return name;
  }

  /** Who answers for the pipeline and its data; empty when the file does not say. */
  public Optional<String> owner() {
    return Optional.ofNullable(owner);
  }

  public PipelineFiles files() {
    return files;
  }

  /** First 16 hex digits of the SHA-256 over the folder. */
  public String hash() {
    return files.hash();
  }

  /**
   * First 16 hex digits of the SHA-256 over what decides the values of derived columns and
   * features: rules, model and sinks may change without it.
   */
  public String featureHash() {
    StringBuilder text = new StringBuilder();
    text.append(layout.column(identityColumn()).name()).append('\n');
    text.append(layout.column(event.timeColumn()).name()).append('\n');
    text.append(event.ordering()).append(' ').append(deduplicate).append(' ').append(lateness);
    for (Column column : layout.columns()) {
      if (column.kind() == Column.Kind.DERIVED || column.kind() == Column.Kind.FEATURE) {
        // The doc of such a column is its definition: expression, window, entity and delay.
        text.append('\n').append(column).append(' ').append(column.doc());
      }
    }
    return PipelineFiles.hashOf(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The row: event fields, derived values and features, scores, origin. Also the table's columns.
   */
  public Layout layout() {
    return layout;
  }

  public EventSpec event() {
    return event;
  }

  /** How far apart in event time two events of one identity are duplicates; zero: never. */
  public Duration deduplicate() {
    return deduplicate;
  }

  public QualitySpec quality() {
    return quality;
  }

  /**
   * The quality section under a ruleset that came while the job ran. Each call compiles its own
   * rules, which belong to one thread.
   *
   * @param version null for the pipeline's own
   * @param faults takes every fault of the ruleset against the fields of this pipeline
   */
  public QualitySpec quality(RulesetVersion version, Consumer<DqdlFault> faults) {
    return version == null
        ? quality
        : quality.under(RulesetReader.read(version.hash, version.text, layout, faults));
  }

  /**
   * The quality section under a ruleset that was found to have no fault.
   *
   * @param version null for the pipeline's own
   * @throws IllegalStateException when it has faults after all, or its text was not shipped
   */
  public QualitySpec quality(RulesetVersion version) {
    if (version != null && version.text == null) {
      throw new IllegalStateException(
          "expected the text of ruleset "
              + version.hash
              + " where events are checked, got its name alone; leave the chaining of operators"
              + " on");
    }
    return quality(
        version,
        fault -> {
          throw new IllegalStateException(
              "expected a ruleset that was checked, got one with a fault: " + fault);
        });
  }

  public List<FeatureStep> features() {
    return features;
  }

  /** How late an event may come and still find its windows whole. */
  public Duration lateness() {
    return lateness;
  }

  public Optional<InferenceSpec> inference() {
    return Optional.ofNullable(inference);
  }

  /**
   * Column of the first entity, by which events are partitioned and deduplicated; -1 when the
   * pipeline has no entity, and then the identity of the event stands for it.
   */
  public int firstEntity() {
    for (FeatureStep step : features) {
      if (FeatureStep.entityColumn(step) >= 0) {
        return FeatureStep.entityColumn(step);
      }
    }
    return -1;
  }

  /** Path parts of the lake, of {@code dt} and {@code hour} (UTC, event time). */
  public List<String> partitionBy() {
    return lake.partitionBy();
  }

  /** How rows become files of the lake. */
  public LakeSpec lake() {
    return lake;
  }

  /** Table of the warehouse. */
  public String table() {
    return table;
  }

  /** How the table takes corrected events; empty: each row is added, none is replaced. */
  public Optional<UpsertSpec> upsert() {
    return Optional.ofNullable(upsert);
  }

  /** Which events are traced; empty: none. */
  public Optional<TracingSpec> tracing() {
    return Optional.ofNullable(tracing);
  }

  /** Column that takes the id of an event's trace (STRING), or -1 when none is traced. */
  public int traceColumn() {
    return tracing == null ? -1 : layout.position(TRACE_ID);
  }

  /**
   * First of the origin columns, which are the last of the row: late (BOOLEAN), origin_stream,
   * origin_shard, origin_sequence (STRING), arrival_time (TIMESTAMP), pipeline_hash, ruleset_hash,
   * feature_hash, job_version (STRING), and where events are traced, {@link #traceColumn}. Before
   * them stand event_id (STRING, when the identity is a hash) and event_time (TIMESTAMP, when the
   * time is no TIMESTAMP field); see {@link #eventIdColumn} and {@link #eventTimeColumn}.
   */
  public int originColumn() {
    return originColumn;
  }

  /** Column that takes the content hash, or -1 when a field is the identity. */
  public int eventIdColumn() {
    return event.isContentHash() ? layout.position(EVENT_ID) : -1;
  }

  /** Column that holds the identity: a field, or the content hash. */
  public int identityColumn() {
    return event.isContentHash() ? eventIdColumn() : event.idColumn();
  }

  /** Column that holds the event time as a TIMESTAMP: a field, or the one that is added for it. */
  public int timestampColumn() {
    int added = eventTimeColumn();
    return added >= 0 ? added : event.timeColumn();
  }

  /** Column that takes the parsed event time, or -1 when a TIMESTAMP field holds it already. */
  public int eventTimeColumn() {
    int column = layout.position(EVENT_TIME);
    return column >= 0 && layout.column(column).kind() == Column.Kind.ORIGIN ? column : -1;
  }
}
