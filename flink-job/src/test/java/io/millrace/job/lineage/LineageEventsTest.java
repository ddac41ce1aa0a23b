package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Column;
import io.millrace.job.event.Column.Kind;
import io.millrace.job.event.Counter;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class LineageEventsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final UUID RUN = UUID.fromString("018f3b2c-7d00-7000-8000-000000000001");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-05-01T12:30:00.123Z"), ZoneOffset.UTC);

  private static final LineageEvents EVENTS = of(pipeline());

  @Test
  void tellsEverythingAboutACompletedRun() throws Exception {
    assertThat(json(events().complete(totals()))).isEqualTo(golden("complete.json"));
  }

  @Test
  void startsWithDatasetsButNoCounts() {
    JsonNode start = json(events().start());

    assertThat(start.path("eventType").asText()).isEqualTo("START");
    assertThat(start.path("inputs")).hasSize(1);
    assertThat(start.path("outputs")).hasSize(3);
    assertThat(start.at("/run/facets/millrace_counts").isMissingNode()).isTrue();
    assertThat(start.at("/outputs/0/outputFacets").isMissingNode()).isTrue();
    assertThat(start.at("/outputs/0/facets/columnLineage/fields/risk_7d/inputFields")).hasSize(3);
  }

  @Test
  void differsWhileRunningFromCompleteInItsTypeOnly() {
    ObjectNode running = (ObjectNode) json(events().running(totals()));
    ObjectNode complete = (ObjectNode) json(events().complete(totals()));

    assertThat(running.remove("eventType").asText()).isEqualTo("RUNNING");
    complete.remove("eventType");
    assertThat((JsonNode) running).isEqualTo(complete);
  }

  @Test
  void saysWhyARunFailed() {
    JsonNode fail = json(events().fail(RunTotals.none(), "the lake is full"));

    assertThat(fail.path("eventType").asText()).isEqualTo("FAIL");
    assertThat(fail.at("/run/facets/errorMessage/message").asText()).isEqualTo("the lake is full");
    assertThat(fail.at("/run/facets/errorMessage/programmingLanguage").asText()).isEqualTo("JAVA");
  }

  @Test
  void makesEventsThatEveryConsumerOfTheSpecificationAccepts() {
    for (RunEvent made :
        List.of(
            events().start(),
            events().running(totals()),
            events().complete(totals()),
            events().fail(totals(), "x"))) {
      JsonNode event = json(made);
      assertThat(ZonedDateTime.parse(event.path("eventTime").asText()).toInstant())
          .isEqualTo(CLOCK.instant());
      assertThat(UUID.fromString(event.at("/run/runId").asText())).isEqualTo(RUN);
      assertThat(URI.create(event.path("producer").asText())).isEqualTo(LineageEvents.PRODUCER);
      assertThat(event.path("schemaURL").asText())
          .matches("https://openlineage.io/spec/[0-9-]+/OpenLineage.json#/\\$defs/RunEvent");
      assertEveryFacetNamesItsProducerAndSchema(event);
      RunEvent read = OpenLineageClientUtils.runEventFromJson(OpenLineageClientUtils.toJson(made));
      assertThat(json(read)).isEqualTo(event);
    }
  }

  @Test
  void travelsToTheOperators() throws Exception {
    LineageEvents clone = InstantiationUtil.clone(events());

    assertThat(json(clone.complete(totals()))).isEqualTo(json(events().complete(totals())));
  }

  @Test
  void givesRunsIdentitiesOfVersion7() {
    assertThat(LineageEvents.newRunId(CLOCK).version()).isEqualTo(7);
    assertThat(LineageEvents.newRunId(CLOCK)).isNotEqualTo(LineageEvents.newRunId(CLOCK));
  }

  @Test
  void readsTotalsFromTheAccumulatorsOfAJob() {
    RunTotals totals =
        RunTotals.ofAccumulators(Map.of("millrace.read", 7L, "millrace.deadLettered", 1L));

    assertThat(totals.get(Counter.READ)).isEqualTo(7);
    assertThat(totals.get(Counter.DEAD_LETTERED)).isEqualTo(1);
    assertThat(totals.get(Counter.WRITTEN)).isZero();
  }

  private static void assertEveryFacetNamesItsProducerAndSchema(JsonNode node) {
    node.fields()
        .forEachRemaining(
            field -> {
              if (field.getKey().toLowerCase(java.util.Locale.ROOT).endsWith("facets")) {
                for (JsonNode facet : field.getValue()) {
                  assertThat(facet.path("_producer").asText()).isNotEmpty();
                  assertThat(facet.path("_schemaURL").asText())
                      .startsWith("https://openlineage.io/spec/");
                }
              }
            });
    node.forEach(LineageEventsTest::assertEveryFacetNamesItsProducerAndSchema);
  }

  private static Pipeline pipeline() {
    Map<String, String> files =
        Map.of(
            "event.avsc",
            """
            {"type": "record", "name": "Payment", "fields": [
              {"name": "id", "type": "long", "doc": "Identity."},
              {"name": "event_time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "terminal_id", "type": ["null", "string"]},
              {"name": "fraud", "type": ["null", "int"]}]}
            """,
            "rules.dqdl",
            "Rules = [ RowCount > 0 ]",
            "pipeline.yaml",
            """
            pipeline: payments
            event: { schema: event.avsc, format: avro, id: id, time: event_time }
            quality: { rules: rules.dqdl, window: 1m }
            features:
              - derive: { flagged: fraud > 0 }
              - entity: terminal_id
                windows: [7d]
                aggregates: { risk: mean(fraud) }
            warehouse: { table: payments }
            """);
    return Pipeline.of(
        PipelineFiles.of(
            "test",
            files.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey,
                        file -> file.getValue().getBytes(StandardCharsets.UTF_8)))));
  }

  /** Events of a small run, always at the same moment. */
  static LineageEvents events() {
    return EVENTS;
  }

  private static LineageEvents of(Pipeline pipeline) {
    return new LineageEvents(
        RUN,
        "millrace",
        pipeline.name(),
        "0123456789abcdef",
        null,
        true,
        List.of(LineageDataset.input(DatasetName.ofPath("file:/in/payments.avro"), pipeline)),
        List.of(
            LineageDataset.rows(DatasetName.ofPath("s3://lake/payments"), pipeline),
            LineageDataset.of(
                DatasetName.ofTable("jdbc:duckdb:/out/warehouse.duckdb", "amounts"),
                List.of(Column.decimal("amount", 18, 2, true, Kind.FIELD, "")),
                Counter.WRITTEN),
            LineageDataset.of(
                DatasetName.ofPath("/out/dead-letter"), List.of(), Counter.DEAD_LETTERED)),
        CLOCK);
  }

  static RunTotals totals() {
    return RunTotals.ofAccumulators(
        Map.of(
            "millrace.read", 10L,
            "millrace.deadLettered", 1L,
            "millrace.quarantined", 2L,
            "millrace.duplicates", 3L,
            "millrace.written", 4L,
            "millrace.scored", 3L,
            "millrace.degraded", 1L,
            "millrace.late", 1L,
            "millrace.bytes", 1000L));
  }

  private static JsonNode json(RunEvent event) {
    try {
      return JSON.readTree(OpenLineageClientUtils.toJson(event));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonNode golden(String name) throws IOException {
    try (InputStream in = LineageEventsTest.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JSON.readTree(text.replace("${flink.version}", EnvironmentInformation.getVersion()));
    }
  }
}
