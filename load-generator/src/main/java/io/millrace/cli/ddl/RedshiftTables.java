package io.millrace.cli.ddl;

import io.millrace.job.config.Pipeline;
import io.millrace.job.inference.variant.VariantTable;
import io.millrace.job.quality.QualityTable;
import io.millrace.job.warehouse.LoadLedger;
import io.millrace.job.warehouse.RedshiftDialect;
import io.millrace.job.warehouse.TableSpec;
import io.millrace.job.warehouse.WarehouseDialect;
import java.util.ArrayList;
import java.util.List;

/** The statements with which the job makes its tables in an empty Redshift, in their order. */
final class RedshiftTables {
  /** A role is named by loads alone, and no table. */
  private static final WarehouseDialect REDSHIFT = new RedshiftDialect("");

  private RedshiftTables() {}

  static List<String> of(Pipeline pipeline) {
    List<String> statements = new ArrayList<>();
    statements.add(REDSHIFT.createTable(TableSpec.of(pipeline)));
    if (pipeline.inference().isPresent()) {
      statements.add(REDSHIFT.createTable(TableSpec.of(VariantTable.NAME, VariantTable.columns())));
    }
    statements.add(LoadLedger.create());
    statements.addAll(QualityTable.statements());
    return statements;
  }

  /** The statements, each ended by a semicolon and a blank line between them. */
  static String script(Pipeline pipeline) {
    return String.join(";\n\n", of(pipeline)) + ";\n";
  }
}
