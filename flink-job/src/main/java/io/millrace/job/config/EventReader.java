package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.Suggestion;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/** Reads the {@code event} section: schema, encoding, identity and time. */
final class EventReader {
  private static final String CONTENT_HASH = "content-hash";
  private static final Instant SAMPLE = Instant.parse("2024-05-06T07:00:00Z");
  private static final Set<ColumnType> ID_TYPES =
      EnumSet.of(ColumnType.STRING, ColumnType.INT, ColumnType.LONG);
  private static final Set<ColumnType> TIME_TYPES =
      EnumSet.of(ColumnType.TIMESTAMP, ColumnType.LONG, ColumnType.STRING);

  private final PipelineFiles files;
  private final Columns columns;
  private final Problems problems;

  private Schema schema;
  private int idColumn = -1;
  private boolean contentHash;
  private int timeColumn = -1;
  private String timePattern;
  private ZoneId timeZone = Defaults.ZONE;

  EventReader(PipelineFiles files, Columns columns, Problems problems) {
    this.files = files;
    this.columns = columns;
    this.problems = problems;
  }

  /** Reads the section and adds the event's fields to the columns. */
  EventSpec read(YamlValue section) {
    YamlMap event =
        section
            .map("schema", "former", "format", "id", "time", "ordering", "max-ahead", "max-bytes")
            .orElse(null);
    if (event == null) {
      columns.setFieldsUnknown();
      return null;
    }
    readSchema(event);
    List<Schema> former = event.get("former").map(this::readFormer).orElse(List.of());
    EventSpec.Format format = event.require("format", "avro").flatMap(this::format).orElse(null);
    event.require("id", "event_id").ifPresent(this::readId);
    event.require("time", "event_time").ifPresent(this::readTime);
    EventSpec spec =
        new EventSpec(
            schema,
            files.format().orElse(format),
            idColumn,
            timeColumn,
            timePattern,
            timeZone,
            event.duration("ordering", Defaults.ORDERING, Duration.ZERO, Defaults.LONGEST),
            event.duration("max-ahead", Defaults.MAX_AHEAD, Duration.ZERO, Defaults.LONGEST),
            event.bytes("max-bytes", Defaults.MAX_BYTES, Defaults.MOST_BYTES));
    return spec.withFormer(former);
  }

  /** True when the event is to be known by the hash of its bytes. */
  boolean isContentHash() {
    return contentHash;
  }

  /** True when a column is needed for the time, as the field that holds it is no TIMESTAMP. */
  boolean needsTimeColumn() {
    return timeColumn >= 0 && columns.column(timeColumn).type() != ColumnType.TIMESTAMP;
  }

  private void readSchema(YamlMap event) {
    Optional<YamlValue> value = event.require("schema", "event.avsc");
    Optional<String> name = value.flatMap(v -> v.text("the name of an Avro schema file"));
    Optional<String> text = name.flatMap(n -> PipelineReader.file(files, value.get(), n));
    if (text.isPresent()) {
      schema = SchemaReader.read(name.get(), text.get(), columns, problems).orElse(null);
    } else {
      columns.setFieldsUnknown();
    }
  }

  private List<Schema> readFormer(YamlValue value) {
    List<Schema> former = new ArrayList<>();
    for (YamlValue item : value.list("a list of Avro schema files")) {
      item.text("the name of an Avro schema file")
          .ifPresent(
              name ->
                  PipelineReader.file(files, item, name)
                      .flatMap(text -> FormerSchema.read(name, text, columns, problems))
                      .ifPresent(former::add));
    }
    return former;
  }

  private Optional<EventSpec.Format> format(YamlValue value) {
    List<String> known = List.of("avro", "json");
    return value
        .text("avro or json")
        .flatMap(
            text ->
                known.contains(text)
                    ? Optional.of(EventSpec.Format.valueOf(text.toUpperCase(Locale.ROOT)))
                    : value.problem("avro or json", Suggestion.remedy(text, known)));
  }

  private void readId(YamlValue value) {
    String expected = "a field of the event, or " + CONTENT_HASH;
    Optional<String> name = value.text(expected);
    contentHash = name.filter(CONTENT_HASH::equals).isPresent();
    if (!contentHash) {
      idColumn = name.map(n -> field(value, n, ID_TYPES, expected)).orElse(-1);
    }
  }

  private void readTime(YamlValue value) {
    String expected = "a field of the event, or a map with field, pattern, zone";
    if (!value.isMap()) {
      timeColumn = value.text(expected).map(n -> field(value, n, TIME_TYPES, expected)).orElse(-1);
      return;
    }
    YamlMap time = value.map("field", "pattern", "zone").orElseThrow();
    Optional<YamlValue> field = time.require("field", "event_time");
    timeColumn =
        field
            .flatMap(f -> f.text("a field of the event"))
            .map(n -> field(field.get(), n, TIME_TYPES, "a field of the event"))
            .orElse(-1);
    time.get("pattern").ifPresent(this::readPattern);
    time.get("zone").ifPresent(this::readZone);
  }

  private void readPattern(YamlValue value) {
    String expected = "a pattern of java.time.format.DateTimeFormatter with date and time";
    timePattern = value.text(expected).orElse(null);
    if (timeColumn >= 0 && columns.column(timeColumn).type() != ColumnType.STRING) {
      value.problem(
          "no pattern, as the field is a " + columns.column(timeColumn).type(), "remove it");
    } else if (timePattern != null && !isPatternOfInstants(timePattern)) {
      value.problem(expected, "write e.g. yyyy-MM-dd HH:mm:ss");
    }
  }

  /** Whether a time can be read back from its text, the zone given. */
  private static boolean isPatternOfInstants(String pattern) {
    try {
      DateTimeFormatter formatter =
          DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(Defaults.ZONE);
      return Instant.from(formatter.parse(formatter.format(SAMPLE))).equals(SAMPLE);
    } catch (IllegalArgumentException | DateTimeException e) {
      return false;
    }
  }

  private void readZone(YamlValue value) {
    String expected = "a time zone";
    value
        .text(expected)
        .ifPresent(
            zone -> {
              try {
                timeZone = ZoneId.of(zone);
              } catch (DateTimeException e) {
                value.problem(expected, "write e.g. UTC or Europe/Berlin");
              }
            });
  }

  /** Position of a field of one of these types, or -1 after telling why there is none. */
  private int field(YamlValue value, String name, Set<ColumnType> types, String expected) {
    int position = columns.position(name);
    if (position < 0) {
      if (!columns.isFaulty(name)) {
        value.problem(expected, Suggestion.remedy(name, columns.names(Column.Kind.FIELD)));
      }
      return -1;
    }
    ColumnType type = columns.column(position).type();
    if (!types.contains(type)) {
      problems.add(
          value.where(),
          "a field of type " + PipelineReader.join(types),
          "'" + name + "', which is " + type,
          "choose another field, or change its type in the schema");
      return -1;
    }
    return position;
  }
}
