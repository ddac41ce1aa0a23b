package io.millrace.job.validate;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Marks each event with the row rules that it breaks, and passes every event on: quality windows
 * count the verdicts of the events that will be quarantined, too.
 */
public final class EvaluateRules extends ProcessFunction<Event, Event> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "evaluate-rules";

  private final PipelineFiles files;
  private transient RowRules rules;

  EvaluateRules(PipelineFiles files) {
    this.files = files;
  }

  /** Attaches the stage; it chains to the one before. */
  public static SingleOutputStreamOperator<Event> attach(
      DataStream<Event> events, PipelineFiles files) {
    return events
        .process(new EvaluateRules(files), events.getType())
        .uid(UID)
        .name(UID)
        .setParallelism(events.getParallelism());
  }

  @Override
  public void open(OpenContext context) {
    rules = RowRules.of(Pipeline.of(files).quality());
  }

  @Override
  public void processElement(Event event, Context context, Collector<Event> out) {
    event.setBrokenRules(rules.broken(event));
    out.collect(event);
  }
}
