package io.millrace.udf.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.udf.aggregate.AggregateType;
import io.millrace.udf.aggregate.Aggregates;
import io.millrace.udf.scalar.FunctionRegistry;
import io.millrace.udf.scalar.FunctionSignature;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whoever adds a function or an aggregate adds its class of SQL; this is what reminds them. */
class SqlClassesTest {
  private static final String PACKAGE = LibraryFunction.class.getPackageName();

  static final List<String> FUNCTIONS = FunctionRegistry.load().names();
  static final List<String> AGGREGATES = Aggregates.names();

  @ParameterizedTest
  @FieldSource("FUNCTIONS")
  void everyFunctionWithAllItsOverloadsIsOneOfSql(String name) throws Exception {
    LibraryFunction function = (LibraryFunction) instance("scalar", name);

    assertThat(function.name()).isEqualTo(name);
    assertThat(FunctionRegistry.of(List.of(function.library())).named(name))
        .extracting(FunctionSignature::toString)
        .isEqualTo(
            FunctionRegistry.load().named(name).stream().map(FunctionSignature::toString).toList());
  }

  @ParameterizedTest
  @FieldSource("AGGREGATES")
  void everyAggregateIsOneOfSqlAndARetractableOne(String name) throws Exception {
    LibraryAggregate aggregate = (LibraryAggregate) instance("aggregate", name);
    RetractableAggregate retractable = (RetractableAggregate) instance("retractable", name);

    assertThat(aggregate).isNotInstanceOf(RetractableAggregate.class);
    assertThat(aggregate.name()).isEqualTo(name);
    assertThat(retractable.name()).isEqualTo(name);
  }

  @ParameterizedTest
  @FieldSource("AGGREGATES")
  void whatIsACountInAPipelineIsOneInSql(String name) {
    Map<String, Double> arguments = new HashMap<>();
    for (AggregateType.Parameter parameter : Aggregates.byName(name).parameters()) {
      arguments.put(parameter.name(), 1.0);
    }

    assertThat(new AggregateKind(name, false).isCount())
        .isEqualTo(Aggregates.byName(name).create(arguments).isCount());
  }

  @Test
  void noOtherClassStandsAmongThem() throws Exception {
    assertThat(classes("scalar")).isEqualTo(capitalized(FUNCTIONS));
    assertThat(classes("aggregate")).isEqualTo(capitalized(AGGREGATES));
    assertThat(classes("retractable")).isEqualTo(capitalized(AGGREGATES));
  }

  /** As {@code CREATE FUNCTION} makes one. */
  private static Object instance(String group, String name) throws ReflectiveOperationException {
    return Class.forName(PACKAGE + '.' + group + '.' + capitalized(name))
        .getConstructor()
        .newInstance();
  }

  private static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static Set<String> capitalized(List<String> names) {
    return names.stream()
        .map(SqlClassesTest::capitalized)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> classes(String group) throws IOException, URISyntaxException {
    Path folder =
        Path.of(LibraryFunction.class.getResource("LibraryFunction.class").toURI())
            .resolveSibling(group);
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString().replace(".class", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
