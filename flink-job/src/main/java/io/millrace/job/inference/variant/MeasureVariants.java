package io.millrace.job.inference.variant;

import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.record.VariantMetric;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Measures the variants by the rows that they scored. What was measured goes to {@link #METRICS}
 * ahead of each checkpoint barrier and at the end, so that it shares the fate of the rows.
 */
public final class MeasureVariants extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "measure-variants";

  /** What a subtask measured of the variants since its last rows. */
  public static final OutputTag<VariantMetric> METRICS =
      new OutputTag<>("variant-metrics", new AvroTypeInfo<>(VariantMetric.class));

  private final PipelineFiles files;

  private transient VariantMeasurements measurements;
  private transient VariantKey lastKey;
  private transient int score;
  private transient int source;
  private transient int variant;
  private transient int version;
  private transient int millis;
  private transient int reason;

  private MeasureVariants(PipelineFiles files) {
    this.files = files;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /** Attaches the stage behind that which scores. */
  public static SingleOutputStreamOperator<Event> attach(
      DataStream<Event> events, TypeInformation<Event> type, PipelineFiles files) {
    return events.transform(UID, type, new MeasureVariants(files)).uid(UID);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Pipeline pipeline = Pipeline.of(files);
    InferenceSpec spec = pipeline.inference().orElseThrow();
    measurements = new VariantMeasurements(pipeline.name(), spec.threshold(), spec.tolerance());
    score = spec.scoreColumn();
    source = score + 1;
    variant = score + 2;
    version = score + 3;
    millis = score + 4;
    reason = score + 5;
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    Event event = element.getValue();
    if (!event.isNull(source)) {
      measurements.event(
          key(event.getString(variant), event.getString(version)),
          event.timeMillis(),
          event.isNull(score) ? Double.NaN : event.getDouble(score),
          event.getDouble(millis),
          !event.isNull(reason));
    }
    output.collect(element);
  }

  /** The events of a batch share their texts, and come one after the other as a rule. */
  @SuppressWarnings("ReferenceEquality")
  private VariantKey key(String name, String modelVersion) {
    if (lastKey == null || lastKey.variant() != name || lastKey.version() != modelVersion) {
      lastKey = VariantKey.of(name, modelVersion, VariantKey.USED);
    }
    return lastKey;
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
    measurements.take(now).forEach(row -> output.collect(METRICS, new StreamRecord<>(row)));
  }
}
