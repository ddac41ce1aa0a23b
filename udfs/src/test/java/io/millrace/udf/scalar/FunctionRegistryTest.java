package io.millrace.udf.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionRegistryTest {

  private static final List<Class<?>> BUILT_IN =
      List.of(
          GeoFunctions.class,
          HashFunctions.class,
          NumberFunctions.class,
          TextFunctions.class,
          TimeFunctions.class);

  @Test
  void findsTheBuiltInFunctions() {
    FunctionRegistry registry = FunctionRegistry.of(BUILT_IN);

    assertThat(registry.names())
        .containsExactly(
            "abs",
            "bucketize",
            "ceil",
            "clip",
            "concat",
            "contains",
            "dayOfMonth",
            "dayOfWeek",
            "dayOfYear",
            "emailDomain",
            "endsWith",
            "exp",
            "floor",
            "hashBucket",
            "haversine",
            "hour",
            "hourOfWeek",
            "isNight",
            "isWeekend",
            "length",
            "log",
            "log1p",
            "lower",
            "max",
            "min",
            "minMax",
            "minute",
            "minuteOfDay",
            "month",
            "pow",
            "ratio",
            "round",
            "secondsBetween",
            "sign",
            "sqrt",
            "startsWith",
            "substring",
            "toText",
            "trim",
            "upper",
            "year",
            "zScore");
    assertThat(registry.named("hour"))
        .extracting(FunctionSignature::toString)
        .containsExactly("hour(TIMESTAMP)", "hour(TIMESTAMP, ZONE)");
    assertThat(registry.named("bucketize"))
        .extracting(FunctionSignature::toString)
        .containsExactly("bucketize(DOUBLE, NUMBERS)");
    assertThat(registry.named("nothing")).isEmpty();
  }

  @Test
  void everyBuiltInFunctionSaysWhatItAnswers() {
    FunctionRegistry registry = FunctionRegistry.load();
    for (String name : registry.names()) {
      assertThat(registry.named(name))
          .as(name)
          .allSatisfy(function -> assertThat(function.doc()).matches("[-A-Z](.|\\s)*\\."));
    }
  }

  @Test
  void findsALibraryOfTheUserOnTheClassPath(@TempDir Path folder) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(FunctionLibrary.class.getName()), OwnFunctions.class.getName());
    FunctionRegistry registry;
    try (URLClassLoader classPath =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      registry = FunctionRegistry.load(classPath);
    }

    assertThat(registry.libraries()).containsAll(BUILT_IN).contains(OwnFunctions.class);
    assertThat(registry.libraries()).hasSize(BUILT_IN.size() + 1);
    assertThat(registry.named("twice"))
        .singleElement()
        .satisfies(
            function -> {
              assertThat(function.owner()).isEqualTo(OwnFunctions.class);
              assertThat(function.result()).isEqualTo(ValueType.LONG);
              assertThat(function.doc()).isEqualTo("The number, twice.");
            });
    assertThat(registry.named("hourOf"))
        .singleElement()
        .extracting(FunctionSignature::result)
        .isEqualTo(ValueType.TIMESTAMP);
    assertThat(registry.named("notAFunction")).isEmpty();
  }

  @Test
  void refusesATypeThatExpressionsDoNotKnow() {
    assertThatThrownBy(() -> FunctionRegistry.of(List.of(BoxedFunction.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "io.millrace.udf.scalar.FunctionRegistryTest$BoxedFunction.next: expected boolean,"
                + " long, double, String (or ZoneId, double[] as a parameter), got java.lang.Long;"
                + " change the type, or put @Micros on a long only");
  }

  @Test
  void refusesAMethodOfAnInstance() {
    assertThatThrownBy(() -> FunctionRegistry.of(List.of(InstanceFunction.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("next: expected a public static method of a public class, got")
        .hasMessageEndingWith("; make both public and the method static");
  }

  @Test
  void refusesAFunctionThatAnotherLibraryHas() {
    assertThatThrownBy(() -> FunctionRegistry.of(List.of(OwnFunctions.class, SecondFunction.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "io.millrace.udf.scalar.FunctionRegistryTest$SecondFunction: expected a function that"
                + " no other library has, got twice(LONG); rename it");
  }

  /** Has a parameter that would box. */
  public static final class BoxedFunction implements FunctionLibrary {
    @ScalarFunction("")
    public static long next(Long x) {
      return x + 1;
    }
  }

  /** Has a method that needs an instance. */
  public static final class InstanceFunction implements FunctionLibrary {
    @ScalarFunction("")
    public long next(long x) {
      return x + 1;
    }
  }

  /** Has a name and types that {@link OwnFunctions} has too. */
  public static final class SecondFunction implements FunctionLibrary {
    @ScalarFunction("")
    public static long twice(long y) {
      return y + y;
    }
  }
}
