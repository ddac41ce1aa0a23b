package io.millrace.job.expression;

import io.millrace.job.event.Event;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;

/**
 * Defines generated classes, and is all they see: the event contract, functions, and the few
 * platform classes that these name. Nothing that reads files, clocks, the network or other classes.
 */
final class NarrowClassLoader extends ClassLoader {
  private static final Set<Class<?>> PLATFORM =
      Set.of(
          Object.class,
          String.class,
          Math.class,
          Boolean.class,
          Long.class,
          Double.class,
          BigDecimal.class,
          ZoneId.class);

  private static final String EVENT_PACKAGE = Event.class.getPackageName() + '.';
  private static final String FUNCTIONS_PACKAGE = "io.millrace.udf.scalar.";

  private final Set<String> allowed = new HashSet<>();

  /**
   * @param libraries classes whose functions may be called
   */
  NarrowClassLoader(Set<Class<?>> libraries) {
    super(GeneratedExpression.class.getClassLoader());
    allowed.add(GeneratedExpression.class.getName());
    PLATFORM.forEach(type -> allowed.add(type.getName()));
    libraries.forEach(type -> allowed.add(type.getName()));
  }

  Class<? extends GeneratedExpression> define(String name, byte[] bytecode) {
    return defineClass(name, bytecode, 0, bytecode.length).asSubclass(GeneratedExpression.class);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (allowed.contains(name)
        || name.startsWith(EVENT_PACKAGE)
        || name.startsWith(FUNCTIONS_PACKAGE)) {
      return super.loadClass(name, resolve);
    }
    throw new ClassNotFoundException(name + " is not visible to expressions");
  }
}
