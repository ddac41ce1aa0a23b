package io.millrace.udf.sql;

import io.millrace.udf.scalar.FunctionLibrary;
import io.millrace.udf.scalar.FunctionRegistry;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.functions.UserDefinedFunctionHelper;
import org.apache.flink.table.types.inference.TypeInference;

/**
 * A function of a {@link FunctionLibrary} as a function of Flink SQL, with all its overloads. A
 * subclass says which one it is, and nothing else:
 *
 * <pre>{@code
 * public final class Twice extends LibraryFunction {
 *   public Twice() {
 *     super(OwnFunctions.class, "twice");
 *   }
 * }
 * }</pre>
 *
 * <pre>{@code CREATE FUNCTION twice AS 'com.example.Twice'}</pre>
 *
 * <p>It answers as in the expression language: null where an argument is null, NaN or infinite, and
 * where the result is NaN or infinite. The overload is chosen when a query is planned, by the types
 * of its arguments: whole numbers of any size are LONG; FLOAT, DOUBLE and DECIMAL are DOUBLE; a
 * TIMESTAMP_LTZ is the instant that it is, a TIMESTAMP is read as one of UTC. A zone is a literal,
 * such as {@code 'Europe/Berlin'}.
 */
public abstract class LibraryFunction extends ScalarFunction implements SpecializedFunction {
  private static final long serialVersionUID = 1L;

  private final Class<? extends FunctionLibrary> library;
  private final String name;
  private FunctionCall call;

  protected LibraryFunction(Class<? extends FunctionLibrary> library, String name) {
    this.library = library;
    this.name = name;
  }

  /** Class whose static methods compute the function. */
  public final Class<? extends FunctionLibrary> library() {
    return library;
  }

  /** Name of the function in the expression language. */
  public final String name() {
    return name;
  }

  @Override
  public final TypeInference getTypeInference(DataTypeFactory types) {
    Overloads overloads = overloads();
    return TypeInference.newBuilder()
        .inputTypeStrategy(overloads)
        .outputTypeStrategy(
            context -> Optional.of(SqlTypes.of(overloads.choose(context).orElseThrow().result())))
        .build();
  }

  /** The function with one of its overloads, chosen by the types of a call's arguments. */
  @Override
  public final UserDefinedFunction specialize(SpecializedContext context) {
    LibraryFunction chosen =
        (LibraryFunction) UserDefinedFunctionHelper.instantiateFunction(getClass());
    chosen.call = overloads().bind(context.getCallContext());
    return chosen;
  }

  private Overloads overloads() {
    return new Overloads(FunctionRegistry.of(List.of(library)).named(name));
  }

  @Override
  public final void open(FunctionContext context) {
    call.open();
  }

  /** The result for arguments of the types that were inferred. */
  public final Object eval(Object... arguments) {
    return call.apply(arguments);
  }
}
