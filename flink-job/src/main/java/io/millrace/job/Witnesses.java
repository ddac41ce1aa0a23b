package io.millrace.job;

import io.millrace.job.audit.RunAudit;
import io.millrace.job.config.Pipeline;
import io.millrace.job.lake.CommitListener;
import io.millrace.job.tracing.Tracing;
import io.millrace.job.warehouse.LoadListener;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is to hear of the commits and loads of a run beside those that do the work. Immutable. */
final class Witnesses {
  private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);

  private final Pipeline pipeline;
  private final OutputPaths paths;
  private final String runId;
  private final Tracing tracing;
  private final boolean audited;
  private final Clock clock;

  /**
   * The witnesses of a run.
   *
   * @param audited whether the run itself enters into the audit trail what it does
   */
  Witnesses(
      Pipeline pipeline,
      OutputPaths paths,
      String runId,
      Tracing tracing,
      boolean audited,
      Clock clock) {
    this.pipeline = pipeline;
    this.paths = paths;
    this.runId = runId;
    this.tracing = tracing;
    this.audited = audited;
    this.clock = clock;
  }

  /** A listener of commits that tells them after this one has taken note. */
  CommitListener.Factory commits(CommitListener.Factory listener) {
    CommitListener.Factory told =
        spansGo() ? listener.then(TracedFiles.commits(tracing, pipeline.name())) : listener;
    return audited ? told.then(auditedFiles().commits()) : told;
  }

  /** A listener of loads that tells them. */
  LoadListener.Factory loads() {
    LoadListener.Factory told =
        spansGo() ? TracedFiles.loads(tracing, pipeline.name()) : LoadListener.Factory.none();
    return audited ? told.then(auditedFiles().loads()) : told;
  }

  /** Enters that the run begins, or is taken up; a trail that cannot be written stops no run. */
  void enterStart() {
    if (!audited) {
      return;
    }
    try {
      RunAudit.open(paths.audit().toString(), runId, "the start of the job", clock)
          .begins(pipeline);
    } catch (IOException | RuntimeException e) {
      LOG.warn("the start of the run is not in the audit trail; the job goes on", e);
    }
  }

  private AuditedFiles auditedFiles() {
    return new AuditedFiles(paths.audit(), runId, clock);
  }

  private boolean spansGo() {
    return pipeline.tracing().isPresent() && tracing.isTold();
  }
}
