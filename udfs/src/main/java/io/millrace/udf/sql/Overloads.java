package io.millrace.udf.sql;

import io.millrace.udf.scalar.FunctionSignature;
import io.millrace.udf.scalar.ValueType;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.ArgumentCount;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.ConstantArgumentCount;
import org.apache.flink.table.types.inference.InputTypeStrategy;
import org.apache.flink.table.types.inference.Signature;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** The functions of one name, of which a call means the one that its arguments fit best. */
final class Overloads implements InputTypeStrategy {
  private static final int UNFIT = Integer.MAX_VALUE;

  private final List<FunctionSignature> functions;

  /**
   * @param functions of one name, those with fewer parameters first
   */
  Overloads(List<FunctionSignature> functions) {
    this.functions = functions;
  }

  @Override
  public ArgumentCount getArgumentCount() {
    return ConstantArgumentCount.between(
        functions.get(0).parameters().size(),
        functions.get(functions.size() - 1).parameters().size());
  }

  @Override
  public Optional<List<DataType>> inferInputTypes(CallContext call, boolean throwOnFailure) {
    Optional<FunctionSignature> function = choose(call);
    if (function.isEmpty()) {
      return Optional.empty();
    }
    List<DataType> types = new ArrayList<>();
    for (int i = 0; i < call.getArgumentDataTypes().size(); i++) {
      ValueType parameter = function.get().parameters().get(i);
      if (parameter == ValueType.ZONE && zone(call, i).isEmpty()) {
        return call.fail(
            throwOnFailure,
            "%s: expected a known time zone as literal, got %s; write e.g. 'Europe/Berlin'",
            function.get(),
            call.getArgumentValue(i, String.class).map(z -> '\'' + z + '\'').orElse("none"));
      }
      types.add(argumentType(parameter, call.getArgumentDataTypes().get(i)));
    }
    return Optional.of(types);
  }

  @Override
  public List<Signature> getExpectedSignatures(FunctionDefinition definition) {
    return functions.stream()
        .map(
            function ->
                Signature.of(
                    function.parameters().stream()
                        .map(Overloads::argument)
                        .collect(Collectors.toList())))
        .collect(Collectors.toList());
  }

  /** The function that fits the arguments with the fewest conversions, if one does. */
  Optional<FunctionSignature> choose(CallContext call) {
    FunctionSignature best = null;
    int bestCost = UNFIT;
    for (FunctionSignature function : functions) {
      int cost = cost(function.parameters(), call.getArgumentDataTypes());
      if (cost < bestCost) {
        best = function;
        bestCost = cost;
      }
    }
    return Optional.ofNullable(best);
  }

  /** A call whose argument types were inferred, ready to run. */
  FunctionCall bind(CallContext call) {
    FunctionSignature function = choose(call).orElseThrow();
    ZoneId[] zones = new ZoneId[function.parameters().size()];
    for (int i = 0; i < zones.length; i++) {
      if (function.parameters().get(i) == ValueType.ZONE) {
        zones[i] = zone(call, i).orElseThrow();
      }
    }
    return new FunctionCall(function, zones);
  }

  private static Signature.Argument argument(ValueType type) {
    return type == ValueType.ZONE
        ? Signature.Argument.of("zone", "<literal STRING>")
        : Signature.Argument.of(type == ValueType.TIMESTAMP ? "TIMESTAMP[_LTZ]" : name(type));
  }

  private static String name(ValueType type) {
    return SqlTypes.of(type).getLogicalType().asSummaryString();
  }

  /** How many arguments would turn from whole numbers to real ones; UNFIT when one cannot. */
  private static int cost(List<ValueType> parameters, List<DataType> arguments) {
    if (parameters.size() != arguments.size()) {
      return UNFIT;
    }
    int cost = 0;
    for (int i = 0; i < parameters.size(); i++) {
      LogicalType type = arguments.get(i).getLogicalType();
      if (!type.is(LogicalTypeRoot.NULL) && !SqlTypes.fits(type, parameters.get(i))) {
        return UNFIT;
      }
      if (parameters.get(i) == ValueType.DOUBLE && type.is(LogicalTypeFamily.INTEGER_NUMERIC)) {
        cost++;
      }
    }
    return cost;
  }

  private static DataType argumentType(ValueType parameter, DataType argument) {
    if (parameter == ValueType.ZONE) {
      // As it is: a literal that was cast would be none any more.
      return argument;
    }
    boolean time = SqlTypes.fits(argument.getLogicalType(), ValueType.TIMESTAMP);
    return parameter == ValueType.TIMESTAMP && time
        ? argument.bridgedTo(TimestampData.class)
        : SqlTypes.of(parameter);
  }

  private static Optional<ZoneId> zone(CallContext call, int argument) {
    if (!call.isArgumentLiteral(argument)) {
      return Optional.empty();
    }
    try {
      return call.getArgumentValue(argument, String.class).map(ZoneId::of);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
