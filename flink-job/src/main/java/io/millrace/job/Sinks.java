package io.millrace.job;

import io.millrace.job.config.LakeSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.lake.CommitListener;
import io.millrace.job.lake.CommitSteps;
import io.millrace.job.lake.EventParquet;
import io.millrace.job.lake.LakeSink;
import io.millrace.job.lake.ParquetFiles;
import io.millrace.job.lake.TimePartitions;
import io.millrace.job.quality.alert.AlertLines;
import io.millrace.record.Alert;
import io.millrace.record.QualityResult;
import io.millrace.record.RunProgress;
import io.millrace.record.SideRecord;
import io.millrace.record.VariantMetric;
import java.time.Clock;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.core.fs.Path;

/** The Parquet sinks of a run, all of them exactly once. */
public final class Sinks {
  /** About what a row of a small table takes in a file, in bytes. */
  private static final long SMALL_ROW = 64;

  private final PipelineFiles files;
  private final OutputPaths paths;
  private final CommitSteps steps;
  private final Clock clock;

  /**
   * @param steps is told the steps of each commit
   * @param clock serializable
   */
  public Sinks(PipelineFiles files, OutputPaths paths, CommitSteps steps, Clock clock) {
    this.files = files;
    this.paths = paths;
    this.steps = steps;
    this.clock = clock;
  }

  /** Scored events, by event time; the listener hears of each commit. */
  public Sink<Event> lake(CommitListener.Factory listener) {
    LakeSpec spec = Pipeline.of(files).lake();
    return LakeSink.exactlyOnce(
            paths.lake(),
            EventParquet.writer(files),
            TimePartitions.by(spec.partitionBy(), Event::timeMillis),
            listener)
        .of(spec)
        .telling(steps);
  }

  /** Dead letters, by the day of their arrival. */
  public Sink<SideRecord> deadLetters() {
    return sideRecords(paths.deadLetters());
  }

  /** Quarantined events, by the day of their arrival. */
  public Sink<SideRecord> quarantine() {
    return sideRecords(paths.quarantine());
  }

  private Sink<SideRecord> sideRecords(Path root) {
    return LakeSink.exactlyOnce(
            root,
            ParquetFiles.records(SideRecord.class),
            TimePartitions.<SideRecord>byDay(record -> record.getArrivalTime().toEpochMilli()),
            CommitListener.Factory.none())
        .routing(record -> record.getPayload().remaining(), clock)
        .telling(steps);
  }

  /** How the variants do, by the day of the measurement; the listener hears of each commit. */
  public Sink<VariantMetric> variants(CommitListener.Factory listener) {
    return byDay(
            paths.variants(),
            VariantMetric.class,
            row -> row.getMeasuredAt().toEpochMilli(),
            listener)
        .telling(steps);
  }

  /** Quality results, by the day of their window's start; the listener hears of each commit. */
  public Sink<QualityResult> quality(CommitListener.Factory listener) {
    return byDay(
            paths.quality(),
            QualityResult.class,
            result -> result.getWindowStart().toEpochMilli(),
            listener)
        .telling(steps);
  }

  /** How far runs are, by the day when they told it; the listener hears of each commit. */
  public Sink<RunProgress> runs(CommitListener.Factory listener) {
    return byDay(paths.runs(), RunProgress.class, row -> row.getToldAt().toEpochMilli(), listener)
        .telling(steps);
  }

  /** Alerts as lines of JSON, by the day of their window's start. */
  public Sink<Alert> alerts() {
    return LakeSink.exactlyOnce(
            paths.alerts(),
            new AlertLines(),
            ".ndjson",
            TimePartitions.<Alert>byDay(alert -> alert.getWindowStart().toEpochMilli()),
            CommitListener.Factory.none())
        .routing(row -> SMALL_ROW, clock)
        .telling(steps);
  }

  /** The same as rows for the warehouse; the listener hears of each commit. */
  public Sink<Alert> alertRows(CommitListener.Factory listener) {
    return byDay(
        paths.alertRows(), Alert.class, alert -> alert.getWindowStart().toEpochMilli(), listener);
  }

  /** A small table of our own records. */
  private <T extends SpecificRecord> LakeSink<T> byDay(
      Path root, Class<T> type, TimePartitions.Time<T> time, CommitListener.Factory listener) {
    return LakeSink.exactlyOnce(
            root, ParquetFiles.records(type), TimePartitions.byDay(time), listener)
        .routing(row -> SMALL_ROW, clock);
  }
}
