package io.millrace.udf.scalar;

/**
 * A class whose public static methods with {@link ScalarFunction} are functions of the expression
 * language. Libraries are found by {@link java.util.ServiceLoader}: to add one, put the class on
 * the class path and its name into {@code
 * META-INF/services/io.millrace.udf.scalar.FunctionLibrary}.
 *
 * <p>Functions are pure and throw nothing. They are called only with arguments that are not null (a
 * null argument makes the result null), and may be called from many threads.
 */
public interface FunctionLibrary {}
