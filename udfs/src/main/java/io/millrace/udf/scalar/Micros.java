package io.millrace.udf.scalar;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a {@code long} parameter, or on a method that returns {@code long}: the value is a timestamp,
 * microseconds since 1970-01-01T00:00:00Z.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.METHOD})
public @interface Micros {}
