package io.millrace.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.Progress;
import io.millrace.cli.UserException;
import io.millrace.job.config.EventSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import io.millrace.job.event.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {
  private static EventSpec event;

  @TempDir private Path folder;

  @BeforeAll
  static void readPipeline() {
    event = Pipeline.of(Pipelines.open(Pipelines.DEFAULT)).event();
  }

  private static PopulationOptions few() {
    return new PopulationOptions().withEvents(4_000).withCustomers(60).withTerminals(80);
  }

  private static FaultOptions everyFault() {
    return new FaultOptions()
        .withMissing(0.1)
        .withDuplicates(0.05)
        .withLate(0.05)
        .withMalformed(0.03)
        .withOversized(0.001)
        .withAhead(0.02)
        .withQuarantine(0.05);
  }

  private Manifest write(String name, PopulationOptions population, FaultOptions faults)
      throws IOException {
    return new Generator(event, population, faults).write(folder.resolve(name), Progress.none());
  }

  private List<Recount.Row> read(String name) throws IOException {
    return Recount.read(folder.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"events.avro", "events.ndjson", "events.ndjson.gz"})
  void countsWhatTheFileHolds(String name) throws IOException {
    // Events seconds apart, so that the disorder changes places and late ones are late.
    Manifest manifest = write(name, few().withRate(2), everyFault());

    Map<Counter, Long> recount = Recount.of(read(name));

    recount.forEach(
        (counter, count) -> assertThat(manifest.count(counter)).as("%s", counter).isEqualTo(count));
    assertThat(manifest.count(Counter.READ))
        .isEqualTo(
            manifest.count(Counter.DEAD_LETTERED)
                + manifest.count(Counter.QUARANTINED)
                + manifest.count(Counter.DUPLICATES)
                + manifest.count(Counter.WRITTEN));
  }

  @Test
  void everyKnobShowsInItsCounterAtAboutItsRate() throws IOException {
    Manifest manifest = write("events.avro", few().withRate(2), everyFault());

    assertThat(manifest.count(Counter.DEAD_LETTERED)).isBetween(150L, 260L);
    assertThat(manifest.count(Counter.QUARANTINED)).isBetween(160L, 260L);
    assertThat(manifest.count(Counter.DUPLICATES)).isBetween(130L, 230L);
    assertThat(manifest.count(Counter.LATE)).isBetween(110L, 220L);
    List<Recount.Row> rows = read("events.avro");
    assertThat(rows).filteredOn(row -> row.bytes() > event.maxBytes()).hasSizeBetween(1, 12);
    assertThat(rows).filteredOn(row -> row.fields() == null).hasSizeBetween(80, 160);
    assertThat(rows)
        .filteredOn(row -> row.fields() != null && row.text("country") == null)
        .hasSizeBetween(80, 190);
  }

  @Test
  void driftChangesThePaymentsFromItsMomentOnAndNoneBefore() throws IOException {
    PopulationOptions aDay = few().withRate(4_000 / 86_400.0);
    Instant noon = Instant.parse("2026-06-01T12:00:00Z");
    write("events.avro", aDay, new FaultOptions());
    Generator drifting =
        new Generator(
            event,
            aDay,
            new FaultOptions(),
            new DriftOptions().withAmount(3, noon).withPace(2, noon));
    drifting.write(folder.resolve("drift.avro"), Progress.none());

    List<Recount.Row> before = read("events.avro");
    List<Recount.Row> after = read("drift.avro");
    int same = 0;
    while (before.get(same).fields().equals(after.get(same).fields())) {
      same++;
    }
    assertThat(time(after.get(same))).isAfterOrEqualTo(noon.minusSeconds(3));
    assertThat(time(after.get(same - 1))).isBefore(noon.plusSeconds(60));
    assertThat(mean(after.subList(same, after.size())) / mean(before.subList(same, before.size())))
        .isBetween(2.5, 3.5);
    assertThat(Duration.between(noon, time(after.get(after.size() - 1))).toMinutes())
        .as("the same number of payments is made in less time")
        .isLessThan(
            Duration.between(noon, time(before.get(before.size() - 1))).toMinutes() * 2 / 3);
    assertThat(Files.readString(folder.resolve("drift.avro.manifest.json")))
        .containsPattern(
            "\"amount\" : 3.0,\\s+\"pace\" : 2.0,\\s+\"from\" : \"2026-06-01T12:00:00Z\"");
    assertThatThrownBy(
            () ->
                new Generator(
                    event, aDay, new FaultOptions(), new DriftOptions().withAmount(0, noon)))
        .hasMessage("--drift amount is a factor from 0.001 to 1000, got 0.0");
  }

  private static Instant time(Recount.Row row) {
    return Instant.ofEpochMilli(row.time());
  }

  private static double mean(List<Recount.Row> rows) {
    return rows.stream().mapToDouble(Recount.Row::amount).average().orElseThrow();
  }

  @Test
  void writesTheManifestBesideTheFile() throws IOException {
    Manifest manifest = write("events.avro", few().withSeed(7), everyFault());

    JsonNode json =
        new ObjectMapper().readTree(Files.readString(folder.resolve("events.avro.manifest.json")));

    assertThat(json.at("/file").asText()).isEqualTo("events.avro");
    assertThat(json.at("/seed").asLong()).isEqualTo(7);
    assertThat(json.at("/rates/quarantine").asDouble()).isEqualTo(0.05);
    assertThat(json.at("/counters/deadLettered").asLong())
        .isEqualTo(manifest.count(Counter.DEAD_LETTERED));
    assertThat(json.at("/counters").fieldNames())
        .toIterable()
        .containsExactly(
            "read",
            "deadLettered",
            "quarantined",
            "duplicates",
            "written",
            "scored",
            "late",
            "bytes");
    assertThat(json.at("/frauds/card-testing").asLong())
        .isEqualTo(manifest.frauds(FraudPattern.CARD_TESTING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"avro", "ndjson", "ndjson.gz"})
  void givesTheSameBytesForTheSameSeedAndOthersForAnother(String ending) throws IOException {
    write("one." + ending, few(), everyFault());
    write("same." + ending, few(), everyFault());
    write("other." + ending, few().withSeed(2), everyFault());

    assertThat(folder.resolve("same." + ending))
        .hasSameBinaryContentAs(folder.resolve("one." + ending));
    assertThat(Files.mismatch(folder.resolve("one." + ending), folder.resolve("other." + ending)))
        .isNotEqualTo(-1);
  }

  @Test
  void bothFormatsTellTheSame() throws IOException {
    write("events.avro", few(), new FaultOptions().withMissing(0.2));
    write("events.ndjson", few(), new FaultOptions().withMissing(0.2));

    assertThat(texts(read("events.ndjson"))).isEqualTo(texts(read("events.avro")));
  }

  private static List<Map<String, String>> texts(List<Recount.Row> rows) {
    return rows.stream()
        .map(
            row -> {
              Map<String, String> texts = new HashMap<>();
              row.fields().keySet().forEach(field -> texts.put(field, row.text(field)));
              texts.put("amount", row.amount().toString());
              return texts;
            })
        .collect(Collectors.toList());
  }

  @Test
  void faultsDoNotChangeWhoPaysWhatAndWhen() throws IOException {
    write("clean.avro", few(), new FaultOptions());
    write(
        "faulty.avro",
        few(),
        new FaultOptions().withMalformed(0.1).withDuplicates(0.1).withLate(0.1));

    Map<String, String> clean =
        read("clean.avro").stream()
            .collect(Collectors.toMap(row -> row.text("event_id"), row -> row.fields().toString()));

    assertThat(read("faulty.avro"))
        .filteredOn(row -> row.fields() != null)
        .hasSizeGreaterThan(3_500)
        .allSatisfy(
            row -> assertThat(row.fields().toString()).isEqualTo(clean.get(row.text("event_id"))));
  }

  @Test
  void disorderWithinTheOrderingChangesPlacesButMakesNothingLate() throws IOException {
    FaultOptions disorder = new FaultOptions().withDisorder(event.ordering());
    Manifest manifest = write("events.avro", few().withRate(10), disorder);

    List<Long> times =
        read("events.avro").stream().map(Recount.Row::time).collect(Collectors.toList());

    assertThat(times).isNotEqualTo(times.stream().sorted().toList());
    assertThat(manifest.count(Counter.LATE)).isZero();
  }

  @Test
  void spreadsTheEventsOverTheDaysAskedFor() throws IOException {
    write("events.avro", few().withDays(20), new FaultOptions());

    List<Recount.Row> rows = read("events.avro");
    long span = rows.get(rows.size() - 1).time() - rows.get(0).time();

    assertThat(Duration.ofMillis(span)).isBetween(Duration.ofDays(16), Duration.ofDays(22));
  }

  @Test
  void paysByDayMoreThanByNight() throws IOException {
    write("events.avro", few(), new FaultOptions());

    Map<Boolean, Long> byNight =
        read("events.avro").stream()
            .collect(Collectors.partitioningBy(GeneratorTest::isNight, Collectors.counting()));

    assertThat(byNight.get(false)).isGreaterThan(4 * byNight.get(true));
  }

  private static boolean isNight(Recount.Row row) {
    return Math.floorMod(row.time() / Duration.ofHours(1).toMillis(), 24) < 6;
  }

  @ParameterizedTest
  @ValueSource(strings = {"events.avro.bak", "events.json", "events.parquet", "events"})
  void refusesAFileWhoseNameDoesNotSayWhatItIs(String name) {
    assertThatThrownBy(() -> write(name, few(), new FaultOptions()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--out must end in .avro, .ndjson or .ndjson.gz");
  }

  @Test
  void refusesToOverwrite() throws IOException {
    Path existing = Files.writeString(folder.resolve("events.avro"), "mine");

    assertThatThrownBy(() -> write("events.avro", few(), new FaultOptions()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("events.avro exists; remove it");
    assertThat(existing).hasContent("mine");
  }

  @Test
  void leavesNothingButTheFileAndItsManifest() throws IOException {
    write("deep/events.avro", few(), new FaultOptions());

    try (Stream<Path> left = Files.list(folder.resolve("deep"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("events.avro", "events.avro.manifest.json");
    }
  }

  @Test
  void refusesSharesThatAreNone() {
    assertThatThrownBy(() -> write("x.avro", few(), new FaultOptions().withLate(1.5)))
        .isInstanceOf(UserException.class)
        .hasMessage("--late is a share of the events, from 0 to 1, got 1.5");
    assertThatThrownBy(
            () -> write("x.avro", few(), new FaultOptions().withAhead(0.6).withMalformed(0.6)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("together they are at most 1");
  }

  @Test
  void managesAPopulationThatHardlyEverPays() throws IOException {
    PopulationOptions idle = new PopulationOptions().withEvents(20).withCustomers(200_000);

    assertThat(write("events.avro", idle, new FaultOptions()).count(Counter.WRITTEN)).isEqualTo(20);
  }
}
