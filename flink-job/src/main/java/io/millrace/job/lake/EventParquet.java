package io.millrace.job.lake;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import io.millrace.job.config.EventSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.formats.parquet.ParquetBuilder;
import org.apache.flink.formats.parquet.ParquetWriterFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Events as Parquet: a column for each column of the layout, in its order, which is the order of
 * the warehouse's table. Values go from the row's slots to Parquet's column writers without a
 * record in between.
 */
public final class EventParquet extends WriteSupport<Event> {
  private final Layout layout;
  private final String pipeline;
  private RecordConsumer out;

  private EventParquet(Pipeline pipeline) {
    this.layout = pipeline.layout();
    this.pipeline = pipeline.name();
  }

  /** Writes files of a pipeline's events. */
  public static ParquetWriterFactory<Event> writer(PipelineFiles files) {
    return new ParquetWriterFactory<>(new Opener(files));
  }

  /** About what an event takes in a file: as much as its record did. */
  public static long weight(Event event) {
    return event.isRow() ? (long) Long.BYTES * event.size() : event.payload().length;
  }

  /** The Parquet schema of a layout. */
  static MessageType schema(String name, Layout layout) {
    Types.MessageTypeBuilder message = Types.buildMessage();
    for (Column column : layout.columns()) {
      message.addField(field(column));
    }
    return message.named(name.replace('-', '_'));
  }

  private static Type field(Column column) {
    Type.Repetition repetition =
        column.nullable() ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
    switch (column.type()) {
      case BOOLEAN:
        return Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(column.name());
      case INT:
        return Types.primitive(PrimitiveTypeName.INT32, repetition).named(column.name());
      case LONG:
        return Types.primitive(PrimitiveTypeName.INT64, repetition).named(column.name());
      case DOUBLE:
        return Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(column.name());
      case TIMESTAMP:
        return Types.primitive(PrimitiveTypeName.INT64, repetition)
            .as(timestampType(true, TimeUnit.MICROS))
            .named(column.name());
      case DATE:
        return Types.primitive(PrimitiveTypeName.INT32, repetition)
            .as(dateType())
            .named(column.name());
      case STRING:
        return Types.primitive(PrimitiveTypeName.BINARY, repetition)
            .as(stringType())
            .named(column.name());
      case BYTES:
        return Types.primitive(PrimitiveTypeName.BINARY, repetition).named(column.name());
      case DECIMAL:
        return Types.primitive(PrimitiveTypeName.BINARY, repetition)
            .as(decimalType(column.scale(), column.precision()))
            .named(column.name());
      default:
        throw new IllegalArgumentException("no Parquet type for " + column);
    }
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(schema(pipeline, layout), Map.of("millrace.pipeline", pipeline));
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return init((Configuration) null);
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    out = recordConsumer;
  }

  @Override
  public void write(Event event) {
    out.startMessage();
    for (int i = 0; i < layout.size(); i++) {
      if (event.isNull(i)) {
        continue;
      }
      Column column = layout.column(i);
      out.startField(column.name(), i);
      write(event, i, column);
      out.endField(column.name(), i);
    }
    out.endMessage();
  }

  private void write(Event event, int i, Column column) {
    switch (column.type()) {
      case BOOLEAN:
        out.addBoolean(event.getBoolean(i));
        break;
      case INT:
      case DATE:
        out.addInteger((int) event.getLong(i));
        break;
      case LONG:
      case TIMESTAMP:
        out.addLong(event.getLong(i));
        break;
      case DOUBLE:
        out.addDouble(event.getDouble(i));
        break;
      case STRING:
        out.addBinary(Binary.fromString(event.getString(i)));
        break;
      case BYTES:
        out.addBinary(Binary.fromConstantByteArray(event.getBytes(i)));
        break;
      case DECIMAL:
        BigDecimal decimal = event.getDecimal(i);
        out.addBinary(Binary.fromConstantByteArray(decimal.unscaledValue().toByteArray()));
        break;
      default:
        throw new IllegalStateException("no Parquet type for " + column);
    }
  }

  /** Opens file after file; the pipeline is parsed once. */
  private static final class Opener implements ParquetBuilder<Event> {
    private static final long serialVersionUID = 1L;

    private final PipelineFiles files;
    private transient Pipeline pipeline;

    Opener(PipelineFiles files) {
      this.files = files;
    }

    /** Columns whose values seldom repeat: a dictionary of them costs time and saves nothing. */
    private List<String> seldomRepeating() {
      EventSpec event = pipeline.event();
      int id = event.isContentHash() ? pipeline.eventIdColumn() : event.idColumn();
      List<String> columns = new ArrayList<>();
      columns.add(pipeline.layout().column(id).name());
      columns.add("origin_sequence");
      for (Column column : pipeline.layout().columns()) {
        if (column.type() == ColumnType.DOUBLE) {
          columns.add(column.name());
        }
      }
      return columns;
    }

    @Override
    public ParquetWriter<Event> createWriter(OutputFile file) throws IOException {
      if (pipeline == null) {
        pipeline = Pipeline.of(files);
      }
      Builder builder =
          ParquetFiles.tuned(
              new Builder(file, new EventParquet(pipeline)), pipeline.lake().fileBytes());
      for (String column : seldomRepeating()) {
        builder.withDictionaryEncoding(column, false);
      }
      return builder.build();
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Event, Builder> {
    private final EventParquet events;

    Builder(OutputFile file, EventParquet events) {
      super(file);
      this.events = events;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Event> getWriteSupport(Configuration configuration) {
      return events;
    }

    @Override
    protected WriteSupport<Event> getWriteSupport(ParquetConfiguration configuration) {
      return events;
    }
  }
}
