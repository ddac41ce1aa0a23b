package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Column;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class BackfillPipelineTest {
  private final PipelineFiles files = Pipelines.open("payments");

  @Test
  void scoresNothingAndWritesToATableOfItsOwn() throws Exception {
    Pipeline payments = Pipeline.of(files);
    PipelineFiles again =
        InstantiationUtil.clone(
            files.forBackfill("payments_again").withFormat(EventSpec.Format.JSON));
    Pipeline backfill = Pipeline.of(again);

    assertThat(backfill.inference()).isEmpty();
    assertThat(backfill.table()).isEqualTo("payments_again");
    assertThat(backfill.hash()).isEqualTo(payments.hash());
    assertThat(backfill.layout().columns())
        .extracting(Column::name)
        .containsExactlyElementsOf(
            payments.layout().columns().stream()
                .filter(column -> column.kind() != Column.Kind.SCORE)
                .map(Column::name)
                .toList());
  }
}
