package io.millrace.job.decode;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.EventTrace;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RowIdentity;
import io.millrace.job.event.RulesetVersion;
import io.millrace.job.event.StoredLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Ships an event between chains and into state: its original bytes, its origin, and the columns
 * that stages have added so far. The fields are decoded again on the other side, which costs less
 * than encoding them a second way. Only a row of the lake, which has no bytes left, is shipped with
 * its fields.
 *
 * <p>An event of a restored state may have the layout of a former definition. It is brought into
 * this one when it is copied or written, see {@link EventUpgrade}.
 *
 * <p>Layout of a record: payload length (int) and bytes; origin; flags (byte: 1 late, 2 breaks row
 * rules, 4 history, 8 row, 16 ruleset, 32 trace); broken rules (long, when flagged); number (int)
 * and hash (long) of a ruleset that is not the pipeline's own, when flagged; id and moment of a
 * trace (three longs, when flagged); of a row, the columns that decoding fills; the computed
 * columns. See {@link ColumnWire} for the form of columns.
 */
public final class EventSerializer extends TypeSerializer<Event> {
  private static final long serialVersionUID = 1L;
  private static final int LATE = 1;
  private static final int BROKEN = 2;
  private static final int HISTORY = 4;
  private static final int ROW = 8;
  private static final int RULESET = 16;
  private static final int TRACE = 32;

  private final PipelineFiles files;
  private final EventDecoder decoder;
  private final boolean former;
  private transient Wire wire;

  public EventSerializer(PipelineFiles files) {
    this(files, false);
  }

  /**
   * A serializer.
   *
   * @param former whether it reads what a job before wrote, perhaps under another definition of the
   *     pipeline; then events tell their layout
   */
  EventSerializer(PipelineFiles files, boolean former) {
    this.files = files;
    this.former = former;
    this.decoder = EventDecoder.forReplay(files);
  }

  private Wire wire() {
    if (wire == null) {
      wire = new Wire(Pipeline.of(files));
    }
    return wire;
  }

  /** The columns that are shipped beside the payload, by name and type. */
  List<String> computedColumns() {
    List<String> columns = new ArrayList<>();
    for (Column column : wire().computed.columns()) {
      columns.add(column.name() + ' ' + column.type());
    }
    return columns;
  }

  @Override
  public void serialize(Event given, DataOutputView out) throws IOException {
    Wire w = wire();
    Event event = w.upgrade.of(given);
    out.writeInt(event.payload().length);
    out.write(event.payload());
    w.origins.write(event.origin(), out);
    long broken = event.brokenRules();
    out.writeByte(
        (event.isLate() ? LATE : 0)
            | (broken != 0 ? BROKEN : 0)
            | (event.isHistory() ? HISTORY : 0)
            | (event.isRow() ? ROW : 0)
            | (event.ruleset() != null ? RULESET : 0)
            | (event.trace() != null ? TRACE : 0));
    if (broken != 0) {
      out.writeLong(broken);
    }
    if (event.ruleset() != null) {
      w.rulesets.write(event.ruleset(), out);
    }
    if (event.trace() != null) {
      write(event.trace(), out);
    }
    if (event.isRow()) {
      w.decoded.write(event, out);
    }
    w.computed.write(event, out);
  }

  @Override
  public Event deserialize(DataInputView in) throws IOException {
    Wire w = wire();
    byte[] payload = new byte[in.readInt()];
    in.readFully(payload);
    Origin origin = w.origins.read(in);
    int flags = in.readUnsignedByte();
    long broken = (flags & BROKEN) != 0 ? in.readLong() : 0;
    RulesetVersion ruleset = (flags & RULESET) != 0 ? w.rulesets.read(in) : null;
    EventTrace trace = (flags & TRACE) != 0 ? readTrace(in) : null;
    Event event = (flags & ROW) != 0 ? row(origin, in) : decoder.decodeAgain(payload, origin);
    event.setLate((flags & LATE) != 0);
    event.setHistory((flags & HISTORY) != 0);
    event.setBrokenRules(broken);
    event.setRuleset(ruleset);
    event.setTrace(trace);
    w.computed.read(event, in);
    event.setStored(former ? w.stored : null);
    return event;
  }

  private static void write(EventTrace trace, DataOutputView out) throws IOException {
    out.writeLong(trace.high());
    out.writeLong(trace.low());
    out.writeLong(trace.sinceMicros());
  }

  private static EventTrace readTrace(DataInputView in) throws IOException {
    return new EventTrace(in.readLong(), in.readLong(), in.readLong());
  }

  private Event row(Origin origin, DataInputView in) throws IOException {
    Event row = Event.ofRow(origin, wire().columns);
    wire().decoded.read(row, in);
    wire().identity.restore(row);
    return row;
  }

  @Override
  public Event deserialize(Event reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  /** A copy that is an event of this definition of the pipeline, also of one that is not. */
  @Override
  public Event copy(Event from) {
    return from.stored() == null || former ? from.copy() : wire().upgrade.of(from.copy());
  }

  @Override
  public Event copy(Event from, Event reuse) {
    return copy(from);
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<Event> duplicate() {
    return new EventSerializer(files, former);
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
    final RulesetWire rulesets = new RulesetWire();
    final int columns;
    final ColumnWire computed;
    final ColumnWire decoded;
    final RowIdentity identity;
    final StoredLayout stored;
    final EventUpgrade upgrade;

    Wire(Pipeline pipeline) {
      Layout layout = pipeline.layout();
      this.columns = layout.size();
      this.computed = ColumnWire.of(layout, Wire::isComputed);
      for (Column column : computed.columns()) {
        if (!column.type().isPrimitive() && column.type() != ColumnType.STRING) {
          throw new IllegalArgumentException(
              "column " + column.name() + " is computed, and of a type that is not: " + column);
        }
      }
      int id = pipeline.identityColumn();
      int time = pipeline.timestampColumn();
      this.decoded =
          ColumnWire.of(
              layout,
              column ->
                  column.kind() == Column.Kind.FIELD
                      || column == layout.column(id)
                      || column == layout.column(time));
      this.identity = RowIdentity.of(layout, id, time);
      this.stored = DefinitionChange.stored(pipeline);
      this.upgrade = new EventUpgrade(pipeline, stored);
    }

    private static boolean isComputed(Column column) {
      return column.kind() != Column.Kind.FIELD && column.kind() != Column.Kind.ORIGIN;
    }
  }
}
