package io.millrace.job;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.lake.CommitSteps;
import io.millrace.job.lineage.RunTable;
import io.millrace.job.lineage.TallyRun;
import io.millrace.job.quality.QualityTable;
import io.millrace.job.quality.alert.AlertTable;
import io.millrace.job.tracing.Tracing;
import io.millrace.job.warehouse.ConnectionFactory;
import io.millrace.job.warehouse.PostgresTables;
import io.millrace.job.warehouse.TableConnections;
import io.millrace.job.warehouse.TableSpec;
import io.millrace.job.warehouse.feed.RecordFeed;
import io.millrace.record.Alert;
import io.millrace.record.QualityResult;
import io.millrace.record.RunProgress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;

/** How the edges of the topology follow from what a run is of. Immutable. */
final class RunEdges {
  private final PipelineFiles files;
  private final OutputPaths paths;
  private final Edges.Source source;
  private final Edges.Rows rows;
  private final Edges.History history;
  private final Edges.Rulesets rulesets;
  private final EndpointSettings endpoint;
  private final Map<String, Sink<Alert>> notices;
  private final ConnectionFactory feed;
  private final CommitSteps steps;
  private final Tracing tracing;
  private final TallyRun tally;
  private final RunLoads loads;
  private final Clock clock;

  RunEdges(Run.Builder run, RunLoads loads, Tracing tracing, TallyRun tally) {
    this.files = run.files;
    this.paths = run.paths;
    this.source = run.source;
    this.rows = run.rows;
    this.history = run.history;
    this.rulesets = run.rulesets;
    this.endpoint = run.endpoint;
    this.notices = new LinkedHashMap<>(run.notices);
    this.feed = run.feed;
    this.steps = run.steps;
    this.clock = run.clock;
    this.tracing = tracing;
    this.tally = tally;
    this.loads = loads;
  }

  /** The edges, made anew. */
  Edges make() {
    Sinks sinks = new Sinks(files, paths, steps, clock);
    Edges.Builder edges =
        Edges.builder()
            .clock(clock)
            .source(source)
            .rows(rows)
            .history(history)
            .rulesets(rulesets)
            .lake(sinks.lake(loads.afterRows()))
            .deadLetters(sinks.deadLetters())
            .quarantine(sinks.quarantine())
            .quality(sinks.quality(loads.after(PipelineTables.quality())))
            .alerts("alerts", sinks.alerts())
            .endpoint(endpoint)
            .variants(sinks.variants(loads.after(PipelineTables.variants())))
            .tracing(tracing)
            .tally(tally)
            .runs("runs", sinks.runs(loads.after(PipelineTables.runs())));
    notices.forEach(edges::alerts);
    if (feed != null) {
      feed(edges);
    }
    if (loads.warehouse().isPresent()) {
      edges.alerts("alert-rows", sinks.alertRows(loads.after(PipelineTables.alerts())));
    }
    return edges.build();
  }

  private void feed(Edges.Builder edges) {
    edges.quality(
        RecordFeed.promptly(
            QualityTable.NAME, QualityResult.getClassSchema(), feed(PipelineTables.quality())));
    edges.alerts(
        "alert-feed",
        RecordFeed.promptly(
            AlertTable.NAME, Alert.getClassSchema(), feed(PipelineTables.alerts())));
    edges.runs(
        "run-feed",
        RecordFeed.promptly(
            RunTable.NAME, RunProgress.getClassSchema(), feed(PipelineTables.runs())));
  }

  private ConnectionFactory feed(TableSpec table) {
    return new TableConnections(feed, new PostgresTables(), table);
  }
}
