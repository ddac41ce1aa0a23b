package io.millrace.job.lineage;

import io.millrace.job.event.Counter;
import io.millrace.record.RunProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run tells of itself in the table of runs, and when: with its first checkpoint and the
 * first after each restart, then where its counts have changed and a new minute has begun, and at
 * its end.
 *
 * <p>A run that begins with the state of another one first tells for that one how far it came,
 * which nobody else can, and counts from there: what both count adds up to what both wrote.
 *
 * <p>Pure; not thread-safe.
 */
final class RunBook {
  /** A row becomes a file: with a checkpoint each second there would be as many. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /** Revision of a run of which nothing was told yet. */
  private static final int UNTOLD = -1;

  private final RunProgress run;
  private final long[] before;
  private RunProgress left;
  private boolean told;

  private RunBook(RunProgress run, long[] before, RunProgress left) {
    this.run = run;
    this.before = before;
    this.left = left;
  }

  /** What can be said of a run before it has done anything. */
  static RunProgress run(
      String id, String pipeline, String pipelineHash, String jobVersion, Instant now) {
    RunProgress run = new RunProgress();
    run.setRunId(id);
    run.setPipeline(pipeline);
    run.setPipelineHash(pipelineHash);
    run.setJobVersion(jobVersion);
    run.setRevision(UNTOLD);
    run.setStatus(Status.START.name());
    run.setStartedAt(now);
    run.setToldAt(now);
    run.setAttempt(1);
    return run;
  }

  /** Of a run that begins without state, or with one in which no run was kept. */
  static RunBook open(RunProgress run) {
    return new RunBook(run, new long[Counter.count()], null);
  }

  /**
   * Of a run that goes on from state.
   *
   * @param kept what {@link #kept} gave when the state was written: of the same run or another
   * @param totals of the state
   */
  static RunBook goOn(RunProgress run, RunProgress kept, RunTotals totals) {
    long[] before = new long[Counter.count()];
    boolean same = kept.getRunId().equals(run.getRunId());
    for (Counter counter : Counter.values()) {
      long own = same ? RunTable.count(kept, counter) : 0;
      before[counter.ordinal()] = totals.get(counter) - own;
    }
    if (same) {
      run.setRevision(kept.getRevision());
      run.setStatus(kept.getStatus());
      run.setStartedAt(kept.getStartedAt());
      run.setToldAt(kept.getToldAt());
      run.setAttempt(kept.getAttempt() + 1);
      return new RunBook(run, before, null);
    }
    return new RunBook(run, before, Status.of(kept).isEnd ? null : kept);
  }

  /** The rows that are due ahead of a checkpoint, as copies. */
  List<RunProgress> atCheckpoint(long checkpointId, RunTotals totals, Instant now) {
    List<RunProgress> rows = new ArrayList<>();
    if (isOver()) {
      return rows;
    }
    closeLeft(now, rows);
    if (!told || (minute(now) != minute(run.getToldAt()) && hasChanged(totals))) {
      Status status = run.getRevision() == UNTOLD ? Status.START : Status.RUNNING;
      rows.add(tell(status, checkpointId, totals, now));
    }
    return rows;
  }

  /** The rows that are due when all input is done, once; nothing is due after them. */
  List<RunProgress> atEnd(RunTotals totals, Instant now) {
    List<RunProgress> rows = new ArrayList<>();
    if (isOver()) {
      return rows;
    }
    closeLeft(now, rows);
    rows.add(tell(Status.COMPLETE, null, totals, now));
    return rows;
  }

  /**
   * Whether the last row is told. A run may be taken up after that, to commit what it had not; its
   * sinks know that all input is done, and take no more.
   */
  private boolean isOver() {
    return Status.of(run) == Status.COMPLETE;
  }

  /** What state has to hold for the run to go on from: as last told, with the counts of now. */
  RunProgress kept(RunTotals totals) {
    RunProgress kept = RunProgress.newBuilder(run).build();
    setCounts(kept, totals);
    return kept;
  }

  private void closeLeft(Instant now, List<RunProgress> rows) {
    if (left != null) {
      rows.add(
          RunProgress.newBuilder(left)
              .setRevision(left.getRevision() + 1)
              .setStatus(Status.ABORT.name())
              .setToldAt(now)
              .setCheckpointId(null)
              .build());
      left = null;
    }
  }

  private RunProgress tell(Status status, Long checkpointId, RunTotals totals, Instant now) {
    run.setRevision(run.getRevision() + 1);
    run.setStatus(status.name());
    run.setToldAt(now);
    run.setCheckpointId(checkpointId);
    setCounts(run, totals);
    told = true;
    return RunProgress.newBuilder(run).build();
  }

  private void setCounts(RunProgress row, RunTotals totals) {
    for (Counter counter : Counter.values()) {
      RunTable.setCount(row, counter, own(counter, totals));
    }
  }

  private boolean hasChanged(RunTotals totals) {
    for (Counter counter : Counter.values()) {
      if (RunTable.count(run, counter) != own(counter, totals)) {
        return true;
      }
    }
    return false;
  }

  private long own(Counter counter, RunTotals totals) {
    return totals.get(counter) - before[counter.ordinal()];
  }

  private static long minute(Instant time) {
    return Math.floorDiv(time.toEpochMilli(), INTERVAL.toMillis());
  }

  /** How a run stands, in OpenLineage's words. */
  enum Status {
    START(false),
    RUNNING(false),
    COMPLETE(true),
    ABORT(true);

    private final boolean isEnd;

    Status(boolean isEnd) {
      this.isEnd = isEnd;
    }

    private static Status of(RunProgress row) {
      return valueOf(row.getStatus());
    }
  }
}
