package io.millrace.job.audit;

import io.millrace.job.config.JobVersion;
import io.millrace.job.config.Pipeline;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run or a command enters into the audit trail beside the outputs. For one thread. */
public final class RunAudit {
  private final AuditTrail trail;
  private final String cause;

  private RunAudit(AuditTrail trail, String cause) {
    this.trail = trail;
    this.cause = cause;
  }

  /**
   * Opens a chain of a trail, or begins it.
   *
   * @param root folder of the trail
   * @param chain the run's id for what a run does, so that one that is taken up goes on with it;
   *     else a name that no other writer has
   * @param cause who or what brings about what is entered
   */
  public static RunAudit open(String root, String chain, String cause, Clock clock)
      throws IOException {
    return new RunAudit(AuditTrail.open(root, chain, clock), cause);
  }

  /**
   * Enters that a run begins, or goes on, with which definitions, and how these differ from those
   * of the run before it.
   */
  public void begins(Pipeline pipeline) throws IOException {
    boolean resumed = trail.isBegun();
    List<AuditEntry> before = resumed ? List.of() : trail.runBefore();
    enter(
        resumed ? "run taken up" : "run started",
        Map.of(
            "pipeline",
            pipeline.name(),
            "pipeline_hash",
            pipeline.hash(),
            "job_version",
            JobVersion.current()));
    for (DefinitionsInUse.Definition definition : DefinitionsInUse.of(pipeline)) {
      enter(definition.what() + " in use", definition.details());
      Map<String, String> change = definition.changeSince(before);
      if (!change.isEmpty()) {
        enter(definition.what() + " changed", change);
      }
    }
  }

  /** Enters something that was done. */
  public void enter(String what, Map<String, ?> details) throws IOException {
    enter(what, cause, details);
  }

  /**
   * Enters something that happened.
   *
   * @param because what brought it about
   */
  public void enter(String what, String because, Map<String, ?> details) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    details.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    trail.append(what, because, texts);
  }
}
