package io.millrace.job.config;

import static io.millrace.job.testing.TestPipelines.field;
import static io.millrace.job.testing.TestPipelines.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.testing.TestPipelines;
import org.junit.jupiter.api.Test;

class AnomalyReaderTest {
  @Test
  void addsAColumnForEachScoreThatLaterExpressionsMayRead() {
    Pipeline pipeline =
        pipeline(
            "  - entity: host",
            "    anomalies: { load_score: load, log_score: log(load + 1) }",
            "  - derive: { strange: load_score > 3.2 }");
    FeatureStep.Anomalies step = (FeatureStep.Anomalies) pipeline.features().get(0);
    assertThat(pipeline.layout().column(step.entityColumn()).name()).isEqualTo("host");
    assertThat(pipeline.firstEntity()).isEqualTo(step.entityColumn());
    assertThat(step.scores())
        .extracting(score -> pipeline.layout().column(score.column()))
        .extracting(Column::name, Column::type, Column::nullable)
        .containsExactly(
            tuple("load_score", ColumnType.DOUBLE, true),
            tuple("log_score", ColumnType.DOUBLE, true));
    assertThat(ColumnLineage.of(pipeline).get("load_score"))
        .extracting(SourceField::field)
        .containsOnly("at", "host", "load");
    assertThat(PipelinePlan.of(pipeline)).contains("load_score, log_score");
  }

  @Test
  void scoresNumbersOnly() {
    assertThatThrownBy(() -> pipeline("  - entity: host", "    anomalies: { s: host }"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining("a number of type INT, LONG, DOUBLE")
        .hasMessageContaining("host, which is STRING");
  }

  @Test
  void standsAloneWithItsEntity() {
    assertThatThrownBy(
            () ->
                pipeline(
                    "  - entity: host",
                    "    windows: [1d]",
                    "    aggregates: { n: count() }",
                    "    anomalies: { s: load }"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining("entity and anomalies alone");
    assertThatThrownBy(() -> pipeline("  - anomalies: { s: load }"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining("entity");
  }

  @Test
  void aFaultyScoreIsNamedByItsLine() {
    assertThatThrownBy(() -> pipeline("  - entity: host", "    anomalies: { s: lode }"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining("lode");
  }

  private static Pipeline pipeline(String... features) {
    return Pipeline.of(
        TestPipelines.of(
            "pipeline: metrics\n"
                + "event: { schema: event.avsc, format: json, id: line, time: at }\n"
                + "features:\n"
                + String.join("\n", features)
                + "\n",
            record(
                field("line", "\"long\""),
                field("at", "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"),
                field("host", "\"string\""),
                field("load", "\"double\""))));
  }
}
