package io.millrace.job.inference.variant;

import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.record.VariantMetric;
import java.time.Instant;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up what all subtasks measured of the variants: one row a variant, version and role for each
 * checkpoint. It keeps no state, for ahead of a barrier everything that came before it is emitted.
 * Runs with parallelism 1.
 */
public final class MergeVariantMetrics extends AbstractStreamOperator<VariantMetric>
    implements OneInputStreamOperator<VariantMetric, VariantMetric> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "merge-variant-metrics";

  private final PipelineFiles files;

  private transient VariantMeasurements measurements;

  private MergeVariantMetrics(PipelineFiles files) {
    this.files = files;
  }

  /** Attaches the stage to the rows of all subtasks. */
  public static DataStream<VariantMetric> attach(
      DataStream<VariantMetric> rows, PipelineFiles files) {
    return rows.transform(
            UID, new AvroTypeInfo<>(VariantMetric.class), new MergeVariantMetrics(files))
        .uid(UID)
        .forceNonParallel();
  }

  @Override
  public void open() throws Exception {
    super.open();
    Pipeline pipeline = Pipeline.of(files);
    InferenceSpec spec = pipeline.inference().orElseThrow();
    measurements = new VariantMeasurements(pipeline.name(), spec.threshold(), spec.tolerance());
  }

  @Override
  public void processElement(StreamRecord<VariantMetric> element) {
    measurements.add(element.getValue());
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    flush();
  }

  @Override
  public void finish() throws Exception {
    flush();
    super.finish();
  }

  private void flush() {
    Instant now = Instant.ofEpochMilli(getProcessingTimeService().getCurrentProcessingTime());
    measurements.take(now).forEach(row -> output.collect(new StreamRecord<>(row)));
  }
}
