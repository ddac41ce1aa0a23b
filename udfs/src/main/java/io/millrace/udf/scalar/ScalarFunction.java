package io.millrace.udf.scalar;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public static method of a {@link FunctionLibrary} a function of the expression language,
 * under the method's name. Overloads are told apart by number and type of their parameters.
 *
 * <p>Parameters and results are {@code boolean}, {@code long}, {@code double} or {@code String};
 * parameters also {@link java.time.ZoneId} (a literal zone name) and {@code double[]} (a literal
 * list of numbers, the same array at every call, not to be changed).
 *
 * <p>A function is pure: it answers from its arguments alone and throws nothing. It is not called
 * where an argument is null; the result is null then. {@code double} arguments are finite. A {@code
 * double} result that is NaN or infinite, and a {@code String} result that is null, are null.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ScalarFunction {
  /** What the function answers, one sentence. */
  String value();
}
