package io.millrace.cli.sql;

import io.millrace.job.config.Pipeline;
import io.millrace.job.expression.ExpressionSql;
import java.util.List;

/**
 * A database that can compute features from the rows of a lake. Of the two rows that a window
 * joins, {@code e} is the one that asks and {@code p} one before it.
 */
interface SqlDialect extends ExpressionSql.Dialect {

  /** A name between the quotes of the database. */
  String quote(String name);

  /** The rows of the lake, as something to select from. */
  String lake(Pipeline pipeline, String folder);

  /** A time as something from which lengths can be taken, to the millisecond. */
  String time(String column);

  /** A length of time, to be taken from a {@link #time}. */
  String length(long millis);

  /** An aggregate of the rows {@code p} that meet its filter. */
  String aggregate(SqlAggregate aggregate);

  /**
   * What has to be executed before a query.
   *
   * @param aggregates names of the aggregates that the query calls
   * @param functions names of the functions that the query calls
   */
  List<String> preparations(
      Pipeline pipeline, String folder, Iterable<String> aggregates, Iterable<String> functions);

  @Override
  default String column(String name) {
    return "p." + quote(name);
  }
}
