package io.millrace.job.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.config.ChangedPipelineException;
import io.millrace.job.config.EventSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.EventTrace;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RulesetVersion;
import io.millrace.job.testing.AvroBytes;
import io.millrace.job.testing.Everything;
import io.millrace.job.testing.TestPipelines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSerializerTest {
  private static final String SCHEMA =
      TestPipelines.record(
          TestPipelines.field("id", "\"string\""),
          TestPipelines.field("at", "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"),
          TestPipelines.field("amount", "[\"null\", \"double\"]"));

  /**
   * Columns of every type that is computed, and more of them than one word of presence bits has.
   */
  private static final String FEATURES =
      "features:\n"
          + "  - derive: { text: id, double_amount: amount * 2, large: amount > 5, night:"
          + " isNight(at) }\n"
          + "  - derive: { "
          + IntStream.range(0, 130)
              .mapToObj(i -> "d" + i + ": amount + " + i)
              .collect(Collectors.joining(", "))
          + " }\n"
          + "  - entity: id\n"
          + "    windows: [1d]\n"
          + "    aggregates: { events: count(), spent: sum(amount) }\n";

  private static final PipelineFiles FILES = files(FEATURES, SCHEMA);
  private static final Layout LAYOUT = Pipeline.of(FILES).layout();

  private final EventDecoder decoder = EventDecoder.forReplay(FILES);
  private final TypeSerializer<Event> serializer = new EventSerializer(FILES);

  @Test
  void keepsWhatDecodingAndTheStagesFilled() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      Event event = event(new Random(seed));
      assertThat(roundTrip(event)).as("seed %d", seed).usingRecursiveComparison().isEqualTo(event);
    }
  }

  @Test
  void keepsTheTraceOfAnEventThatHasOne() throws IOException {
    Event event = event(new Random(1));
    event.setTrace(new EventTrace(-1, 2, 3));
    Event read = roundTrip(event);
    assertThat(read.trace()).usingRecursiveComparison().isEqualTo(event.trace());
    assertThat(read.copy().trace()).isSameAs(read.trace());
    assertThat(roundTrip(event(new Random(1))).trace()).isNull();
  }

  @Test
  void keepsTheNameOfTheRulesetThatTookThePlaceOfThePipelinesOwn() throws IOException {
    Event event = event(new Random(1));
    event.setRuleset(new RulesetVersion(7, "00ff00ff00ff00ff", "Rules = [ RowCount > 1 ]"));
    Event read = roundTrip(event);
    assertThat(read.ruleset().version).isEqualTo(7);
    assertThat(read.ruleset().hash).isEqualTo("00ff00ff00ff00ff");
    assertThat(read.ruleset().text).as("only the name travels").isNull();
    assertThat(roundTrip(event).ruleset()).as("one object for all").isSameAs(read.ruleset());
  }

  /** Savepoints hold events of this form: whatever changes, these bytes must still be read. */
  @Test
  void writesAndReadsTheFormOfVersion1() throws IOException {
    PipelineFiles files = files("features: [{derive: {text: id, twice: amount * 2}}]\n", SCHEMA);
    TypeSerializer<Event> small = new EventSerializer(files);
    Layout layout = Pipeline.of(files).layout();
    byte[] payload = "{\"id\":\"ä\",\"at\":5}".getBytes(StandardCharsets.UTF_8);
    Origin origin = Origin.ofShard("s", "sh", "49", 77);
    Event event = EventDecoder.forReplay(files).decode(payload, origin).event();
    event.setObject(layout.position("text"), "ä");
    event.setLate(true);
    event.setBrokenRules(5);
    String bytes =
        "00000012"
            + HexFormat.of().formatHex(payload)
            + "000173" // stream
            + "00027368" // shard
            + "ffffffffffffffff" // no ordinal
            + "00023439" // sequence number
            + "000000000000004d" // arrival
            + "03" // late, breaks rules
            + "0000000000000005" // the rules
            + "0000000000000001" // computed columns that are present
            + "00000002c3a4"; // text
    DataOutputSerializer out = new DataOutputSerializer(64);
    small.serialize(event, out);
    assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(bytes);
    assertThat(small.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(bytes))))
        .usingRecursiveComparison()
        .isEqualTo(event);
  }

  /** A row has no bytes to decode again: its fields, identity and time travel as columns. */
  @Test
  void keepsRowsThatHaveNoBytes() throws IOException {
    PipelineFiles files = Everything.files("avro");
    TypeSerializer<Event> rows = new EventSerializer(files);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] payload = AvroBytes.bare(Everything.random(random));
      Origin origin = Origin.ofShard("s", "sh", "49", 77);
      Event decoded = EventDecoder.forReplay(files).decode(payload, origin).event();
      Event row = asRow(decoded, Pipeline.of(files).layout());
      row.setLate(random.nextBoolean());
      row.setHistory(random.nextBoolean());
      row.setBrokenRules(random.nextInt(3));
      DataOutputSerializer out = new DataOutputSerializer(64);
      rows.serialize(row, out);
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
      Event read = rows.deserialize(in);
      assertThat(read).as("seed %d", seed).usingRecursiveComparison().isEqualTo(row);
      assertThat(read.isRow()).isTrue();
      assertThat(in.available()).isZero();
    }
  }

  @Test
  void keepsTheIdentityAndTimeOfRowsThatHaveColumnsForThem() throws IOException {
    PipelineFiles files =
        TestPipelines.of(
            "pipeline: p\nevent: {schema: event.avsc, format: json, id: content-hash,"
                + " time: millis}\n",
            TestPipelines.record(TestPipelines.field("millis", "\"long\"")));
    byte[] payload = "{\"millis\":-5}".getBytes(StandardCharsets.UTF_8);
    Event decoded =
        EventDecoder.forReplay(files).decode(payload, Origin.ofFile("in", "f", 3, 4)).event();
    Event row = asRow(decoded, Pipeline.of(files).layout());
    TypeSerializer<Event> rows = new EventSerializer(files);
    DataOutputSerializer out = new DataOutputSerializer(64);
    rows.serialize(row, out);
    Event read = rows.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(read).usingRecursiveComparison().isEqualTo(row);
    assertThat(read.timeMillis()).isEqualTo(-5);
    assertThat(read.id()).hasSize(32);
  }

  /** As the form of version 1, with the columns of the row behind the flags. */
  @Test
  void writesAndReadsTheFormOfRows() throws IOException {
    PipelineFiles files = files("features: [{derive: {text: id, twice: amount * 2}}]\n", SCHEMA);
    TypeSerializer<Event> small = new EventSerializer(files);
    Layout layout = Pipeline.of(files).layout();
    Event row = Event.ofRow(Origin.ofFile("in", "f", 1, 77), layout.size());
    row.setObject(layout.position("id"), "ä");
    row.setId("ä");
    row.setLong(layout.position("at"), 5_000);
    row.setTimeMillis(5);
    row.setDouble(layout.position("twice"), 1.0);
    row.setHistory(true);
    String bytes =
        "00000000" // no payload
            + "0002696e" // folder
            + "000166" // file
            + "0000000000000001" // ordinal
            + "000000000000004d" // arrival
            + "0c" // history, row
            + "0000000000000003" // fields that are present
            + "00000002c3a4" // id
            + "0000000000001388" // at
            + "0000000000000002" // computed columns that are present
            + "3ff0000000000000"; // twice
    DataOutputSerializer out = new DataOutputSerializer(64);
    small.serialize(row, out);
    assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(bytes);
    assertThat(small.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(bytes))))
        .usingRecursiveComparison()
        .isEqualTo(row);
  }

  private static Event asRow(Event decoded, Layout layout) {
    Event row = Event.ofRow(decoded.origin(), layout.size());
    for (int i = 0; i < layout.size(); i++) {
      if (decoded.isNull(i)) {
        continue;
      }
      if (layout.column(i).type().isPrimitive()) {
        row.setLong(i, decoded.getLong(i));
      } else {
        row.setObject(i, decoded.getObject(i));
      }
    }
    if (decoded.hasNumericId()) {
      row.setId(decoded.idNumber());
    } else {
      row.setId(decoded.id());
    }
    row.setTimeMillis(decoded.timeMillis());
    return row;
  }

  @Test
  void keepsOriginsOfShardsAndFilesAsTheyAlternate() throws IOException {
    Random random = new Random(5);
    List<Event> events = new ArrayList<>();
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (int i = 0; i < 100; i++) {
      Event event = event(random);
      events.add(event);
      serializer.serialize(event, out);
    }
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    for (Event event : events) {
      assertThat(serializer.deserialize(in).origin())
          .usingRecursiveComparison()
          .isEqualTo(event.origin());
    }
    assertThat(in.available()).isZero();
  }

  @Test
  void duplicatesShareNothing() throws IOException {
    Event event = event(new Random(1));
    TypeSerializer<Event> duplicate = serializer.duplicate();
    assertThat(duplicate)
        .isNotSameAs(serializer)
        .isEqualTo(serializer)
        .hasSameHashCodeAs(serializer);
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(event, out);
    duplicate.serialize(event, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    Event first = duplicate.deserialize(in);
    Event second = serializer.deserialize(in);
    assertThat(first).usingRecursiveComparison().isEqualTo(second);
  }

  @Test
  void copiesRecordsInTheirBinaryForm() throws IOException {
    Event event = event(new Random(2));
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(event, out);
    DataOutputSerializer copied = new DataOutputSerializer(64);
    serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copied);
    assertThat(copied.getCopyOfBuffer()).isEqualTo(out.getCopyOfBuffer());
  }

  @Test
  void aCopyHasColumnsOfItsOwn() {
    Event event = event(new Random(3));
    event.setDouble(2, 1);
    Event copy = serializer.copy(event);
    copy.setDouble(2, 2);
    copy.setLate(!event.isLate());
    assertThat(event.getDouble(2)).isEqualTo(1);
    assertThat(copy.isLate()).isNotEqualTo(event.isLate());
    assertThat(serializer.isImmutableType()).isFalse();
  }

  @Test
  void typesOfOnePipelineAreEqual() {
    assertThat(EventTypeInfo.of(FILES))
        .isEqualTo(EventTypeInfo.of(files(FEATURES, SCHEMA)))
        .hasSameHashCodeAs(EventTypeInfo.of(files(FEATURES, SCHEMA)))
        .isNotEqualTo(EventTypeInfo.of(files("", SCHEMA)));
    assertThat(EventTypeInfo.of(FILES).createSerializer(new SerializerConfigImpl()))
        .isEqualTo(serializer);
    assertThat(EventTypeInfo.of(FILES).isKeyType()).isFalse();
  }

  @Test
  void aRestoredSerializerReadsWhatWasWritten() throws IOException {
    Event event = event(new Random(4));
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(event, out);
    TypeSerializer<Event> restored = restored(serializer).restoreSerializer();
    Event read = restored.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(read.stored()).as("it may be of a former definition").isNotNull();
    assertThat(serializer.copy(read)).usingRecursiveComparison().isEqualTo(roundTrip(event));
  }

  /** A replay of JSON lines through a pipeline of Avro, and a backfill, restore what they wrote. */
  @Test
  void aRestoredSerializerKnowsWhatIsSetBesideThePipelinesFiles() throws IOException {
    PipelineFiles files = FILES.withFormat(EventSpec.Format.AVRO).forBackfill("again");
    PipelineFiles read =
        ((EventSerializer) restored(new EventSerializer(files)).restoreSerializer()).files();
    assertThat(read.format()).contains(EventSpec.Format.AVRO);
    assertThat(read.backfillTable()).contains("again");
    assertThat(read.hash()).isEqualTo(files.hash());
  }

  /** Savepoints of earlier versions begin their events with this. */
  @Test
  void readsSnapshotsOfVersion1() throws IOException {
    PipelineFiles files = files("features: [{derive: {text: id, twice: amount * 2}}]\n", SCHEMA);
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF(files.location());
    out.writeInt(files.names().size());
    for (String name : files.names()) {
      out.writeUTF(name);
      out.writeInt(files.bytes(name).length);
      out.write(files.bytes(name));
    }
    out.writeInt(2);
    out.writeUTF("text STRING");
    out.writeUTF("twice DOUBLE");
    EventSerializerSnapshot snapshot = new EventSerializerSnapshot();
    snapshot.readSnapshot(
        1, new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
    assertThat(
            new EventSerializer(files)
                .snapshotConfiguration()
                .resolveSchemaCompatibility(snapshot)
                .isCompatibleAsIs())
        .isTrue();
    assertThat(snapshot.restoreSerializer()).isEqualTo(new EventSerializer(files));
  }

  @Test
  void stateOfTheSameColumnsAndSchemaIsReadAsItIs() throws IOException {
    PipelineFiles otherRules = files(FEATURES + "lateness: 3d\n", SCHEMA);
    assertThat(resolve(FILES, FILES)).isTrue();
    assertThat(resolve(FILES, otherRules)).as("what is stored does not change").isTrue();
  }

  @Test
  void anEventOfAFormerDefinitionIsBroughtIntoThisOne() throws IOException {
    PipelineFiles former =
        files(
            "features:\n"
                + "  - derive: { twice: amount * 2, gone: amount }\n"
                + "  - entity: id\n"
                + "    windows: [1d]\n"
                + "    aggregates: { events: count() }\n",
            SCHEMA);
    PipelineFiles now =
        files(
            "features:\n"
                + "  - derive: { large: amount > 5, twice: amount * 2, more: twice + 1 }\n"
                + "  - entity: id\n"
                + "    windows: [1d]\n"
                + "    aggregates: { spent: sum(amount), events: count() }\n",
            SCHEMA);
    Layout before = Pipeline.of(former).layout();
    Event event = decoded(former, "{\"id\": \"a\", \"at\": 5000, \"amount\": 7}");
    event.setDouble(before.position("twice"), 14);
    event.setDouble(before.position("gone"), 7);
    event.setLong(before.position("events_1d"), 3);
    event.setLate(true);
    event.setBrokenRules(5);

    Event upgraded = upgraded(event, former, now);

    Layout after = Pipeline.of(now).layout();
    assertThat(upgraded.size()).isEqualTo(after.size());
    assertThat(upgraded.stored()).isNull();
    assertThat(upgraded.payload()).as("it decodes as it did").isEqualTo(event.payload());
    assertThat(upgraded.id()).isEqualTo("a");
    assertThat(upgraded.timeMillis()).isEqualTo(5000);
    assertThat(upgraded.isLate()).isTrue();
    assertThat(upgraded.brokenRules()).isEqualTo(5);
    assertThat(upgraded.getDouble(after.position("amount"))).isEqualTo(7);
    assertThat(upgraded.getLong(after.position("events_1d"))).isEqualTo(3);
    assertThat(upgraded.isNull(after.position("spent_1d"))).as("it had none").isTrue();
    assertThat(upgraded.getBoolean(after.position("large"))).as("computed anew").isTrue();
    assertThat(upgraded.getDouble(after.position("more"))).isEqualTo(15);
  }

  @Test
  void anEventOfAFormerSchemaGoesOnAsItsRow() throws IOException {
    String wider =
        TestPipelines.record(
            TestPipelines.field("coupon", "[\"null\", \"string\"]"),
            TestPipelines.field(
                "at", "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"),
            TestPipelines.field("id", "\"string\""),
            TestPipelines.field("amount", "[\"null\", \"double\"]"));
    PipelineFiles former = avro("id: id", SCHEMA);
    PipelineFiles now = avro("id: id", wider);
    Event event =
        EventDecoder.forReplay(former)
            .decode(avroBytes(former), Origin.ofFile("in", "a", 3, 7))
            .event();

    Event upgraded = upgraded(event, former, now);

    Layout after = Pipeline.of(now).layout();
    assertThat(upgraded.isRow()).isTrue();
    assertThat(upgraded.id()).isEqualTo("a");
    assertThat(upgraded.timeMillis()).isEqualTo(5000);
    assertThat(upgraded.origin().ordinal()).isEqualTo(3);
    assertThat(upgraded.getDouble(after.position("amount"))).isEqualTo(7.5);
    assertThat(upgraded.isNull(after.position("coupon"))).isTrue();
  }

  @Test
  void anEventKeepsItsIdentityByContentWhenItsBytesAreGone() throws IOException {
    String wider =
        SCHEMA.replace(
            "\"amount\"", "\"x\", \"type\": [\"null\", \"int\"]}, {\"name\": \"amount\"");
    PipelineFiles former = avro("id: content-hash", SCHEMA);
    PipelineFiles now = avro("id: content-hash", wider);
    Event event =
        EventDecoder.forReplay(former)
            .decode(avroBytes(former), Origin.ofFile("in", "a", 3, 7))
            .event();

    assertThat(upgraded(event, former, now).id()).isEqualTo(event.id()).hasSize(32);
  }

  @Test
  void anEventThatFormerRulesJudgedNamesThem() throws IOException {
    String rules = "Rules = [ RowCount > 0 ]";
    PipelineFiles former =
        files("quality: {rules: rules.dqdl}\n", SCHEMA, "Rules = [ RowCount > 1 ]");
    PipelineFiles now = files("quality: {rules: rules.dqdl}\n", SCHEMA, rules);
    Event event = decoded(former, "{\"id\": \"a\", \"at\": 5000, \"amount\": 7}");

    assertThat(upgraded(event, former, now).ruleset().hash)
        .isEqualTo(Pipeline.of(former).quality().ruleset().hash());
    assertThat(upgraded(event, former, former).ruleset()).as("the pipeline's own").isNull();
  }

  /** As Flink does it: a backend on the heap reads before it knows the serializer of the job. */
  private static Event upgraded(Event event, PipelineFiles former, PipelineFiles now)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializer<Event> writer = new EventSerializer(former);
    writer.serialize(event, out);
    Event read =
        restored(writer)
            .restoreSerializer()
            .deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    DataOutputSerializer migrated = new DataOutputSerializer(64);
    TypeSerializer<Event> serializer = new EventSerializer(now);
    serializer.serialize(read, migrated);
    Event upgraded = serializer.deserialize(new DataInputDeserializer(migrated.getCopyOfBuffer()));
    assertThat(serializer.copy(read)).usingRecursiveComparison().isEqualTo(upgraded);
    return upgraded;
  }

  private static Event decoded(PipelineFiles files, String json) {
    return EventDecoder.forReplay(files)
        .decode(json.getBytes(StandardCharsets.UTF_8), Origin.ofFile("in", "a", 0, 0))
        .event();
  }

  private static byte[] avroBytes(PipelineFiles files) {
    return AvroBytes.bare(
        new GenericRecordBuilder(Pipeline.of(files).event().schema())
            .set("id", "a")
            .set("at", 5000L)
            .set("amount", 7.5)
            .build());
  }

  private static PipelineFiles avro(String id, String schema) {
    return TestPipelines.of(
        "pipeline: p\nevent: {schema: event.avsc, format: avro, " + id + ", time: at}\n", schema);
  }

  @Test
  void eventsAreStoredAnewWhereTheirDefinitionIsAnother() throws IOException {
    String documented =
        SCHEMA.replace("[\"null\", \"double\"]", "[\"null\", \"double\"], \"doc\": \"euros\"");
    assertThat(migrates(FILES, files("", SCHEMA))).isTrue();
    assertThat(migrates(FILES, files(FEATURES, documented))).isTrue();
    assertThat(migrates(FILES, files(FEATURES.replace("amount > 5", "amount > 6"), SCHEMA)))
        .as("a derived value means something else")
        .isTrue();
  }

  private static boolean migrates(PipelineFiles before, PipelineFiles now) throws IOException {
    return new EventSerializer(now)
        .snapshotConfiguration()
        .resolveSchemaCompatibility(restored(new EventSerializer(before)))
        .isCompatibleAfterMigration();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[\"null\", \"double\"] | \"double\" | may be null in events of before; leave it nullable",
        "[\"null\", \"double\"] | [\"null\", \"long\"] | was DOUBLE; give the changed field another"
            + " name",
        "\"amount\" | \"price\", \"type\": \"double\"}, {\"name\": \"amount\" | is new and never"
            + " null; make it nullable"
      })
  void refusesStateOfASchemaThatDoesNotFitInWords(String part, String other, String why) {
    assertThatThrownBy(() -> resolve(FILES, files(FEATURES, SCHEMA.replace(part, other))))
        .isInstanceOf(ChangedPipelineException.class)
        .hasMessageStartingWith("the event schema has changed: ")
        .hasMessageContaining(why)
        .hasMessageContaining("start without the snapshot and with the lake of the job before");
  }

  @Test
  void refusesStateOfOtherIdentities() {
    PipelineFiles other =
        TestPipelines.of(
            "pipeline: p\nevent: {schema: event.avsc, format: json, id: content-hash, time: at}\n"
                + FEATURES,
            SCHEMA);
    assertThatThrownBy(() -> resolve(FILES, other))
        .isInstanceOf(ChangedPipelineException.class)
        .hasMessageStartingWith(
            "event.id has changed: the restored state was made with id, the pipeline has"
                + " content-hash; ");
  }

  @Test
  void refusesASnapshotOfAnotherVersion() {
    assertThatIOException()
        .isThrownBy(
            () ->
                new EventSerializerSnapshot()
                    .readSnapshot(3, new DataInputDeserializer(), getClass().getClassLoader()))
        .withMessage("event state of version 3; this job reads versions up to 2");
  }

  private static boolean resolve(PipelineFiles before, PipelineFiles now) throws IOException {
    return new EventSerializer(now)
        .snapshotConfiguration()
        .resolveSchemaCompatibility(restored(new EventSerializer(before)))
        .isCompatibleAsIs();
  }

  private static TypeSerializerSnapshot<Event> restored(TypeSerializer<Event> serializer)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()),
        EventSerializerTest.class.getClassLoader());
  }

  private Event roundTrip(Event event) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(event, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    Event read = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    return read;
  }

  /** A decoded event, with computed columns null or not and flags set or not. */
  private Event event(Random random) {
    Origin origin =
        random.nextBoolean()
            ? Origin.ofFile("in" + random.nextInt(2), "ä.ndjson", random.nextInt(9), 77)
            : Origin.ofShard("stream", "shard-" + random.nextInt(3), "4961", random.nextInt(99));
    String json =
        "{\"id\": \"%s\", \"at\": %d, \"amount\": %s}"
            .formatted("ä" + random.nextInt(), 1_700_000_000_000L, random.nextDouble());
    Event event = decoder.decode(json.getBytes(StandardCharsets.UTF_8), origin).event();
    for (int i = LAYOUT.fields(); i < LAYOUT.size(); i++) {
      Column column = LAYOUT.column(i);
      if (column.kind() != Column.Kind.ORIGIN && random.nextInt(3) > 0) {
        fill(event, i, column, random);
      }
    }
    event.setLate(random.nextBoolean());
    event.setHistory(random.nextBoolean());
    event.setBrokenRules(random.nextBoolean() ? random.nextLong() : 0);
    return event;
  }

  private static void fill(Event event, int position, Column column, Random random) {
    switch (column.type()) {
      case BOOLEAN -> event.setBoolean(position, random.nextBoolean());
      case DOUBLE -> event.setDouble(position, random.nextGaussian());
      case STRING -> event.setObject(position, "漢😀".repeat(random.nextInt(3)));
      default -> event.setLong(position, random.nextLong());
    }
  }

  private static PipelineFiles files(String features, String schema, String rules) {
    PipelineFiles files = files(features, schema);
    Map<String, byte[]> all = new TreeMap<>(files.withoutArchives());
    all.put("rules.dqdl", rules.getBytes(StandardCharsets.UTF_8));
    return PipelineFiles.of(files.location(), all);
  }

  private static PipelineFiles files(String features, String schema) {
    return TestPipelines.of(
        "pipeline: p\nevent: {schema: event.avsc, format: json, id: id, time: at}\n" + features,
        schema);
  }
}
