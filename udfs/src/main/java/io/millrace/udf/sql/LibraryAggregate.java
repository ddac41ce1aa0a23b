package io.millrace.udf.sql;

import io.millrace.udf.aggregate.Accumulator;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.AggregateFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.functions.UserDefinedFunctionHelper;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * An aggregate of pipeline files as an aggregate of Flink SQL. A subclass says which one it is, and
 * nothing else.
 *
 * <p>It gives the result that a window of a pipeline has over the same rows, in whatever order they
 * come. A value that is null, NaN or infinite is passed over, and so is a row in which another
 * argument is null. Over no value the result is null, of a count 0. Times and durations are taken
 * to the millisecond.
 *
 * <p>It has no {@code retract}: what it keeps is as small as the aggregate allows. For queries that
 * take rows back, there is {@link RetractableAggregate}.
 */
public abstract class LibraryAggregate extends AggregateFunction<Object, AggregateState>
    implements SpecializedFunction {
  private static final long serialVersionUID = 1L;

  private final AggregateKind kind;
  private AggregateCall call;

  /**
   * @param name of the aggregate in pipeline files
   */
  protected LibraryAggregate(String name) {
    this(new AggregateKind(name, false));
  }

  LibraryAggregate(AggregateKind kind) {
    this.kind = kind;
  }

  /** What the call gives for the row whose arguments were read last. */
  final AggregateCall call() {
    return call;
  }

  /** Name of the aggregate in pipeline files. */
  public final String name() {
    return kind.name();
  }

  @Override
  public final TypeInference getTypeInference(DataTypeFactory types) {
    DataType result = kind.isCount() ? DataTypes.BIGINT() : DataTypes.DOUBLE();
    DataType state =
        DataTypes.RAW(AggregateState.class, new AggregateStateSerializer(kind)).notNull();
    return TypeInference.newBuilder()
        .inputTypeStrategy(new AggregateSignatures(kind))
        .accumulatorTypeStrategy(call -> Optional.of(state))
        .outputTypeStrategy(call -> Optional.of(result))
        .build();
  }

  /** The aggregate with one of its signatures, chosen by the types of a call's arguments. */
  @Override
  public final UserDefinedFunction specialize(SpecializedContext context) {
    AggregateSignatures signatures = new AggregateSignatures(kind);
    LibraryAggregate specialized =
        (LibraryAggregate) UserDefinedFunctionHelper.instantiateFunction(getClass());
    specialized.call = new AggregateCall(signatures.choose(context.getCallContext()).orElseThrow());
    return specialized;
  }

  @Override
  public final AggregateState createAccumulator() {
    return new AggregateState();
  }

  /** Takes a row in. */
  public final void accumulate(AggregateState state, Object... arguments) {
    if (call.read(arguments)) {
      bind(state, call.parameters());
      state.extend(call.asOf(), call.length());
      if (!Double.isNaN(call.value())) {
        state.values().add(call.place(), call.value());
      }
    }
  }

  private void bind(AggregateState state, double[] parameters) {
    if (!state.isBound()) {
      state.bind(parameters.clone(), kind.values(parameters));
    } else if (!Arrays.equals(parameters, state.parameters())) {
      throw new IllegalArgumentException(
          kind.name()
              + ": expected the same parameters in all rows of a group, got "
              + Arrays.toString(state.parameters())
              + " and "
              + Arrays.toString(parameters)
              + "; write them as literals");
    }
  }

  /** Takes in what others have taken in. */
  public final void merge(AggregateState state, Iterable<AggregateState> others) {
    for (AggregateState other : others) {
      if (other.isBound()) {
        bind(state, other.parameters());
        state.merge(other);
      }
    }
  }

  @Override
  public final Object getValue(AggregateState state) {
    if (!state.isBound()) {
      return kind.isCount() ? 0L : null;
    }
    Accumulator accumulator = state.values().accumulator();
    double result = accumulator.finish(state.asOf(), state.length());
    if (kind.isCount()) {
      return (long) result;
    }
    if (accumulator.isEmpty()) {
      return null;
    }
    return Double.isFinite(result) ? result : null;
  }
}
