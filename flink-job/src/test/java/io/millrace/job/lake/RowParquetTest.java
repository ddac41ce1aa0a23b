package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.AvroBytes;
import io.millrace.job.testing.Everything;
import io.millrace.job.testing.TestPipelines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows written and read back, in a JVM that stands in no time zone of anyone's data. */
class RowParquetTest {
  private static final PipelineFiles FILES = Everything.files("avro");
  private static final Pipeline PIPELINE = Pipeline.of(FILES);

  private final TimeZone zone = TimeZone.getDefault();

  @TempDir Path folder;

  @BeforeEach
  void moveZone() {
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
  }

  @AfterEach
  void restoreZone() {
    TimeZone.setDefault(zone);
  }

  @Test
  void readsBackEveryValueOfEveryType() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int seed = 0; seed < 500; seed++) {
      events.add(event(seed));
    }
    Path file = write(FILES, "part.parquet", events);

    List<Event> rows = read(file, PIPELINE, RowColumns.DECODED, TimeRange.ALL);

    assertThat(rows).hasSameSizeAs(events);
    for (int i = 0; i < rows.size(); i++) {
      Event row = rows.get(i);
      Event event = events.get(i);
      assertThat(Everything.columns(PIPELINE.layout(), row))
          .as("seed %d", i)
          .usingRecursiveComparison()
          .isEqualTo(Everything.columns(PIPELINE.layout(), event));
      assertThat(row.isRow()).isTrue();
      assertThat(row.isHistory()).isFalse();
      assertThat(row.id()).isEqualTo(event.id());
      assertThat(row.timeMillis()).isEqualTo(event.timeMillis());
      assertThat(row.isLate()).isEqualTo(event.isLate());
      assertThat(row.origin().stream()).isEqualTo(event.origin().stream());
      assertThat(row.origin().shard()).isEqualTo(event.origin().shard());
      assertThat(row.origin().sequence()).isEqualTo(event.origin().sequence());
      assertThat(row.origin().arrivalMillis()).isEqualTo(event.origin().arrivalMillis());
    }
  }

  @Test
  void handsOutTheRowsOfARangeOfTimes() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int seed = 0; seed < 100; seed++) {
      events.add(event(seed));
    }
    Path file = write(FILES, "part.parquet", events);
    long from = events.get(0).timeMillis();
    long until = from + 400L * 24 * 3_600_000;

    assertThat(read(file, PIPELINE, RowColumns.DECODED, TimeRange.of(from, until)))
        .extracting(Event::id)
        .containsExactlyElementsOf(
            events.stream()
                .filter(event -> event.timeMillis() >= from && event.timeMillis() < until)
                .map(Event::id)
                .toList());
  }

  @Test
  void aFieldThatWasAddedSinceIsNullInOlderRows() throws Exception {
    PipelineFiles before = simple("", TestPipelines.field("a", "\"int\""));
    PipelineFiles now =
        simple(
            "",
            TestPipelines.field("b", "[\"null\", \"string\"]", "null"),
            TestPipelines.field("a", "\"int\""));
    Path file = write(before, "part.parquet", List.of(simpleEvent(before, "{\"a\": 7, %s}")));

    Event row = read(file, Pipeline.of(now), RowColumns.DECODED, TimeRange.ALL).get(0);

    Layout layout = Pipeline.of(now).layout();
    assertThat(row.isNull(layout.position("b"))).isTrue();
    assertThat(row.getLong(layout.position("a"))).isEqualTo(7);
  }

  @Test
  void aNumberMayHaveBeenWidenedSince() throws Exception {
    String[] fields = {"\"int\"", "\"int\"", "\"long\""};
    String[] wider = {"\"long\"", "\"double\"", "\"double\""};
    PipelineFiles before = simple("", abc(fields));
    PipelineFiles now = simple("", abc(wider));
    Path file =
        write(
            before,
            "part.parquet",
            List.of(simpleEvent(before, "{\"a\": -7, \"b\": 8, \"c\": 9, %s}")));

    Event row = read(file, Pipeline.of(now), RowColumns.DECODED, TimeRange.ALL).get(0);

    Layout layout = Pipeline.of(now).layout();
    assertThat(row.getLong(layout.position("a"))).isEqualTo(-7);
    assertThat(row.getDouble(layout.position("b"))).isEqualTo(8.0);
    assertThat(row.getDouble(layout.position("c"))).isEqualTo(9.0);
  }

  private static String[] abc(String... types) {
    return new String[] {
      TestPipelines.field("a", types[0]),
      TestPipelines.field("b", types[1]),
      TestPipelines.field("c", types[2])
    };
  }

  /** Whoever compacts a lake writes the same values in other physical types. */
  @Test
  void readsFilesThatAnotherEngineRewrote() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int seed = 0; seed < 50; seed++) {
      events.add(event(seed));
    }
    Path file = write(FILES, "part.parquet", events);
    Path rewritten = rewrite(file, "*");

    List<Event> rows = read(rewritten, PIPELINE, RowColumns.DECODED, TimeRange.ALL);

    assertThat(rows).hasSameSizeAs(events);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(Everything.columns(PIPELINE.layout(), rows.get(i)))
          .as("seed %d", i)
          .usingRecursiveComparison()
          .isEqualTo(Everything.columns(PIPELINE.layout(), events.get(i)));
    }
  }

  private Path rewrite(Path file, String columns) throws SQLException {
    Path rewritten = folder.resolve("rewritten.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT %s FROM '%s') TO '%s' (FORMAT parquet)"
              .formatted(columns, file, rewritten));
    }
    return rewritten;
  }

  @Test
  void saysWhichColumnOfWhichFileIsMissing() throws Exception {
    PipelineFiles before = simple("", TestPipelines.field("a", "\"int\""));
    PipelineFiles now =
        simple("", TestPipelines.field("a", "\"int\""), TestPipelines.field("b", "\"int\"", "1"));
    Path file = write(before, "part.parquet", List.of(simpleEvent(before, "{\"a\": 7, %s}")));

    assertThatThrownBy(() -> read(file, Pipeline.of(now), RowColumns.DECODED, TimeRange.ALL))
        .isInstanceOf(UnfitLakeException.class)
        .hasMessage(
            "lake file file:%s: expected a column b of type INT, got none of that name; name a lake"
                + " that pipeline p wrote",
            file);
  }

  @Test
  void saysWhichColumnHasAnotherType() throws Exception {
    PipelineFiles before = simple("", TestPipelines.field("a", "\"double\""));
    PipelineFiles now = simple("", TestPipelines.field("a", "\"int\""));
    Path file = write(before, "part.parquet", List.of(simpleEvent(before, "{\"a\": 7, %s}")));

    assertThatThrownBy(() -> read(file, Pipeline.of(now), RowColumns.DECODED, TimeRange.ALL))
        .isInstanceOf(UnfitLakeException.class)
        .hasMessageContaining("expected a column a of type INT, got 'required double a'");
  }

  @Test
  void historyNeedsTheFeaturesThatOthersAreComputedFrom() throws Exception {
    String step =
        "features:\n"
            + "  - {entity: key, windows: [1h], aggregates: {spent: sum(a), seen: count()}}\n";
    String second =
        "  - derive: {double_spent: spent_1h * 2}\n"
            + "  - {entity: id, windows: [1h], aggregates: {most: max(double_spent)}}\n";
    String[] fields = {
      TestPipelines.field("a", "\"int\""), TestPipelines.field("key", "\"string\"")
    };
    PipelineFiles before = simple(step, fields);
    PipelineFiles now = simple(step + second, fields);
    Pipeline pipeline = Pipeline.of(now);
    Layout layout = pipeline.layout();
    assertThat(RowColumns.HISTORY.of(pipeline))
        .containsExactly(
            layout.position("a"),
            layout.position("key"),
            layout.position("id"),
            layout.position("at"),
            layout.position("spent_1h"));
    Event event = simpleEvent(before, "{\"a\": 7, \"key\": \"k\", %s}");
    event.setDouble(Pipeline.of(before).layout().position("spent_1h"), 2.5);
    Path file = write(before, "part.parquet", List.of(event));

    Event row = read(file, pipeline, RowColumns.HISTORY, TimeRange.ALL).get(0);

    assertThat(row.getDouble(layout.position("spent_1h"))).isEqualTo(2.5);
    assertThat(row.isNull(layout.position("seen_1h"))).isTrue();
    Path without = rewrite(file, "* EXCLUDE spent_1h");
    assertThatThrownBy(() -> read(without, pipeline, RowColumns.HISTORY, TimeRange.ALL))
        .isInstanceOf(UnfitLakeException.class)
        .hasMessageContaining(
            "expected a column spent_1h of type DOUBLE, got none of that name; other features are"
                + " computed from it: run 'millrace backfill' over this lake first");
    assertThat(read(without, pipeline, RowColumns.DECODED, TimeRange.ALL)).hasSize(1);
  }

  @Test
  void refusesRowsWithoutIdentity() throws Exception {
    Path file = write(FILES, "part.parquet", List.of(event(1)));
    Path rewritten = rewrite(file, "* REPLACE (NULL::VARCHAR AS id)");
    assertThatIOException()
        .isThrownBy(() -> read(rewritten, PIPELINE, RowColumns.DECODED, TimeRange.ALL))
        .withMessage(
            "lake file file:%s: a row cannot be read; restore the file, or leave it out", rewritten)
        .havingCause()
        .withMessage("a row of the lake lacks its identity, time or origin");
  }

  @Test
  void refusesFilesThatAreNoParquet() throws Exception {
    Path file = Files.writeString(folder.resolve("part.parquet"), "no Parquet at all");
    assertThatIOException()
        .isThrownBy(() -> read(file, PIPELINE, RowColumns.DECODED, TimeRange.ALL))
        .withMessage(
            "lake file file:%s: expected Parquet, got other bytes; restore it, or leave it out",
            file);
  }

  @Test
  void readsAFileWithoutRows() throws Exception {
    Path file = write(FILES, "part.parquet", List.of());
    assertThat(read(file, PIPELINE, RowColumns.DECODED, TimeRange.ALL)).isEmpty();
  }

  private static List<Event> read(Path file, Pipeline pipeline, RowColumns columns, TimeRange range)
      throws IOException {
    List<Event> events = new ArrayList<>();
    try (RowParquet rows =
        RowParquet.open(
            new org.apache.flink.core.fs.Path(file.toUri()), pipeline, columns, range)) {
      for (Event row = rows.next(); row != null; row = rows.next()) {
        events.add(row);
      }
    }
    return events;
  }

  private Path write(PipelineFiles files, String name, List<Event> events) throws IOException {
    Path file = folder.resolve(name);
    ParquetFile.write(EventParquet.writer(files), file, events);
    return file;
  }

  private static Event event(int seed) {
    Random random = new Random(seed);
    GenericRecord record = Everything.random(random);
    Origin origin =
        random.nextBoolean()
            ? Origin.ofFile("in", "events.avro", random.nextInt(99), 1_714_557_600_123L)
            : Origin.ofShard("stream", "shard-" + random.nextInt(3), "4961", random.nextInt(99));
    Event event = EventDecoder.forReplay(FILES).decode(AvroBytes.bare(record), origin).event();
    event.setLate(random.nextBoolean());
    stamp(event, PIPELINE);
    return event;
  }

  private static PipelineFiles simple(String features, String... fields) {
    String[] all = new String[fields.length + 2];
    System.arraycopy(fields, 0, all, 0, fields.length);
    all[fields.length] = TestPipelines.field("id", "\"string\"");
    all[fields.length + 1] =
        TestPipelines.field("at", "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}");
    return TestPipelines.of(
        "pipeline: p\nevent: {schema: event.avsc, format: json, id: id, time: at}\n" + features,
        TestPipelines.record(all));
  }

  private static Event simpleEvent(PipelineFiles files, String json) {
    byte[] payload = json.formatted("\"id\": \"i\", \"at\": 5").getBytes(StandardCharsets.UTF_8);
    Event event =
        EventDecoder.forReplay(files).decode(payload, Origin.ofFile("in", "f", 0, 0)).event();
    stamp(event, Pipeline.of(files));
    return event;
  }

  /** What the stages behind decoding fill, so that no required column is null. */
  private static void stamp(Event event, Pipeline pipeline) {
    int origin = pipeline.originColumn();
    event.setBoolean(origin, event.isLate());
    event.setObject(origin + 1, event.origin().stream());
    event.setObject(origin + 2, event.origin().shard());
    event.setObject(origin + 3, event.origin().sequence());
    event.setLong(origin + 4, event.origin().arrivalMillis() * 1000);
    event.setObject(origin + 5, "pipeline");
    event.setObject(origin + 6, "ruleset");
    event.setObject(origin + 7, "features");
    event.setObject(origin + 8, "version");
    for (int i = 0; i < pipeline.layout().size(); i++) {
      Column column = pipeline.layout().column(i);
      if (column.kind() == Column.Kind.FEATURE && !column.nullable() && event.isNull(i)) {
        event.setLong(i, 0);
      }
    }
  }
}
