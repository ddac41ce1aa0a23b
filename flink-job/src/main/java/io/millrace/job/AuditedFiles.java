package io.millrace.job;

import io.millrace.job.audit.RunAudit;
import io.millrace.job.lake.CommitListener;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.warehouse.LoadListener;
import java.io.IOException;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters into the audit trail that the job began to run or runs again, and what it commits and
 * loads, added up: each of the two has a chain of its own, as one committer and one loader write
 * them. A trail that cannot be written stops nothing.
 */
final class AuditedFiles implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(AuditedFiles.class);

  /** An entry is a file: each commit would be too many of them, and the ledger has each. */
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final String root;
  private final String runId;
  private final Clock clock;

  /**
   * The trail of a run.
   *
   * @param clock serializable
   */
  AuditedFiles(Path root, String runId, Clock clock) {
    this.root = root.toString();
    this.runId = runId;
    this.clock = clock;
  }

  /** A listener of commits. */
  CommitListener.Factory commits() {
    return metrics -> {
      Sums sums = new Sums("commits", "files committed", "checkpoints of the job");
      sums.enter("job runs", "a start, or a restart after a failure", Map.of("run", runId));
      return new Commits(sums);
    };
  }

  /** A listener of loads. */
  LoadListener.Factory loads() {
    return () -> new Loads(new Sums("loads", "files loaded", "commits of the lake"));
  }

  /** Adds files up until an hour is over. For one thread. */
  private final class Sums {
    private final String chain;
    private final String what;
    private final String cause;
    private long files;
    private long bytes;
    private Instant since;

    Sums(String chain, String what, String cause) {
      this.chain = runId + '-' + chain;
      this.what = what;
      this.cause = cause;
      this.since = clock.instant();
    }

    void add(List<LakeFile> added) {
      files += added.size();
      added.forEach(file -> bytes += file.bytes());
      if (!clock.instant().isBefore(since.plus(INTERVAL))) {
        flush();
      }
    }

    void flush() {
      if (files > 0) {
        enter(what, cause, Map.of("files", files, "bytes", bytes, "since", since));
      }
      files = 0;
      bytes = 0;
      since = clock.instant();
    }

    private void enter(String entry, String because, Map<String, ?> details) {
      try {
        RunAudit.open(root, chain, because, clock).enter(entry, details);
      } catch (IOException | RuntimeException e) {
        LOG.warn("the audit trail {} did not take '{}'; the job goes on", root, entry, e);
      }
    }
  }

  private static final class Commits implements CommitListener {
    private final Sums sums;

    Commits(Sums sums) {
      this.sums = sums;
    }

    @Override
    public void committed(List<LakeFile> files, long checkpointId) {
      sums.add(files);
    }

    @Override
    public void close() {
      sums.flush();
    }
  }

  private static final class Loads implements LoadListener {
    private final Sums sums;

    Loads(Sums sums) {
      this.sums = sums;
    }

    @Override
    public void loaded(List<LakeFile> files, Instant began, Instant ended) {
      sums.add(files);
    }

    @Override
    public void close() {
      sums.flush();
    }
  }
}
