package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import io.millrace.job.event.Counter;
import io.millrace.job.event.StageCount;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Events held to the schemas of OpenLineage, and to a golden file. After a change that is meant to
 * change them, write the files anew with {@code -Dmillrace.golden.write=true} and read the diff.
 */
class OpenLineageSchemaTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final boolean WRITE = Boolean.getBoolean("millrace.golden.write");

  @Test
  void theSchemaThatIsCheckedInIsThatOfTheClientLibrary() throws IOException {
    assertThat(golden(OpenLineageSchema.FILE, OpenLineageSchema.generated()))
        .isEqualTo(OpenLineageSchema.generated());
  }

  @ParameterizedTest
  @ValueSource(strings = {"payments", "fraud-handbook", "online-retail", "metrics-nab"})
  void everyEventOfEveryBuiltInPipelineFollowsTheSchema(String name) throws IOException {
    LineageEvents events = events(name);

    for (RunEvent event :
        List.of(
            events.start(),
            events.running(LineageEventsTest.totals()),
            events.complete(detailed()),
            events.fail(RunTotals.none(), "the lake is full"),
            events.abort(RunTotals.none()))) {
      assertThat(OpenLineageSchema.faults(json(event))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/run/runId, no-uuid",
    "/eventTime, yesterday",
    "/eventType, BEGUN",
    "/job/facets/jobType/processingType, ",
    "/outputs/0/facets/schema/fields/0/name, ",
    "/outputs/0/facets/columnLineage/fields/score/inputFields/0/field, ",
    "/run/facets/millrace_counts/_producer, "
  })
  void theSchemaFindsWhatIsWrong(String pointer, String wrong) throws IOException {
    JsonNode event = json(events("payments").complete(LineageEventsTest.totals()));
    int last = pointer.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) event.at(pointer.substring(0, last));
    assertThat(parent.has(pointer.substring(last + 1))).as(pointer).isTrue();
    if (wrong == null) {
      parent.remove(pointer.substring(last + 1));
    } else {
      parent.put(pointer.substring(last + 1), wrong);
    }

    assertThat(OpenLineageSchema.faults(event)).isNotEmpty();
  }

  @Test
  void theColumnLineageOfPaymentsIsTheGoldenOne() throws IOException {
    JsonNode lineage =
        json(events("payments").start()).at("/outputs/0/facets/columnLineage/fields");

    assertThat(lineage).isNotEmpty();
    assertThat(golden("payments-column-lineage.json", lineage)).isEqualTo(lineage);
  }

  @Test
  void tellsPositionsAndWhetherRulesHeld() throws IOException {
    JsonNode input = json(events("payments").complete(detailed())).at("/inputs/0/inputFacets");

    assertThat(input.at("/millrace_positions/positions").toString())
        .isEqualTo(
            "[{\"shard\":\"shardId-000000000000\",\"first\":\"4957\",\"last\":\"4960\","
                + "\"records\":4}]");
    assertThat(input.at("/dataQualityAssertions/assertions").toString())
        .isEqualTo(
            "[{\"assertion\":\"Completeness \\\"amount\\\" > 0.8\",\"success\":false,"
                + "\"column\":\"amount\"},{\"assertion\":\"RowCount > 0\",\"success\":true}]");
    assertThat(input.at("/millrace_rules/rules/0/held").asInt()).isEqualTo(1);
    assertThat(input.at("/dataQualityMetrics/bytes").asInt()).isZero();
  }

  @Test
  void namesTheOwnerOfTheJobAndOfWhatItWrites() throws IOException {
    JsonNode event = json(events("payments").start());

    assertThat(event.at("/job/facets/ownership/owners/0/name").asText()).isEqualTo("team payments");
    assertThat(event.at("/outputs/0/facets/ownership/owners/0/name").asText())
        .isEqualTo("team payments");
  }

  private static RunTotals detailed() {
    RunDetails details = new RunDetails();
    details.add(StageCount.position("shardId-000000000000", "4957", "4960", 4));
    details.add(StageCount.verdict("RowCount > 0", "Dataset.*.RowCount", true));
    for (boolean held : new boolean[] {true, false}) {
      details.add(
          StageCount.verdict("Completeness \"amount\" > 0.8", "Column.amount.Completeness", held));
    }
    return RunTotals.of(new long[Counter.count()], details);
  }

  private static LineageEvents events(String name) {
    Pipeline pipeline = Pipeline.of(Pipelines.open(name));
    return new LineageEvents(
        UUID.fromString("018f3b2c-7d00-7000-8000-000000000001"),
        "millrace",
        pipeline.name(),
        pipeline.hash(),
        "team payments",
        false,
        List.of(
            LineageDataset.input(
                DatasetName.ofStream("arn:aws:kinesis:eu-central-1:123456789012:stream/events"),
                pipeline)),
        List.of(LineageDataset.rows(DatasetName.ofPath("s3://lake/rows"), pipeline)),
        Clock.fixed(Instant.parse("2026-05-01T12:30:00Z"), ZoneOffset.UTC));
  }

  private static JsonNode json(RunEvent event) throws IOException {
    return JSON.readTree(OpenLineageClientUtils.toJson(event));
  }

  private static JsonNode golden(String name, JsonNode now) throws IOException {
    if (WRITE) {
      Path file = Path.of("src/test/resources/io/millrace/job/lineage", name);
      Files.writeString(file, JSON.writeValueAsString(now) + '\n');
      return now;
    }
    try (InputStream in = OpenLineageSchemaTest.class.getResourceAsStream(name)) {
      return JSON.readTree(in);
    }
  }
}
