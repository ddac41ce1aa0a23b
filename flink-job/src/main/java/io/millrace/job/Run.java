package io.millrace.job;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.lake.CommitSteps;
import io.millrace.job.lineage.DatasetName;
import io.millrace.job.lineage.LineageEvents;
import io.millrace.job.lineage.LineageTransport;
import io.millrace.job.lineage.OpenRun;
import io.millrace.job.lineage.TallyRun;
import io.millrace.job.tracing.SpanReceiver;
import io.millrace.job.tracing.Tracing;
import io.millrace.job.warehouse.ConnectionFactory;
import io.millrace.job.warehouse.LoaderOptions;
import io.millrace.job.warehouse.WarehouseDialect;
import io.millrace.record.Alert;
import io.openlineage.client.OpenLineage.RunEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a pipeline: its identity, its outputs, its warehouse and its lineage; {@link RunEdges}
 * are the edges of the topology that follow from them. The same for the managed service and for a
 * replay.
 */
public final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);
  private static final Duration LINEAGE_INTERVAL = Duration.ofMinutes(1);

  private final Pipeline pipeline;
  private final OutputPaths paths;
  private final LineageTransport transport;
  private final LineageEvents events;
  private final Witnesses witnesses;
  private final RunLoads loads;
  private final RunEdges edges;
  private final Clock clock;

  private Run(Builder builder) {
    String runId = builder.id.toString();
    Tracing tracing = Tracing.to(builder.spans, builder.clock);
    this.pipeline = Pipeline.of(builder.files);
    this.paths = builder.paths;
    this.transport = builder.transport;
    this.clock = builder.clock;
    this.events = RunLineage.of(builder, pipeline);
    this.witnesses = new Witnesses(pipeline, paths, runId, tracing, builder.audited, clock);
    this.loads =
        new RunLoads(pipeline, paths, runId, builder.warehouse, builder.steps, witnesses, clock);
    this.edges =
        new RunEdges(
            builder,
            loads,
            tracing,
            new TallyRun(events, transport, builder.lineageInterval, clock));
  }

  /**
   * A run of a pipeline.
   *
   * @param clock gives run ids and the times of lineage events; serializable
   */
  public static Builder of(PipelineFiles files, OutputPaths paths, Clock clock) {
    return new Builder(files, paths, clock);
  }

  /** The edges of the topology. */
  public Edges edges() {
    return edges.make();
  }

  /** How the warehouse is loaded; empty without a warehouse. */
  public Optional<LoaderOptions> loaderOptions() {
    return loads.options();
  }

  public Pipeline pipeline() {
    return pipeline;
  }

  /**
   * Says that the run begins, or is taken up; and of one that a process left open which died there
   * that it was aborted. A lineage backend that does not answer stops no run.
   */
  public void announce() {
    witnesses.enterStart();
    try {
      openRun().begin(events.start());
    } catch (IOException e) {
      LOG.warn("the start of the run was not taken by the lineage backend; the job goes on", e);
    }
  }

  /**
   * Says how the run ended, and is done with lineage.
   *
   * @param end of {@link #events}: complete, fail or abort
   */
  public void end(RunEvent end) throws IOException {
    openRun().end(end);
    transport.close();
  }

  private OpenRun openRun() {
    return new OpenRun(paths.openRun(), transport, clock);
  }

  /** Lineage events of this run. */
  public LineageEvents events() {
    return events;
  }

  /** Collects what a run needs; a source or rows, and a lineage transport, are required. */
  public static final class Builder {
    final PipelineFiles files;
    final OutputPaths paths;
    final Clock clock;
    UUID id;
    String namespace = "millrace";
    Edges.Source source;
    Edges.Rows rows;
    Edges.History history;
    Edges.Rulesets rulesets;
    DatasetName input;
    RunLoads.Warehouse warehouse;
    ConnectionFactory feed;
    EndpointSettings endpoint = EndpointSettings.defaults();
    private LineageTransport transport;
    private Duration lineageInterval = LINEAGE_INTERVAL;
    final Map<String, Sink<Alert>> notices = new LinkedHashMap<>();
    CommitSteps steps = CommitSteps.none();
    private SpanReceiver spans;
    private boolean audited;

    private Builder(PipelineFiles files, OutputPaths paths, Clock clock) {
      this.files = files;
      this.paths = paths;
      this.clock = clock;
      this.id = LineageEvents.newRunId(clock);
    }

    /** Its identity in lineage; a run that is taken up again keeps its own. */
    public Builder id(UUID id) {
      this.id = id;
      return this;
    }

    /** Where the run takes place, for lineage, e.g. the ARN of the application. */
    public Builder namespace(String namespace) {
      this.namespace = namespace;
      return this;
    }

    /**
     * Where records come from.
     *
     * @param input its name in lineage
     */
    public Builder source(Edges.Source source, DatasetName input) {
      this.source = source;
      this.input = input;
      return this;
    }

    /**
     * Rows of a lake that are computed anew, in place of records.
     *
     * @param input name of the lake in lineage
     */
    public Builder rows(Edges.Rows rows, DatasetName input) {
      this.rows = rows;
      this.input = input;
      return this;
    }

    /** Who is told the steps of each commit, of all outputs and of the warehouse. */
    public Builder steps(CommitSteps steps) {
      this.steps = steps;
      return this;
    }

    /** Lets the run itself enter into the audit trail what it does; else nobody does. */
    public Builder audited() {
      this.audited = true;
      return this;
    }

    /** Who takes the spans of events that the pipeline traces; null: nobody. */
    public Builder spans(SpanReceiver receiver) {
      this.spans = receiver;
      return this;
    }

    /** What fills the state of a run that has none; null: it begins without. */
    public Builder history(Edges.History history) {
      this.history = history;
      return this;
    }

    /** Rulesets that come while it runs; null: the pipeline's own stays. */
    public Builder rulesets(Edges.Rulesets rulesets) {
      this.rulesets = rulesets;
      return this;
    }

    /**
     * The warehouse that is loaded after each commit; without it, only the lake is written.
     *
     * @param url JDBC URL without credentials, for lineage
     */
    public Builder warehouse(String url, WarehouseDialect dialect, ConnectionFactory connections) {
      this.warehouse = new RunLoads.Warehouse(url, dialect, connections);
      return this;
    }

    public Builder endpoint(EndpointSettings endpoint) {
      this.endpoint = endpoint;
      return this;
    }

    public Builder lineage(LineageTransport transport) {
      this.transport = transport;
      return this;
    }

    /**
     * Where lineage events go, and how often.
     *
     * @param interval least time between two events that tell how far the run is; zero for one with
     *     every checkpoint that moved it
     */
    public Builder lineage(LineageTransport transport, Duration interval) {
      this.lineageInterval = interval;
      return lineage(transport);
    }

    /**
     * A service that is told of alerts, beside the files.
     *
     * @param service its name, once in a run
     */
    public Builder tell(String service, Sink<Alert> sink) {
      this.notices.put("alerts-" + service, sink);
      return this;
    }

    /**
     * A PostgreSQL that is given quality results and alerts as they come; null: none is. It holds
     * up nothing, and what it misses the warehouse has.
     */
    public Builder feed(ConnectionFactory connections) {
      this.feed = connections;
      return this;
    }

    public Run build() {
      if ((source == null && rows == null) || transport == null) {
        throw new IllegalArgumentException("a run needs a source or rows, and a lineage transport");
      }
      return new Run(this);
    }
  }
}
