package io.millrace.udf.sql;

import io.millrace.udf.aggregate.Accumulator;
import io.millrace.udf.aggregate.AggregateType;
import io.millrace.udf.aggregate.Aggregates;
import io.millrace.udf.aggregate.WindowAggregate;
import io.millrace.udf.sql.AggregateArgument.Role;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An aggregate as SQL calls it: its arguments, and how its values are kept. Immutable. */
final class AggregateKind implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final boolean retractable;

  /**
   * @param name of the aggregate in pipeline files
   * @param retractable whether values can be taken out again, for which all are kept
   */
  AggregateKind(String name, boolean retractable) {
    if (Aggregates.byName(name) == null) {
      throw new IllegalArgumentException(
          "expected an aggregate of " + Aggregates.names() + ", got " + name);
    }
    this.name = name;
    this.retractable = retractable;
  }

  String name() {
    return name;
  }

  boolean isRetractable() {
    return retractable;
  }

  private AggregateType type() {
    return Aggregates.byName(name);
  }

  /** The arguments of every way to call it; those with more before those with fewer. */
  List<List<AggregateArgument>> signatures() {
    List<List<AggregateArgument>> signatures = new ArrayList<>();
    for (List<AggregateArgument> fixed : fixedArguments()) {
      List<AggregateType.Parameter> parameters = type().parameters();
      for (int given = parameters.size(); given >= 0; given--) {
        List<AggregateArgument> signature = new ArrayList<>(fixed);
        parameters.subList(0, given).forEach(p -> signature.add(AggregateArgument.of(p)));
        signatures.add(signature);
        if (given > 0 && parameters.get(given - 1).defaultValue() == null) {
          break;
        }
      }
    }
    return signatures;
  }

  /** What stands before the parameters. */
  private List<List<AggregateArgument>> fixedArguments() {
    AggregateArgument value =
        new AggregateArgument(type().takesAnyType() ? Role.IDENTITY : Role.VALUE, "value");
    List<AggregateArgument> others = new ArrayList<>();
    switch (name) {
      case "first":
      case "last":
        others.add(new AggregateArgument(Role.ORDER, "time"));
        break;
      case "decayedMean":
        others.add(new AggregateArgument(Role.TIME, "time"));
        break;
      case "timeSinceLast":
        others.add(new AggregateArgument(Role.TIME, "time"));
        others.add(new AggregateArgument(Role.AS_OF, "asOf"));
        break;
      case "rate":
        others.add(new AggregateArgument(Role.LENGTH, "window"));
        break;
      default:
        break;
    }
    List<AggregateArgument> withValue = new ArrayList<>(List.of(value));
    withValue.addAll(others);
    return type().input() == AggregateType.Input.REQUIRED
        ? List.of(withValue)
        : List.of(withValue, others);
  }

  /** Whether the result is a count. */
  boolean isCount() {
    return name.equals("count") || name.equals("distinctCount");
  }

  /** The aggregate with its parameters in their order; those missing have their defaults. */
  WindowAggregate aggregate(double[] parameters) {
    Map<String, Double> arguments = new HashMap<>();
    for (int i = 0; i < parameters.length; i++) {
      arguments.put(type().parameters().get(i).name(), parameters[i]);
    }
    return type().create(arguments);
  }

  /** No values yet. */
  Values values(double[] parameters) {
    Accumulator accumulator = aggregate(parameters).prepare();
    if (retractable) {
      return new KeptValues(accumulator);
    }
    switch (name) {
      case "first":
        return new OutermostValue(false, accumulator);
      case "last":
      case "timeSinceLast":
        return new OutermostValue(true, accumulator);
      default:
        return new RunningValues(accumulator);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AggregateKind
        && name.equals(((AggregateKind) other).name)
        && retractable == ((AggregateKind) other).retractable;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, retractable);
  }
}
