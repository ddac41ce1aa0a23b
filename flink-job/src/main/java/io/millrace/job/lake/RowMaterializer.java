package io.millrace.job.lake;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RowIdentity;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/**
 * Makes an event of each row of a file: values go from Parquet's column readers to the event's
 * slots without a record in between.
 */
final class RowMaterializer extends RecordMaterializer<Event> {
  private static final Origin NOWHERE = Origin.ofFile("", "", 0, 0);

  private final int columns;
  private final int idColumn;
  private final int timeColumn;
  private final RowIdentity identity;
  private final Row root;
  private Event event;

  private String stream;
  private String shard;
  private String sequence;
  private long arrivalMicros;
  private boolean late;

  RowMaterializer(Pipeline pipeline, List<RowSchema.Source> sources) {
    this.columns = pipeline.layout().size();
    this.idColumn = pipeline.identityColumn();
    this.timeColumn = pipeline.timestampColumn();
    this.identity = RowIdentity.of(pipeline.layout(), idColumn, timeColumn);
    this.root = new Row(pipeline.originColumn(), sources);
  }

  @Override
  public Event getCurrentRecord() {
    return event;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private final class Row extends GroupConverter {
    private final List<PrimitiveConverter> converters = new ArrayList<>();

    Row(int originColumn, List<RowSchema.Source> sources) {
      for (RowSchema.Source source : sources) {
        Cell cell =
            source.column().kind() == Column.Kind.ORIGIN && source.position() >= originColumn
                ? new OriginCell(source.position() - originColumn)
                : new ColumnCell(source.position());
        converters.add(CellConverter.of(source.column(), source.type(), cell).orElseThrow());
      }
    }

    @Override
    public Converter getConverter(int field) {
      return converters.get(field);
    }

    @Override
    public void start() {
      event = Event.ofRow(NOWHERE, columns);
      stream = shard = sequence = null;
      arrivalMicros = 0;
      late = false;
    }

    @Override
    public void end() {
      boolean known = !event.isNull(idColumn) && !event.isNull(timeColumn);
      if (!known || stream == null || shard == null || sequence == null) {
        throw new IllegalStateException("a row of the lake lacks its identity, time or origin");
      }
      event.setOrigin(Origin.ofShard(stream, shard, sequence, Math.floorDiv(arrivalMicros, 1000L)));
      event.setLate(late);
      identity.restore(event);
    }
  }

  private final class ColumnCell implements Cell {
    private final int position;

    ColumnCell(int position) {
      this.position = position;
    }

    @Override
    public void setLong(long value) {
      event.setLong(position, value);
    }

    @Override
    public void setDouble(double value) {
      event.setDouble(position, value);
    }

    @Override
    public void setObject(Object value) {
      event.setObject(position, value);
    }
  }

  /** The origin columns, in the order that {@link Pipeline#originColumn} gives them. */
  private final class OriginCell implements Cell {
    private final int index;

    OriginCell(int index) {
      this.index = index;
    }

    @Override
    public void setLong(long value) {
      if (index == 0) {
        late = value != 0;
      } else {
        arrivalMicros = value;
      }
    }

    @Override
    public void setDouble(double value) {
      throw new IllegalStateException("no part of an origin is a real number");
    }

    @Override
    public void setObject(Object value) {
      switch (index) {
        case 1:
          stream = (String) value;
          break;
        case 2:
          shard = (String) value;
          break;
        default:
          sequence = (String) value;
      }
    }
  }
}
