package io.millrace.job.lineage;

import io.millrace.job.config.JobVersion;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Counter;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.sideoutput.CountingOperator;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Fills the origin columns, the last of the row: where the record came from and which pipeline made
 * the row. Stands directly before the lake, so it also counts what is written.
 */
public final class StampOrigin extends CountingOperator<Event, Event> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "stamp-origin";

  private final PipelineFiles files;

  private transient Columns columns;
  private transient int scoreColumn;
  private transient int degradedColumn;
  private transient int traceColumn;
  private transient String pipelineHash;
  private transient String rulesetHash;
  private transient String featureHash;
  private transient String jobVersion;

  private StampOrigin(PipelineFiles files) {
    this.files = files;
  }

  /** Attaches the stage. */
  public static SingleOutputStreamOperator<Event> attach(
      DataStream<Event> events, TypeInformation<Event> type, PipelineFiles files) {
    return events.transform(UID, type, new StampOrigin(files)).uid(UID);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Pipeline pipeline = Pipeline.of(files);
    columns = new Columns(pipeline.originColumn());
    scoreColumn = pipeline.layout().position("score");
    degradedColumn = pipeline.layout().position("degraded_reason");
    if (pipeline.inference().isEmpty()) {
      scoreColumn = degradedColumn = -1;
    }
    traceColumn = pipeline.traceColumn();
    pipelineHash = pipeline.hash();
    rulesetHash = pipeline.quality().ruleset().hash();
    featureHash = pipeline.featureHash();
    jobVersion = JobVersion.current();
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    Event event = element.getValue();
    Origin origin = event.origin();
    event.setBoolean(columns.late, event.isLate());
    event.setObject(columns.stream, origin.stream());
    event.setObject(columns.shard, origin.shard());
    event.setObject(columns.sequence, origin.sequence());
    event.setLong(columns.arrival, origin.arrivalMillis() * 1000);
    event.setObject(columns.pipeline, pipelineHash);
    event.setObject(columns.ruleset, event.ruleset() == null ? rulesetHash : event.ruleset().hash);
    event.setObject(columns.feature, featureHash);
    event.setObject(columns.version, jobVersion);
    if (traceColumn >= 0) {
      event.setObject(traceColumn, event.trace() == null ? null : event.trace().id());
    }
    count(event);
    output.collect(element);
  }

  private void count(Event event) {
    count(Counter.WRITTEN);
    if (event.isLate()) {
      count(Counter.LATE);
    }
    if (degradedColumn >= 0) {
      if (!event.isNull(degradedColumn)) {
        count(Counter.DEGRADED);
      } else if (!event.isNull(scoreColumn)) {
        count(Counter.SCORED);
      }
    }
  }

  /** Positions of the origin columns, in the order that the layout gives them. */
  private static final class Columns {
    final int late;
    final int stream;
    final int shard;
    final int sequence;
    final int arrival;
    final int pipeline;
    final int ruleset;
    final int feature;
    final int version;

    Columns(int first) {
      late = first;
      stream = first + 1;
      shard = first + 2;
      sequence = first + 3;
      arrival = first + 4;
      pipeline = first + 5;
      ruleset = first + 6;
      feature = first + 7;
      version = first + 8;
    }
  }
}
