package io.millrace.job.expression;

import io.millrace.udf.scalar.ValueType;
import java.lang.reflect.Constructor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;

/**
 * Turns generated source into classes, and keeps the latest: operators of one process build their
 * pipelines from the same files, and need the same classes.
 */
final class GeneratedClasses {
  private static final int KEPT = 1_000;
  private static final String PACKAGE = "io.millrace.job.expression.generated";
  private static final String CLASS = "Compiled";

  private static final Map<List<Object>, Class<? extends GeneratedExpression>> CLASSES =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<List<Object>, Class<? extends GeneratedExpression>> eldest) {
          return size() > KEPT;
        }
      };

  private GeneratedClasses() {}

  /** Constructor of a class that computes the value with this number. */
  static Constructor<? extends GeneratedExpression> constructor(
      Code code, int value, ValueType type, Set<Class<?>> libraries) {
    String source = code.source(PACKAGE, CLASS, value, type);
    try {
      Class<? extends GeneratedExpression> generated;
      synchronized (CLASSES) {
        List<Object> key = List.of(source, libraries);
        generated = CLASSES.get(key);
        if (generated == null) {
          generated = compile(source, libraries);
          CLASSES.put(key, generated);
        }
      }
      return generated.getConstructor(Object[].class);
    } catch (CompileException | ReflectiveOperationException e) {
      throw new IllegalStateException("generated source does not compile:\n" + source, e);
    }
  }

  private static Class<? extends GeneratedExpression> compile(
      String source, Set<Class<?>> libraries) throws CompileException {
    // The compiler itself asks for a good part of java.lang; the class that it makes sees less.
    SimpleCompiler compiler = new SimpleCompiler();
    compiler.setParentClassLoader(GeneratedExpression.class.getClassLoader());
    compiler.setDebuggingInformation(false, false, false);
    compiler.cook(source);
    String name = PACKAGE + '.' + CLASS;
    return new NarrowClassLoader(libraries).define(name, compiler.getBytecodes().get(name));
  }
}
