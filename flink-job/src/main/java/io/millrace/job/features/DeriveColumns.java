package io.millrace.job.features;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Fills the columns of one {@code derive} step, in their order. */
public final class DeriveColumns extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "derive";

  private final PipelineFiles files;
  private final int step;

  private transient List<FeatureStep.DerivedColumn> columns;

  private DeriveColumns(PipelineFiles files, int step) {
    this.files = files;
    this.step = step;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /**
   * Attaches the stage.
   *
   * @param step index of the step in the pipeline's features
   */
  public static SingleOutputStreamOperator<Event> attach(
      DataStream<Event> events, TypeInformation<Event> type, PipelineFiles files, int step) {
    String uid = UID + '-' + step;
    return events.transform(uid, type, new DeriveColumns(files, step)).uid(uid);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Pipeline pipeline = Pipeline.of(files);
    columns = ((FeatureStep.Derive) pipeline.features().get(step)).columns();
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    Event event = element.getValue();
    for (FeatureStep.DerivedColumn derived : columns) {
      derived.expression().fill(event, derived.column());
    }
    output.collect(element);
  }
}
