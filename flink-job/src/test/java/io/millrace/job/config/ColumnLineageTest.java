package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnLineageTest {

  @Test
  void followsFieldsThroughEveryColumnBetween() {
    Map<String, List<SourceField>> lineage =
        ColumnLineage.of(
            Folder.withSections(
                    """
                    features:
                      - derive: { same: price, total: price * pieces }
                      - entity: shop
                        windows: [1d]
                        aggregates: { sales: count(), turnover: sum(total) }
                      - derive: { share: total / turnover_1d, constant: 1 + 1 }
                    inference: { endpoint: risk, inputs: [share, paid], where: sales_1d > 3 }
                    """)
                .read());

    assertThat(lineage.get("price")).hasToString("[price (identity)]");
    assertThat(lineage.get("same")).hasToString("[price (identity)]");
    assertThat(lineage.get("total"))
        .hasToString("[pieces (transformation), price (transformation)]");
    assertThat(lineage.get("sales_1d")).hasToString("[shop (group_by), at (window)]");
    assertThat(lineage.get("turnover_1d"))
        .hasToString("[pieces (aggregation), price (aggregation), shop (group_by), at (window)]");
    assertThat(lineage.get("share"))
        .hasToString(
            "[pieces (transformation), price (transformation), pieces (aggregation), price"
                + " (aggregation), shop (group_by), at (window)]");
    assertThat(lineage.get("constant")).isEmpty();
    assertThat(lineage.get("score"))
        .hasToString(
            "[paid (transformation), pieces (transformation), price (transformation), pieces"
                + " (aggregation), price (aggregation), shop (group_by), at (window), at (filter),"
                + " shop (filter)]");
    assertThat(lineage.get("model_variant")).hasToString("[at (filter), shop (filter)]");
    assertThat(lineage.get("origin_sequence")).isEmpty();
  }

  @Test
  void anIdentityByContentComesFromEveryField() {
    Map<String, List<SourceField>> lineage =
        ColumnLineage.of(
            Folder.of("pipeline: sales\n" + Folder.EVENT.replace("id: id", "id: content-hash"))
                .read());

    assertThat(lineage.get("event_id"))
        .extracting(SourceField::field)
        .containsExactly("at", "id", "image", "paid", "pieces", "price", "shop");
    assertThat(lineage.get("event_id"))
        .allMatch(source -> source.how() == SourceField.How.TRANSFORMATION);
  }

  @Test
  void aParsedTimeComesFromItsText() {
    Map<String, List<SourceField>> lineage =
        ColumnLineage.of(
            Folder.of("pipeline: sales\n" + Folder.EVENT.replace("time: at", "time: shop")).read());

    assertThat(lineage.get("event_time")).hasToString("[shop (transformation)]");
  }

  @Test
  void hasTheColumnsOfTheRowInTheirOrder() {
    Pipeline pipeline = Folder.withSections("").read();

    assertThat(ColumnLineage.of(pipeline).keySet())
        .containsExactlyElementsOf(
            pipeline.layout().columns().stream().map(column -> column.name()).toList());
  }

  @Test
  void saysWhichSourcesAreDirect() {
    assertThat(SourceField.How.AGGREGATION.type()).isEqualTo("DIRECT");
    assertThat(SourceField.How.GROUP_BY.type()).isEqualTo("INDIRECT");
  }
}
