package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Column;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaProblemsTest {
  private static final String REMEDY =
      "; use boolean, int, long, float, double, string, enum, bytes, fixed, one of these or null,"
          + " or a record of these";

  static Stream<Arguments> types() {
    return Stream.of(
        type("\"boolean\"", "BOOLEAN NOT NULL"),
        type("\"int\"", "INT NOT NULL"),
        type("\"long\"", "LONG NOT NULL"),
        type("\"float\"", "DOUBLE NOT NULL"),
        type("\"double\"", "DOUBLE NOT NULL"),
        type("\"string\"", "STRING NOT NULL"),
        type("{'type': 'string', 'logicalType': 'uuid'}", "STRING NOT NULL"),
        type("{'type': 'enum', 'name': 'E', 'symbols': ['A']}", "STRING NOT NULL"),
        type("\"bytes\"", "BYTES NOT NULL"),
        type("{'type': 'fixed', 'name': 'F', 'size': 4}", "BYTES NOT NULL"),
        type("['null', 'int']", "INT"),
        type("['string', 'null']", "STRING"),
        type("{'type': 'long', 'logicalType': 'timestamp-millis'}", "TIMESTAMP NOT NULL"),
        type("{'type': 'long', 'logicalType': 'timestamp-micros'}", "TIMESTAMP NOT NULL"),
        type("['null', {'type': 'int', 'logicalType': 'date'}]", "DATE"),
        type(
            "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 2}",
            "DECIMAL NOT NULL"),
        type("{'type': 'long', 'logicalType': 'of-our-own'}", "LONG NOT NULL"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void readsAFieldAsAColumn(String type, String column) {
    Column read = withField(type).read().layout().column(2);

    assertThat(read).hasToString("x " + column);
    assertThat(read.doc()).isEqualTo("what x is");
    assertThat(read.kind()).isEqualTo(Column.Kind.FIELD);
  }

  @Test
  void keepsPrecisionAndScale() {
    Column column =
        withField("{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 2}")
            .read()
            .layout()
            .column(2);

    assertThat(column.precision()).isEqualTo(9);
    assertThat(column.scale()).isEqualTo(2);
  }

  @Test
  void flattensNestedRecordsAndLetsThemBeNull() {
    Pipeline pipeline =
        withField(
                "['null', {'type': 'record', 'name': 'Place', 'fields': ["
                    + "{'name': 'city', 'type': 'string'},"
                    + "{'name': 'at', 'type': {'type': 'record', 'name': 'Point', 'fields': ["
                    + "{'name': 'lat', 'type': 'double'}]}}]}]")
            .with(
                "pipeline.yaml",
                "pipeline: sales\n"
                    + Folder.EVENT
                    + "features: [{ derive: { north: x.at.lat > 0 } }]")
            .read();

    assertThat(pipeline.layout().columns().subList(2, 5))
        .extracting(Column::toString)
        .containsExactly("x.city STRING", "x.at.lat DOUBLE", "north BOOLEAN");
    assertThat(pipeline.layout().fields()).isEqualTo(4);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused(
            "{'type': 'array', 'items': 'int'}", "expected a supported type, got the type array"),
        refused("{'type': 'map', 'values': 'int'}", "expected a supported type, got the type map"),
        refused("\"null\"", "expected a supported type, got the type null"),
        refused(
            "['int', 'string']",
            "expected a union of null and one type, got the type union of int, string"),
        refused(
            "['null', 'int', 'string']",
            "expected a union of null and one type, got the type union of null, int, string"),
        refused("['null']", "expected a union of null and one type, got the type union of null"),
        refused(
            "{'type': 'int', 'logicalType': 'time-millis'}",
            "expected a supported type, got the type int (time-millis)"),
        refused(
            "{'type': 'long', 'logicalType': 'local-timestamp-millis'}",
            "expected a supported type, got the type long (local-timestamp-millis)"),
        refused(
            "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 39, 'scale': 2}",
            "expected a decimal of at most 38 digits, got 39 digits"),
        refused(
            "['null', 'Event']",
            "expected a record that does not hold itself, got the record Event"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesAFieldThatIsNoColumn(String type, String problem) {
    assertThat(withField(type).problems()).containsExactly("event.avsc x: " + problem + REMEDY);
  }

  @Test
  void refusesFieldsThatDifferInCaseAlone() {
    Folder folder =
        Folder.withSections("").with("event.avsc", Folder.SCHEMA.replace("\"image\"", "\"Shop\""));

    assertThat(folder.problems())
        .containsExactly(
            "event.avsc Shop: expected a name that no other column has (warehouses do not tell case"
                + " apart), got 'Shop', which is a field of the event already; rename it");
  }

  @Test
  void refusesAFieldNamedLikeAColumnThatIsAdded() {
    Folder folder =
        Folder.of("pipeline: sales\n" + Folder.EVENT.replace("id: id", "id: content-hash"))
            .with("event.avsc", Folder.SCHEMA.replace("\"id\"", "\"event_id\""));

    assertThat(folder.problems())
        .containsExactly(
            "pipeline.yaml:2 event: expected a name that no other column has (warehouses do not"
                + " tell case apart), got 'event_id', which Millrace adds itself; rename it");
    assertThat(
            Folder.withSections("")
                .with("event.avsc", Folder.SCHEMA.replace("\"image\"", "\"late\""))
                .problems())
        .containsExactly(
            "event.avsc late: expected a name that no other column has (warehouses do not tell case"
                + " apart), got 'late', which Millrace adds itself; rename it");
  }

  private static Folder withField(String type) {
    String schema =
        "{'type': 'record', 'name': 'Event', 'fields': ["
            + "{'name': 'id', 'type': 'string'}, {'name': 'at', 'type': 'long'},"
            + "{'name': 'x', 'doc': 'what x is', 'type': "
            + type
            + "}]}";
    return Folder.withSections("").with("event.avsc", schema.replace('\'', '"'));
  }

  private static Arguments type(String type, String column) {
    return Arguments.of(type, column);
  }

  private static Arguments refused(String type, String problem) {
    return Arguments.of(type, problem);
  }
}
