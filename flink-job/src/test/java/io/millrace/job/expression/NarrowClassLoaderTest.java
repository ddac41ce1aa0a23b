package io.millrace.job.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.event.Event;
import io.millrace.udf.scalar.FunctionLibrary;
import io.millrace.udf.scalar.FunctionRegistry;
import io.millrace.udf.scalar.ScalarFunction;
import io.millrace.udf.scalar.TimeFunctions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.janino.SimpleCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NarrowClassLoaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.Runtime",
        "java.lang.System",
        "java.lang.Class",
        "java.lang.Thread",
        "java.lang.ProcessBuilder",
        "java.io.File",
        "java.nio.file.Files",
        "java.time.Clock",
        "java.time.Instant",
        "java.net.URL",
        "io.millrace.job.config.Pipeline",
        "org.apache.flink.util.FileUtils"
      })
  void generatedCodeDoesNotSee(String type) {
    NarrowClassLoader loader = new NarrowClassLoader(Set.of());

    assertThatThrownBy(() -> loader.loadClass(type))
        .isInstanceOf(ClassNotFoundException.class)
        .hasMessage(type + " is not visible to expressions");
  }

  @Test
  void generatedCodeSeesEventsAndFunctions() throws ClassNotFoundException {
    NarrowClassLoader loader = new NarrowClassLoader(Set.of(Own.class));

    assertThat(loader.loadClass(Event.class.getName())).isSameAs(Event.class);
    assertThat(loader.loadClass(TimeFunctions.class.getName())).isSameAs(TimeFunctions.class);
    assertThat(loader.loadClass(Own.class.getName())).isSameAs(Own.class);
  }

  @Test
  void aClassThatReachesForMoreDoesNotLink() throws Exception {
    SimpleCompiler compiler = new SimpleCompiler();
    compiler.setParentClassLoader(getClass().getClassLoader());
    compiler.cook(
        "package p; public class Reach extends io.millrace.job.expression.GeneratedExpression {"
            + " public boolean evaluate(io.millrace.job.event.Event event) {"
            + " setLong(Runtime.getRuntime().freeMemory()); return true; } }");
    Class<? extends GeneratedExpression> reach =
        new NarrowClassLoader(Set.of()).define("p.Reach", compiler.getBytecodes().get("p.Reach"));
    GeneratedExpression expression = reach.getConstructor().newInstance();

    assertThatThrownBy(() -> expression.evaluate(Rows.of(Map.of())))
        .isInstanceOf(NoClassDefFoundError.class)
        .hasMessageContaining("java/lang/Runtime");
  }

  @Test
  void aFunctionOfTheUserIsCalled() {
    ExpressionCompiler compiler = new ExpressionCompiler(FunctionRegistry.of(List.of(Own.class)));

    Object value = Rows.compile(compiler, "label(long)").apply(Rows.of(Map.of("long", 7)));

    assertThat(value).isEqualTo("#7");
    assertThat(Rows.compile(compiler, "label(0)").apply(Rows.of(Map.of()))).isNull();
  }

  /** A user's library. */
  public static final class Own implements FunctionLibrary {
    @ScalarFunction("The number as a label; null for zero.")
    public static String label(long x) {
      return x == 0 ? null : "#" + x;
    }
  }
}
