package io.millrace.job.config;

import io.millrace.job.event.Column;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Which columns of a row tell of a person: the fields that the event's schema marks with {@code
 * "personal": true}, and the values that are derived from one of them alone by an expression.
 * Aggregates and scores of a person's events are not among them.
 */
public final class PersonalColumns {
  /** The property of a field in {@code event.avsc}. */
  public static final String PROPERTY = "personal";

  private PersonalColumns() {}

  /** Names of the columns, in the order of the row; those of nested fields by their first part. */
  public static Set<String> of(Pipeline pipeline) {
    Set<String> fields = new LinkedHashSet<>();
    mark(pipeline.event().schema(), "", false, fields);
    Set<String> columns = new LinkedHashSet<>();
    ColumnLineage.of(pipeline)
        .forEach(
            (name, sources) -> {
              Column column = pipeline.layout().column(pipeline.layout().position(name));
              boolean copies =
                  column.kind() == Column.Kind.FIELD || column.kind() == Column.Kind.DERIVED;
              if (copies && sources.stream().anyMatch(source -> isPersonal(source, fields))) {
                columns.add(name);
              }
            });
    return columns;
  }

  private static boolean isPersonal(SourceField source, Set<String> fields) {
    boolean value =
        source.how() == SourceField.How.IDENTITY || source.how() == SourceField.How.TRANSFORMATION;
    return value && fields.contains(source.field());
  }

  /** All marked fields; what a marked record holds is marked with it. */
  private static void mark(Schema schema, String prefix, boolean marked, Set<String> into) {
    if (schema.getType() == Schema.Type.UNION) {
      schema.getTypes().forEach(branch -> mark(branch, prefix, marked, into));
      return;
    }
    if (schema.getType() != Schema.Type.RECORD) {
      return;
    }
    for (Schema.Field field : schema.getFields()) {
      boolean personal = marked || Boolean.TRUE.equals(field.getObjectProp(PROPERTY));
      String name = prefix + field.name();
      if (personal) {
        into.add(name);
      }
      mark(field.schema(), name + '.', personal, into);
    }
  }
}
