package io.millrace.job.inference;

import io.millrace.job.config.InferenceSpec;
import io.millrace.job.event.Event;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.YieldingOperatorFactory;

/** Makes the {@link ScoreOperator} where the task runs. */
final class ScoreOperatorFactory extends AbstractStreamOperatorFactory<Event>
    implements OneInputStreamOperatorFactory<Event, Event>, YieldingOperatorFactory<Event> {
  private static final long serialVersionUID = 1L;

  private final ScoreEvents function;
  private final long timeoutMillis;
  private final int capacity;
  private final OutputMode mode;

  ScoreOperatorFactory(ScoreEvents function, InferenceSpec spec) {
    this.function = function;
    this.timeoutMillis = ScoreEvents.operatorTimeout(spec).toMillis();
    this.capacity = ScoreEvents.capacity(spec);
    this.mode =
        spec.order() == InferenceSpec.Order.ORDERED ? OutputMode.ORDERED : OutputMode.UNORDERED;
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  @Override
  @SuppressWarnings("unchecked") // the caller knows what this factory makes
  public <T extends StreamOperator<Event>> T createStreamOperator(
      StreamOperatorParameters<Event> parameters) {
    ScoreOperator operator =
        new ScoreOperator(
            parameters
                .getStreamConfig()
                .getTypeSerializerIn(0, parameters.getContainingTask().getUserCodeClassLoader()),
            function,
            timeoutMillis,
            capacity,
            mode,
            processingTimeService,
            getMailboxExecutor());
    operator.setup(
        parameters.getContainingTask(), parameters.getStreamConfig(), parameters.getOutput());
    return (T) operator;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return ScoreOperator.class;
  }
}
