package io.millrace.cli.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import io.millrace.job.event.Column;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DdlCommandTest {
  private static final Path CATALOG = Path.of("..", "infra-terraform", "catalog");

  private static String printed(String dialect, String pipeline) {
    CommandRun run = CommandRun.of("ddl", "--dialect", dialect, pipeline);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    return run.out();
  }

  @ParameterizedTest
  @CsvSource({"glue, json", "redshift, sql"})
  void whatTerraformTakesIsWhatIsPrinted(String dialect, String suffix) throws Exception {
    String file = "payments." + suffix;

    assertThat(Files.readString(CATALOG.resolve(file)))
        .as(
            "infra-terraform/catalog/%s is stale; run"
                + " ./millrace ddl --dialect %s payments > infra-terraform/catalog/%s",
            file, dialect, file)
        .isEqualTo(printed(dialect, "payments"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"payments", "fraud-handbook", "online-retail", "metrics-nab"})
  void theTableOfRowsHasTheColumnsOfTheRowInTheirOrder(String name) throws Exception {
    Pipeline pipeline = Pipeline.of(Pipelines.open(name));

    JsonNode definition = new ObjectMapper().readTree(printed("glue", name));

    List<String> columns = new ArrayList<>();
    JsonNode rows = definition.path("tables").path("rows");
    rows.path("columns").forEach(column -> columns.add(column.path("name").textValue()));
    assertThat(columns)
        .isEqualTo(
            pipeline.layout().columns().stream().map(Column::name).collect(Collectors.toList()));
    assertThat(rows.path("partitions")).hasSize(pipeline.partitionBy().size());
    assertThat(columns).contains(definition.path("identity").textValue());
    assertThat(definition.path("tables").has("variants"))
        .isEqualTo(pipeline.inference().isPresent());
  }

  @Test
  void everyTableOfThePipelineIsPrintedWithItsView() {
    assertThat(printed("redshift", "payments"))
        .contains("CREATE TABLE IF NOT EXISTS \"scored_payments\"")
        .contains("CREATE TABLE IF NOT EXISTS \"variant_metrics\"")
        .contains("CREATE TABLE IF NOT EXISTS \"quality_results\"")
        .contains("CREATE OR REPLACE VIEW \"quality_results_latest\"")
        .contains("CREATE TABLE IF NOT EXISTS \"alerts\"")
        .contains("CREATE OR REPLACE VIEW \"alerts_latest\"")
        .contains("CREATE TABLE IF NOT EXISTS \"load_ledger\"");
  }

  @Test
  void anUnknownDialectIsRefusedWithThoseThatThereAre() {
    CommandRun run = CommandRun.of("ddl", "--dialect", "oracle", "payments");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("glue").contains("redshift");
  }
}
