/**
 * The expression language of pipeline files, compiled to bytecode.
 *
 * <p>Literals are numbers ({@code 5}, {@code 0.5}, {@code 1e3}), texts in single or double quotes,
 * {@code true}, {@code false} and {@code null}. Names are columns; a field of a nested record is
 * {@code outer.inner}. Operators, those that bind tightest first: {@code - !} before an operand,
 * {@code * / %}, {@code + -}, {@code < <= > >=}, {@code == !=}, {@code &&}, {@code ||}, {@code ?
 * :}. Functions are those of {@link io.millrace.udf.scalar.FunctionRegistry}, and {@code coalesce}
 * and {@code isNull} of the language itself. Where a function takes a zone or a list of numbers,
 * the argument is a literal, {@code "Europe/Berlin"} or {@code [1, 10, 100]}.
 *
 * <p>Types are {@link io.millrace.udf.scalar.ValueType}s. INT columns are read as LONG, DECIMAL
 * columns as DOUBLE; LONG turns into DOUBLE where the other operand is one.
 *
 * <p>Null, as in SQL: an operator or function with a null operand is null, but {@code false && x}
 * is false, {@code true || x} is true, and {@code c ? a : b} is b unless c is true. What has no
 * finite answer is null too: {@code x / 0} (division is always real), {@code x % 0}, an integer
 * overflow, a NaN or infinity, also one that an event brings.
 *
 * <p>An {@link io.millrace.job.expression.AggregateCall} is an aggregate's name, its value, and
 * named arguments: {@code where:} a condition, {@code default:} a number, and its own parameters,
 * numbers or durations such as {@code 7d}.
 */
package io.millrace.job.expression;
