package io.millrace.cli.ddl;

import io.millrace.job.PipelineTables;
import io.millrace.job.config.Pipeline;
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
    statements.add(LoadLedger.create());
    for (TableSpec table : PipelineTables.of(pipeline)) {
      statements.add(REDSHIFT.createTable(table));
      REDSHIFT.createView(table).ifPresent(statements::add);
    }
    return statements;
  }

  /** The statements, each ended by a semicolon and a blank line between them. */
  static String script(Pipeline pipeline) {
    return String.join(";\n\n", of(pipeline)) + ";\n";
  }
}
