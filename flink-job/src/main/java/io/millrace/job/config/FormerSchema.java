package io.millrace.job.config;

import io.millrace.job.event.Column;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A schema that producers wrote records by before the pipeline's own. Its fields are all fields of
 * the pipeline's, of the same types; those that it lacks may be null.
 */
final class FormerSchema {
  private FormerSchema() {}

  /**
   * Parses one.
   *
   * @param columns the fields of the pipeline's own schema
   * @return empty after telling what is wrong with it
   */
  static Optional<Schema> read(String file, String text, Columns columns, Problems problems) {
    Columns former = new Columns(problems);
    Optional<Schema> schema = SchemaReader.read(file, text, former, problems);
    if (schema.isEmpty() || columns.areFieldsUnknown()) {
      return schema;
    }
    boolean fits = true;
    for (String name : former.names()) {
      Column before = former.column(former.position(name));
      int position = columns.position(name);
      if (position < 0 || !isOneType(before, columns.column(position))) {
        problems.add(
            file,
            "fields that event.schema has, of the same types",
            "'" + before + "'",
            "leave the field in event.schema, or give the changed one another name");
        fits = false;
      }
    }
    for (String name : columns.names()) {
      int position = former.position(name);
      boolean mayBeNull = position < 0 || former.column(position).nullable();
      if (mayBeNull && !columns.column(columns.position(name)).nullable()) {
        problems.add(
            file,
            "a value of '" + name + "', which is never null in event.schema",
            "none in some records",
            "make it nullable in event.schema");
        fits = false;
      }
    }
    return fits ? schema : Optional.empty();
  }

  private static boolean isOneType(Column before, Column now) {
    return before.type() == now.type()
        && before.precision() == now.precision()
        && before.scale() == now.scale();
  }
}
