package io.millrace.job;

import io.millrace.job.config.Pipeline;
import io.millrace.job.inference.variant.VariantTable;
import io.millrace.job.lineage.RunTable;
import io.millrace.job.quality.QualityTable;
import io.millrace.job.quality.alert.AlertTable;
import io.millrace.job.warehouse.TableSpec;
import java.util.ArrayList;
import java.util.List;

/** The tables that a pipeline has in its warehouse. */
public final class PipelineTables {
  private PipelineTables() {}

  /** All of them, the pipeline's rows first. */
  public static List<TableSpec> of(Pipeline pipeline) {
    List<TableSpec> tables = new ArrayList<>();
    tables.add(TableSpec.of(pipeline));
    if (pipeline.inference().isPresent()) {
      tables.add(variants());
    }
    tables.add(quality());
    tables.add(alerts());
    tables.add(runs());
    return tables;
  }

  static TableSpec variants() {
    return TableSpec.of(VariantTable.NAME, VariantTable.columns());
  }

  static TableSpec quality() {
    return TableSpec.of(QualityTable.NAME, QualityTable.columns())
        .showingLatest(QualityTable.ANSWER, QualityTable.REVISION);
  }

  static TableSpec alerts() {
    return TableSpec.of(AlertTable.NAME, AlertTable.columns())
        .showingLatest(AlertTable.SUBJECT, AlertTable.LATER);
  }

  static TableSpec runs() {
    return TableSpec.of(RunTable.NAME, RunTable.columns())
        .showingLatest(RunTable.RUN, RunTable.LATER);
  }
}
