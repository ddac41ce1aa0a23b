package io.millrace.cli.audit;

import io.millrace.job.config.JobVersion;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.SchemaNormalization;

/** What commands enter into the audit trail of the folder that they write to. */
public final class RunAudit {
  private final AuditTrail trail;
  private final String cause;

  private RunAudit(AuditTrail trail, String cause) {
    this.trail = trail;
    this.cause = cause;
  }

  /**
   * The trail of a folder, for a command that runs once.
   *
   * @param command names its chain, with a number that no other has
   */
  public static RunAudit of(Path folder, String command, Clock clock) throws IOException {
    return open(folder, command + '-' + UUID.randomUUID(), command, clock);
  }

  /** The trail of a run's folder, for a run that may be taken up again: its chain is the run's. */
  public static RunAudit ofRun(Path folder, UUID runId, String command, Clock clock)
      throws IOException {
    return open(folder, runId.toString(), command, clock);
  }

  private static RunAudit open(Path folder, String chain, String command, Clock clock)
      throws IOException {
    String root = folder.toAbsolutePath().normalize().resolve("audit").toUri().toString();
    String cause = "millrace " + command + ", started by " + System.getProperty("user.name", "?");
    return new RunAudit(AuditTrail.open(root, chain, clock), cause);
  }

  /** Enters that a run begins, or goes on, and with which definitions. */
  public void begins(Pipeline pipeline, boolean resumed) throws IOException {
    enter(
        resumed ? "run taken up" : "run started",
        Map.of(
            "pipeline",
            pipeline.name(),
            "pipeline_hash",
            pipeline.hash(),
            "job_version",
            JobVersion.current()));
    PipelineFiles files = pipeline.files();
    enter("ruleset in use", Map.of("hash", pipeline.quality().ruleset().hash()));
    enter("features in use", Map.of("hash", pipeline.featureHash()));
    enter(
        "schema in use",
        Map.of(
            "name",
            pipeline.event().schema().getFullName(),
            "fingerprint",
            Long.toHexString(SchemaNormalization.parsingFingerprint64(pipeline.event().schema()))));
    if (files.contains(PipelineFiles.MODEL_CARD)) {
      enter("model in use", Map.of("card_hash", files.hash(PipelineFiles.MODEL_CARD)));
    }
  }

  /** Enters something that the command did. */
  public void enter(String what, Map<String, ?> details) throws IOException {
    enter(what, cause, details);
  }

  /**
   * Enters something that happened to it.
   *
   * @param because what brought it about
   */
  public void enter(String what, String because, Map<String, ?> details) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    details.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    trail.append(what, because, texts);
  }
}
