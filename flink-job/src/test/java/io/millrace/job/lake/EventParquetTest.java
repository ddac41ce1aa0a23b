package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.AvroBytes;
import io.millrace.job.testing.DuckDb;
import io.millrace.job.testing.Everything;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows read back by DuckDB, in a JVM that stands in no time zone of anyone's data. */
class EventParquetTest {
  private static final Origin ORIGIN = Origin.ofFile("in", "events.avro", 7, 1_714_557_600_123L);
  private static final PipelineFiles FILES = Everything.files("avro");

  private final TimeZone zone = TimeZone.getDefault();
  private final Layout layout = Pipeline.of(FILES).layout();

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
  void describesEachColumnOfTheLayoutInItsOrder() {
    Layout types =
        Layout.of(
            List.of(
                column("b", ColumnType.BOOLEAN, true),
                column("i", ColumnType.INT, true),
                column("l", ColumnType.LONG, false),
                column("d", ColumnType.DOUBLE, true),
                column("ts", ColumnType.TIMESTAMP, false),
                column("day", ColumnType.DATE, true),
                column("s", ColumnType.STRING, false),
                column("raw", ColumnType.BYTES, true),
                Column.decimal("price", 12, 2, true, Column.Kind.FIELD, "")));
    assertThat(EventParquet.schema("card-payments", types).toString())
        .isEqualToIgnoringNewLines(
            """
            message card_payments {
              optional boolean b;
              optional int32 i;
              required int64 l;
              optional double d;
              required int64 ts (TIMESTAMP(MICROS,true));
              optional int32 day (DATE);
              required binary s (STRING);
              optional binary raw;
              optional binary price (DECIMAL(12,2));
            }
            """);
  }

  private static Column column(String name, ColumnType type, boolean nullable) {
    return Column.of(name, type, nullable, Column.Kind.FIELD, "");
  }

  @Test
  void keepsEveryValueOfEveryType() throws Exception {
    List<List<Object>> expected = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    EventDecoder decoder = EventDecoder.forReplay(FILES);
    for (int seed = 0; seed < 200; seed++) {
      GenericRecord record = Everything.random(new Random(seed));
      Event event = decoder.decode(AvroBytes.bare(record), ORIGIN).event();
      stamp(event);
      events.add(event);
      expected.add(new ArrayList<>(Everything.expectedColumns(record).values()));
    }
    write(events);

    List<List<Object>> rows =
        DuckDb.query(
            "SELECT "
                + layout.columns().subList(0, layout.fields()).stream()
                    .map(EventParquetTest::comparable)
                    .collect(Collectors.joining(", "))
                + " FROM "
                + DuckDb.parquet(folder));
    assertThat(rows)
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(expected.stream().map(EventParquetTest::comparable).toList());
  }

  /** The column as a type that its stored form compares to: times as numbers, bytes as hex. */
  private static String comparable(Column column) {
    String quoted = '"' + column.name() + '"';
    return switch (column.type()) {
      case TIMESTAMP -> "epoch_us(" + quoted + ")";
      case DATE -> "(" + quoted + " - DATE '1970-01-01')";
      case INT -> quoted + "::BIGINT";
      case BYTES -> "hex(" + quoted + ")";
      default -> quoted;
    };
  }

  private static List<Object> comparable(List<Object> values) {
    return values.stream()
        .map(value -> value instanceof byte[] bytes ? hex(bytes) : value)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  @Test
  void typesColumnsAsTheWarehouseDoes() throws Exception {
    Event event =
        EventDecoder.forReplay(FILES)
            .decode(AvroBytes.bare(Everything.random(new Random(1))), ORIGIN)
            .event();
    stamp(event);
    write(List.of(event));
    List<List<Object>> described = DuckDb.query("DESCRIBE SELECT * FROM " + DuckDb.parquet(folder));
    assertThat(described.stream().map(row -> row.get(0) + " " + row.get(1)))
        .containsExactlyElementsOf(
            layout.columns().stream().map(c -> c.name() + " " + duckDbType(c)).toList());
    assertThat(DuckDb.query("SELECT late, origin_sequence FROM " + DuckDb.parquet(folder)))
        .containsExactly(List.of(true, "7"));
  }

  private static String duckDbType(Column column) {
    return switch (column.type()) {
      case BOOLEAN -> "BOOLEAN";
      case INT -> "INTEGER";
      case LONG -> "BIGINT";
      case DOUBLE -> "DOUBLE";
      case TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
      case DATE -> "DATE";
      case STRING -> "VARCHAR";
      case BYTES -> "BLOB";
      case DECIMAL -> "DECIMAL(" + column.precision() + "," + column.scale() + ")";
    };
  }

  @Test
  void writesTheExtremesOfDecimals() throws Exception {
    Event event =
        EventDecoder.forReplay(FILES)
            .decode(AvroBytes.bare(Everything.random(new Random(1))), ORIGIN)
            .event();
    stamp(event);
    List<Event> events = new ArrayList<>();
    List<List<Object>> expected = new ArrayList<>();
    for (String price : List.of("9999999999.99", "-9999999999.99", "0.00", "-0.01", "1.28")) {
      Event copy = event.copy();
      copy.setObject(layout.position("price"), new BigDecimal(price));
      events.add(copy);
      expected.add(List.of(new BigDecimal(price)));
    }
    write(events);
    assertThat(DuckDb.query("SELECT price FROM " + DuckDb.parquet(folder))).isEqualTo(expected);
  }

  /** What the stages behind decoding fill, so that no required column is null. */
  private void stamp(Event event) {
    int origin = Pipeline.of(FILES).originColumn();
    event.setBoolean(origin, true);
    event.setObject(origin + 1, event.origin().stream());
    event.setObject(origin + 2, event.origin().shard());
    event.setObject(origin + 3, event.origin().sequence());
    event.setLong(origin + 4, event.origin().arrivalMillis() * 1000);
    event.setObject(origin + 5, "pipeline");
    event.setObject(origin + 6, "ruleset");
    event.setObject(origin + 7, "features");
    event.setObject(origin + 8, "version");
  }

  private void write(List<Event> events) throws Exception {
    Path file = folder.resolve("part.parquet");
    ParquetFile.write(InstantiationUtil.clone(EventParquet.writer(FILES)), file, events);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("millrace.pipeline");
  }
}
