package io.millrace.cli.ddl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.record.QualityResult;
import io.millrace.record.RunProgress;
import io.millrace.record.SideRecord;
import io.millrace.record.VariantMetric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * What a pipeline writes to the lake in Parquet, as {@code infra-terraform/modules/catalog} takes
 * it: tables with columns in the types of Glue, and the partitions that stand in their paths.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/data-types.html">Data types in
 *     Athena</a>
 */
final class GlueCatalog {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All that is not a row is partitioned by day; see {@code Sinks}. */
  private static final List<String> BY_DAY = List.of("dt");

  private GlueCatalog() {}

  /** The definition as JSON, a line for each column. */
  static String of(Pipeline pipeline) {
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("rows", table(rows(pipeline), pipeline.partitionBy()));
    tables.put("dead-letter", table(fields(SideRecord.getClassSchema()), BY_DAY));
    tables.put("quarantine", table(fields(SideRecord.getClassSchema()), BY_DAY));
    tables.put("quality", table(fields(QualityResult.getClassSchema()), BY_DAY));
    tables.put("runs", table(fields(RunProgress.getClassSchema()), BY_DAY));
    if (pipeline.inference().isPresent()) {
      tables.put("variants", table(fields(VariantMetric.getClassSchema()), BY_DAY));
    }
    String identity = pipeline.layout().column(pipeline.identityColumn()).name();
    return tables.entrySet().stream()
        .map(table -> "    " + text(table.getKey()) + ": " + table.getValue())
        .collect(
            Collectors.joining(
                ",\n",
                "{\n  \"pipeline\": "
                    + text(pipeline.name())
                    + ",\n  \"identity\": "
                    + text(identity)
                    + ",\n  \"tables\": {\n",
                "\n  }\n}\n"));
  }

  private static String table(List<String> columns, List<String> partitions) {
    return columns.stream().collect(Collectors.joining(",\n", "{\n      \"columns\": [\n", "\n"))
        + "      ],\n      \"partitions\": "
        + partitions.stream().map(GlueCatalog::text).collect(Collectors.joining(", ", "[", "]"))
        + "\n    }";
  }

  private static List<String> rows(Pipeline pipeline) {
    return pipeline.layout().columns().stream()
        .map(column -> column(column.name(), type(column), column.doc()))
        .collect(Collectors.toList());
  }

  private static List<String> fields(Schema record) {
    return record.getFields().stream()
        .map(field -> column(field.name(), type(field.schema()), field.doc()))
        .collect(Collectors.toList());
  }

  private static String column(String name, String type, String doc) {
    return "        {\"name\": "
        + text(name)
        + ", \"type\": "
        + text(type)
        + ", \"comment\": "
        + text(doc == null ? "" : doc)
        + "}";
  }

  private static String type(Column column) {
    switch (column.type()) {
      case BOOLEAN:
        return "boolean";
      case INT:
        return "int";
      case LONG:
        return "bigint";
      case DOUBLE:
        return "double";
      case TIMESTAMP:
        return "timestamp";
      case DATE:
        return "date";
      case STRING:
        return "string";
      case BYTES:
        return "binary";
      case DECIMAL:
        return "decimal(" + column.precision() + "," + column.scale() + ")";
    }
    throw new IllegalArgumentException("no type for " + column);
  }

  /** Of the fields of our own records. */
  private static String type(Schema schema) {
    switch (schema.getType()) {
      case UNION:
        return type(schema.getTypes().get(1)); // null comes first in all of them
      case BOOLEAN:
        return "boolean";
      case INT:
        return "int";
      case LONG:
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
            ? "timestamp"
            : "bigint";
      case DOUBLE:
        return "double";
      case STRING:
        return "string";
      case BYTES:
        return "binary";
      case ARRAY:
        return "array<" + type(schema.getElementType()) + ">";
      default:
        throw new IllegalStateException("no column is of " + schema);
    }
  }

  private static String text(String value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a text is always JSON", e);
    }
  }
}
