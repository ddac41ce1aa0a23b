package io.millrace.job.testing;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;

/**
 * Runs the operator that a stage attaches to a stream, alone: in goes what a test says, and its
 * state can be carried over to another run of it.
 */
public final class StageHarness {
  private StageHarness() {}

  /** The operator of a keyed stage, opened. */
  public static <I, O> KeyedOneInputStreamOperatorTestHarness<String, I, O> keyed(
      TypeInformation<I> input,
      KeySelector<I, String> key,
      Function<KeyedStream<I, String>, SingleOutputStreamOperator<O>> stage,
      OperatorSubtaskState restored)
      throws Exception {
    SingleOutputStreamOperator<O> attached = stage.apply(stream(input).keyBy(key, Types.STRING));
    return opened(
        new KeyedOneInputStreamOperatorTestHarness<>(operator(attached), key, Types.STRING),
        attached.getType(),
        restored);
  }

  /** The operator of a keyed stage of two inputs of one type; not opened yet. */
  public static <E> KeyedTwoInputStreamOperatorTestHarness<String, E, E, E> keyed(
      TypeInformation<E> type,
      KeySelector<E, String> key,
      BiFunction<KeyedStream<E, String>, KeyedStream<E, String>, SingleOutputStreamOperator<E>>
          stage,
      int parallelism,
      int subtask)
      throws Exception {
    SingleOutputStreamOperator<E> attached =
        stage.apply(stream(type).keyBy(key, Types.STRING), stream(type).keyBy(key, Types.STRING));
    @SuppressWarnings("unchecked") // a stage of two inputs is one transformation of them
    TwoInputStreamOperator<E, E, E> operator =
        InstantiationUtil.clone(
            ((TwoInputTransformation<E, E, E>) attached.getTransformation()).getOperator());
    KeyedTwoInputStreamOperatorTestHarness<String, E, E, E> harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            operator, key, key, Types.STRING, 128, parallelism, subtask);
    harness.setup(type.createSerializer(new SerializerConfigImpl()));
    return harness;
  }

  /** The operator of a stage without key, opened. */
  public static <I, O> OneInputStreamOperatorTestHarness<I, O> of(
      TypeInformation<I> input,
      Function<DataStream<I>, SingleOutputStreamOperator<O>> stage,
      OperatorSubtaskState restored)
      throws Exception {
    SingleOutputStreamOperator<O> attached = stage.apply(stream(input));
    return opened(
        new OneInputStreamOperatorTestHarness<>(operator(attached)), attached.getType(), restored);
  }

  @SuppressWarnings("deprecation") // a source that is never run
  private static <I> DataStream<I> stream(TypeInformation<I> type) {
    return StreamExecutionEnvironment.getExecutionEnvironment().fromCollection(List.of(), type);
  }

  /** The operator as a task manager gets it: sent over the wire. */
  @SuppressWarnings("unchecked") // a stage of one input is one transformation of it
  private static <I, O> OneInputStreamOperator<I, O> operator(SingleOutputStreamOperator<O> stage)
      throws Exception {
    return InstantiationUtil.clone(
        ((OneInputTransformation<I, O>) stage.getTransformation()).getOperator());
  }

  private static <O, H extends OneInputStreamOperatorTestHarness<?, O>> H opened(
      H harness, TypeInformation<O> output, OperatorSubtaskState restored) throws Exception {
    harness.setup(output.createSerializer(new SerializerConfigImpl()));
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
    return harness;
  }
}
