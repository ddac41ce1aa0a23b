package io.millrace.job.lake;

import io.millrace.job.event.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Converters from the values of a Parquet column to those of a row's. They take the types that
 * {@link EventParquet} writes, a narrower number where the column's type was widened since, and
 * what other engines write for the same types when they rewrite a lake.
 */
final class CellConverter {
  private CellConverter() {}

  /** A converter; empty when values of the file's type are none of the column's. */
  static Optional<PrimitiveConverter> of(Column column, PrimitiveType type, Cell cell) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    PrimitiveTypeName physical = type.getPrimitiveTypeName();
    switch (column.type()) {
      case BOOLEAN:
        return when(physical == PrimitiveTypeName.BOOLEAN, new ToLong(cell));
      case INT:
        return when(isPlain(logical) && physical == PrimitiveTypeName.INT32, new ToLong(cell));
      case LONG:
        return when(isPlain(logical) && isInteger(physical), new ToLong(cell));
      case DOUBLE:
        return when(isPlain(logical) && isNumber(physical), new ToDouble(cell));
      case DATE:
        return when(logical instanceof DateLogicalTypeAnnotation, new ToLong(cell));
      case TIMESTAMP:
        return when(logical instanceof TimestampLogicalTypeAnnotation, new ToMicros(cell, logical));
      case STRING:
        return when(logical instanceof StringLogicalTypeAnnotation, new ToText(cell));
      case BYTES:
        return when(logical == null && isBytes(physical), new ToBytes(cell));
      case DECIMAL:
        return when(hasScale(logical, column.scale()), new ToDecimal(cell, column.scale()));
      default:
        throw new IllegalArgumentException("no Parquet type for " + column);
    }
  }

  private static Optional<PrimitiveConverter> when(boolean fits, PrimitiveConverter converter) {
    return fits ? Optional.of(converter) : Optional.empty();
  }

  /** Neither a decimal nor a time, nor a number without sign. */
  private static boolean isPlain(LogicalTypeAnnotation type) {
    return type == null
        || (type instanceof IntLogicalTypeAnnotation
            && ((IntLogicalTypeAnnotation) type).isSigned());
  }

  private static boolean isInteger(PrimitiveTypeName type) {
    return type == PrimitiveTypeName.INT32 || type == PrimitiveTypeName.INT64;
  }

  private static boolean isNumber(PrimitiveTypeName type) {
    return isInteger(type) || type == PrimitiveTypeName.FLOAT || type == PrimitiveTypeName.DOUBLE;
  }

  private static boolean isBytes(PrimitiveTypeName type) {
    return type == PrimitiveTypeName.BINARY || type == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
  }

  private static boolean hasScale(LogicalTypeAnnotation type, int scale) {
    return type instanceof DecimalLogicalTypeAnnotation
        && ((DecimalLogicalTypeAnnotation) type).getScale() == scale;
  }

  private static final class ToLong extends PrimitiveConverter {
    private final Cell cell;

    ToLong(Cell cell) {
      this.cell = cell;
    }

    @Override
    public void addBoolean(boolean value) {
      cell.setLong(value ? 1 : 0);
    }

    @Override
    public void addInt(int value) {
      cell.setLong(value);
    }

    @Override
    public void addLong(long value) {
      cell.setLong(value);
    }
  }

  private static final class ToDouble extends PrimitiveConverter {
    private final Cell cell;

    ToDouble(Cell cell) {
      this.cell = cell;
    }

    @Override
    public void addInt(int value) {
      cell.setDouble(value);
    }

    @Override
    public void addLong(long value) {
      cell.setDouble(value);
    }

    @Override
    public void addFloat(float value) {
      cell.setDouble(value);
    }

    @Override
    public void addDouble(double value) {
      cell.setDouble(value);
    }
  }

  private static final class ToMicros extends PrimitiveConverter {
    private final Cell cell;
    private final long factor;
    private final long divisor;

    ToMicros(Cell cell, LogicalTypeAnnotation type) {
      this.cell = cell;
      LogicalTypeAnnotation.TimeUnit unit =
          type instanceof TimestampLogicalTypeAnnotation
              ? ((TimestampLogicalTypeAnnotation) type).getUnit()
              : LogicalTypeAnnotation.TimeUnit.MICROS;
      this.factor = unit == LogicalTypeAnnotation.TimeUnit.MILLIS ? 1000 : 1;
      this.divisor = unit == LogicalTypeAnnotation.TimeUnit.NANOS ? 1000 : 1;
    }

    @Override
    public void addLong(long value) {
      cell.setLong(Math.floorDiv(value * factor, divisor));
    }
  }

  /** Texts that repeat are decoded once for each dictionary, and share one object. */
  private static final class ToText extends PrimitiveConverter {
    private final Cell cell;
    private String[] dictionary;

    ToText(Cell cell) {
      this.cell = cell;
    }

    @Override
    public boolean hasDictionarySupport() {
      return true;
    }

    @Override
    public void setDictionary(Dictionary values) {
      dictionary = new String[values.getMaxId() + 1];
      for (int i = 0; i < dictionary.length; i++) {
        dictionary[i] = values.decodeToBinary(i).toStringUsingUTF8();
      }
    }

    @Override
    public void addValueFromDictionary(int id) {
      cell.setObject(dictionary[id]);
    }

    @Override
    public void addBinary(Binary value) {
      cell.setObject(value.toStringUsingUTF8());
    }
  }

  private static final class ToBytes extends PrimitiveConverter {
    private final Cell cell;

    ToBytes(Cell cell) {
      this.cell = cell;
    }

    @Override
    public void addBinary(Binary value) {
      cell.setObject(value.getBytes());
    }
  }

  private static final class ToDecimal extends PrimitiveConverter {
    private final Cell cell;
    private final int scale;

    ToDecimal(Cell cell, int scale) {
      this.cell = cell;
      this.scale = scale;
    }

    @Override
    public void addInt(int value) {
      cell.setObject(BigDecimal.valueOf(value, scale));
    }

    @Override
    public void addLong(long value) {
      cell.setObject(BigDecimal.valueOf(value, scale));
    }

    @Override
    public void addBinary(Binary value) {
      cell.setObject(new BigDecimal(new BigInteger(value.getBytesUnsafe()), scale));
    }
  }
}
