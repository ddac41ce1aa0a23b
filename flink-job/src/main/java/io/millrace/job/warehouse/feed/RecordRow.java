package io.millrace.job.warehouse.feed;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** A record as a row: its fields in their order. Pure. */
final class RecordRow {
  private RecordRow() {}

  /** The statement whose parameters are the fields. */
  static String insert(String table, Schema schema) {
    return schema.getFields().stream()
        .map(field -> '"' + field.name() + '"')
        .collect(
            Collectors.joining(
                ", ",
                "INSERT INTO " + table + " (",
                ") VALUES (" + "?, ".repeat(schema.getFields().size() - 1) + "?)"));
  }

  static void bind(PreparedStatement row, SpecificRecord record) throws SQLException {
    for (Schema.Field field : record.getSchema().getFields()) {
      int parameter = field.pos() + 1;
      Object value = record.get(field.pos());
      if (value == null) {
        row.setNull(parameter, type(field.schema()));
      } else if (value instanceof Instant) {
        // A java.sql.Timestamp would be shifted by the zone of the JVM.
        row.setObject(parameter, LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC));
      } else if (value instanceof ByteBuffer) {
        ByteBuffer bytes = ((ByteBuffer) value).duplicate();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        row.setBytes(parameter, copy);
      } else {
        row.setObject(parameter, value);
      }
    }
  }

  private static int type(Schema schema) {
    switch (schema.getType()) {
      case UNION:
        return type(schema.getTypes().get(1));
      case BOOLEAN:
        return Types.BOOLEAN;
      case INT:
        return Types.INTEGER;
      case DOUBLE:
        return Types.DOUBLE;
      case BYTES:
        return Types.BINARY;
      case LONG:
        return schema.getLogicalType() == null ? Types.BIGINT : Types.TIMESTAMP;
      default:
        return Types.VARCHAR;
    }
  }
}
