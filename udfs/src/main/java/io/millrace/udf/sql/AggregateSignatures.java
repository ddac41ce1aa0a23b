package io.millrace.udf.sql;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.ArgumentCount;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.ConstantArgumentCount;
import org.apache.flink.table.types.inference.InputTypeStrategy;
import org.apache.flink.table.types.inference.Signature;

/** The ways to call an aggregate, of which a call means the first that its arguments fit. */
final class AggregateSignatures implements InputTypeStrategy {
  private final AggregateKind kind;

  AggregateSignatures(AggregateKind kind) {
    this.kind = kind;
  }

  @Override
  public ArgumentCount getArgumentCount() {
    List<List<AggregateArgument>> signatures = kind.signatures();
    return ConstantArgumentCount.between(
        signatures.stream().mapToInt(List::size).min().orElseThrow(),
        signatures.stream().mapToInt(List::size).max().orElseThrow());
  }

  @Override
  public Optional<List<DataType>> inferInputTypes(CallContext call, boolean throwOnFailure) {
    Optional<List<AggregateArgument>> signature = choose(call);
    if (signature.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> fault = fault(signature.get(), call);
    if (fault.isPresent()) {
      return call.fail(throwOnFailure, "%s", fault.get());
    }
    return types(signature.get(), call.getArgumentDataTypes());
  }

  /** The signature that the arguments fit, if one does. */
  Optional<List<AggregateArgument>> choose(CallContext call) {
    return kind.signatures().stream()
        .filter(signature -> types(signature, call.getArgumentDataTypes()).isPresent())
        .findFirst();
  }

  private static Optional<List<DataType>> types(
      List<AggregateArgument> signature, List<DataType> given) {
    if (signature.size() != given.size()) {
      return Optional.empty();
    }
    List<DataType> types = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      signature.get(i).type(given.get(i)).ifPresent(types::add);
    }
    return types.size() == given.size() ? Optional.of(types) : Optional.empty();
  }

  /** What is wrong with the parameters, as far as they are known when a query is planned. */
  private Optional<String> fault(List<AggregateArgument> signature, CallContext call) {
    List<Double> parameters = new ArrayList<>();
    for (int i = 0; i < signature.size(); i++) {
      if (signature.get(i).isParameter()) {
        Optional<Double> literal = literal(call, i);
        if (literal.isEmpty()) {
          return Optional.empty();
        }
        parameters.add(literal.get());
      }
    }
    try {
      kind.aggregate(parameters.stream().mapToDouble(Double::doubleValue).toArray());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<Double> literal(CallContext call, int argument) {
    if (!isLiteral(call, argument) || call.isArgumentNull(argument)) {
      return Optional.empty();
    }
    Optional<Double> number =
        call.getArgumentValue(argument, BigDecimal.class).map(BigDecimal::doubleValue);
    return number.isPresent()
        ? number
        : call.getArgumentValue(argument, Duration.class).map(AggregateArgument::parameter);
  }

  /** Flink tells literals while it checks a query; it asks again later, and cannot tell then. */
  private static boolean isLiteral(CallContext call, int argument) {
    try {
      return call.isArgumentLiteral(argument);
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public List<Signature> getExpectedSignatures(FunctionDefinition definition) {
    return kind.signatures().stream()
        .map(
            signature ->
                Signature.of(
                    signature.stream()
                        .map(a -> Signature.Argument.of(a.name(), a.types()))
                        .collect(Collectors.toList())))
        .collect(Collectors.toList());
  }
}
