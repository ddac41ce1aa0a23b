package io.millrace.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogCommandTest {
  private static JsonNode catalog(String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of("catalog", "--json"));
    all.addAll(List.of(args));
    CommandRun run = CommandRun.of(all.toArray(new String[0]));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return new ObjectMapper().readTree(run.out());
  }

  private static JsonNode dataset(JsonNode catalog, String name) {
    for (JsonNode dataset : catalog) {
      if (dataset.path("dataset").asText().equals(name)) {
        return dataset;
      }
    }
    throw new AssertionError("no dataset " + name);
  }

  private static JsonNode column(JsonNode dataset, String name) {
    for (JsonNode column : dataset.path("columns")) {
      if (column.path("column").asText().equals(name)) {
        return column;
      }
    }
    throw new AssertionError("no column " + name);
  }

  @Test
  void listsWhatEveryBuiltInPipelineReadsAndWrites() throws Exception {
    JsonNode catalog = catalog();

    assertThat(catalog.findValuesAsText("dataset"))
        .contains("payments/events", "payments/variants", "fraud-handbook/lake")
        .contains("online-retail/quarantine", "metrics-nab/quality")
        .doesNotContain("fraud-handbook/variants");
    for (JsonNode dataset : catalog) {
      assertThat(dataset.path("columns")).as(dataset.path("dataset").asText()).isNotEmpty();
      for (String way : List.of("upstream", "downstream")) {
        dataset.path(way).forEach(other -> dataset(catalog, other.asText()));
      }
    }
  }

  @Test
  void namesTheOwnerTheMeaningAndTheSourcesOfAColumn() throws Exception {
    JsonNode lake = dataset(catalog("payments"), "payments/lake");
    JsonNode amount = column(lake, "customer_amount_7d");

    assertThat(lake.path("owner").asText()).isEqualTo("card payments");
    assertThat(amount.path("meaning").asText()).isEqualTo("mean(amount) over 7d of customer_id");
    assertThat(amount.path("from").toString())
        .contains("amount (aggregation)", "customer_id (group_by)");
  }

  @Test
  void marksPersonalFieldsAndTheBytesThatHoldThem() throws Exception {
    JsonNode catalog = catalog("payments");

    assertThat(column(dataset(catalog, "payments/lake"), "device_id").path("sensitivity").asText())
        .isEqualTo("personal");
    assertThat(column(dataset(catalog, "payments/lake"), "amount").path("sensitivity").asText())
        .isEqualTo("none");
    assertThat(
            column(dataset(catalog, "payments/quarantine"), "payload").path("sensitivity").asText())
        .isEqualTo("personal");
    assertThat(
            column(dataset(catalog("metrics-nab"), "metrics-nab/quarantine"), "payload")
                .path("sensitivity")
                .asText())
        .isEqualTo("none");
  }

  @Test
  void findsColumnsByAWord() {
    String found = CommandRun.of("catalog", "payments", "--find", "personal").out();

    assertThat(found).contains("customer_id", "device_id").doesNotContain("merchant_category");
  }
}
