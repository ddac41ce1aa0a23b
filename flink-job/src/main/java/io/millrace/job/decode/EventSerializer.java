package io.millrace.job.decode;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Ships an event between chains and into state: its original bytes, its origin, and the columns
 * that stages have added so far. The fields are decoded again on the other side, which costs less
 * than encoding them a second way.
 *
 * <p>Layout of a record: payload length (int) and bytes; origin; flags (byte: 1 late, 2 breaks row
 * rules); broken rules (long, when flagged); a presence bit for each computed column (longs); the
 * present values in order (long, or for text: int length and UTF-8).
 */
public final class EventSerializer extends TypeSerializer<Event> {
  private static final long serialVersionUID = 1L;
  private static final int LATE = 1;
  private static final int BROKEN = 2;

  private final PipelineFiles files;
  private final EventDecoder decoder;
  private transient Wire wire;

  public EventSerializer(PipelineFiles files) {
    this.files = files;
    this.decoder = EventDecoder.forReplay(files);
  }

  private Wire wire() {
    if (wire == null) {
      wire = new Wire(Pipeline.of(files).layout());
    }
    return wire;
  }

  /** The columns that are shipped beside the payload, by name and type. */
  List<String> computedColumns() {
    List<String> columns = new ArrayList<>();
    for (Column column : wire().computed) {
      columns.add(column.name() + ' ' + column.type());
    }
    return columns;
  }

  @Override
  public void serialize(Event event, DataOutputView out) throws IOException {
    Wire w = wire();
    out.writeInt(event.payload().length);
    out.write(event.payload());
    w.origins.write(event.origin(), out);
    long broken = event.brokenRules();
    out.writeByte((event.isLate() ? LATE : 0) | (broken != 0 ? BROKEN : 0));
    if (broken != 0) {
      out.writeLong(broken);
    }
    w.writeComputed(event, out);
  }

  @Override
  public Event deserialize(DataInputView in) throws IOException {
    Wire w = wire();
    byte[] payload = new byte[in.readInt()];
    in.readFully(payload);
    Origin origin = w.origins.read(in);
    Event event = decoder.decodeAgain(payload, origin);
    int flags = in.readUnsignedByte();
    event.setLate((flags & LATE) != 0);
    if ((flags & BROKEN) != 0) {
      event.setBrokenRules(in.readLong());
    }
    w.readComputed(event, in);
    return event;
  }

  @Override
  public Event deserialize(Event reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public Event copy(Event from) {
    return from.copy();
  }

  @Override
  public Event copy(Event from, Event reuse) {
    return from.copy();
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<Event> duplicate() {
    return new EventSerializer(files);
  }

  @Override
  public Event createInstance() {
    return new Event(new byte[0], Origin.ofFile("", "", 0, 0), wire().columns);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventSerializer
        && files.hash().equals(((EventSerializer) other).files.hash());
  }

  @Override
  public int hashCode() {
    return files.hash().hashCode();
  }

  @Override
  public TypeSerializerSnapshot<Event> snapshotConfiguration() {
    return new EventSerializerSnapshot(this);
  }

  PipelineFiles files() {
    return files;
  }

  /** What serializing one layout takes; belongs to one thread. */
  private static final class Wire {
    final OriginWire origins = new OriginWire();
    final int columns;
    final Column[] computed;
    private final int[] positions;
    private final boolean[] primitive;

    Wire(Layout layout) {
      List<Column> shipped = new ArrayList<>();
      for (Column column : layout.columns()) {
        if (column.kind() != Column.Kind.FIELD && column.kind() != Column.Kind.ORIGIN) {
          if (!column.type().isPrimitive() && column.type() != ColumnType.STRING) {
            throw new IllegalArgumentException(
                "column " + column.name() + " is computed, and of a type that is not: " + column);
          }
          shipped.add(column);
        }
      }
      this.columns = layout.size();
      this.computed = shipped.toArray(new Column[0]);
      this.positions = new int[computed.length];
      this.primitive = new boolean[computed.length];
      for (int i = 0; i < computed.length; i++) {
        positions[i] = layout.position(computed[i].name());
        primitive[i] = computed[i].type().isPrimitive();
      }
    }

    void writeComputed(Event event, DataOutputView out) throws IOException {
      for (int from = 0; from < positions.length; from += Long.SIZE) {
        long present = 0;
        int to = Math.min(positions.length, from + Long.SIZE);
        for (int i = from; i < to; i++) {
          if (!event.isNull(positions[i])) {
            present |= 1L << (i - from);
          }
        }
        out.writeLong(present);
        for (int i = from; i < to; i++) {
          if ((present & 1L << (i - from)) != 0) {
            writeValue(event, i, out);
          }
        }
      }
    }

    private void writeValue(Event event, int i, DataOutputView out) throws IOException {
      if (primitive[i]) {
        out.writeLong(event.getLong(positions[i]));
      } else {
        byte[] text = event.getString(positions[i]).getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
    }

    void readComputed(Event event, DataInputView in) throws IOException {
      for (int from = 0; from < positions.length; from += Long.SIZE) {
        long present = in.readLong();
        int to = Math.min(positions.length, from + Long.SIZE);
        for (int i = from; i < to; i++) {
          if ((present & 1L << (i - from)) != 0) {
            readValue(event, i, in);
          }
        }
      }
    }

    private void readValue(Event event, int i, DataInputView in) throws IOException {
      if (primitive[i]) {
        event.setLong(positions[i], in.readLong());
      } else {
        byte[] text = new byte[in.readInt()];
        in.readFully(text);
        event.setObject(positions[i], new String(text, StandardCharsets.UTF_8));
      }
    }
  }
}
