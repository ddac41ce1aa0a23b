package io.millrace.job.tracing;

import io.millrace.job.cache.SharedResources;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/** A chainable operator that lets every event through, and tells of those that are traced. */
abstract class TracingOperator extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event> {
  private static final long serialVersionUID = 1L;
  private static final String METRIC_GROUP = "kinesisanalytics";

  private final PipelineFiles files;
  private final Tracing tracing;

  private transient SharedResources.Lease<Spans> spans;
  private transient Counter sent;
  private transient Counter dropped;

  TracingOperator(PipelineFiles files, Tracing tracing) {
    this.files = files;
    this.tracing = tracing;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void open() throws Exception {
    super.open();
    Pipeline pipeline = Pipeline.of(files);
    open(pipeline);
    if (tracing.isTold()) {
      spans = tracing.open(pipeline.name());
    }
    MetricGroup group = getMetricGroup().addGroup(METRIC_GROUP).addGroup("tracing");
    sent = group.counter("spansSent");
    dropped = group.counter("spansDropped");
  }

  /** Finds what it needs of the pipeline. */
  abstract void open(Pipeline pipeline);

  /** Where spans go; null: nowhere. */
  final Spans spans() {
    return spans == null ? null : spans.get();
  }

  /** Microseconds since the epoch. */
  final long micros() {
    return tracing.micros();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    count();
  }

  /** The counts are of the process; each is told by one of the operators in it. */
  private void count() {
    if (spans != null) {
      sent.inc(spans.get().export().takeSent());
      dropped.inc(spans.get().export().takeDropped());
    }
  }

  @Override
  public void close() throws Exception {
    if (spans != null) {
      count();
      spans.close();
    }
    super.close();
  }
}
