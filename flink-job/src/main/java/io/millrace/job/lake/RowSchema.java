package io.millrace.job.lake;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Which columns of one file fill which columns of the row. */
final class RowSchema {
  /** Of the origin columns: late, stream, shard, sequence, arrival. The hashes are stamped anew. */
  private static final int ORIGIN_COLUMNS = 5;

  private final MessageType file;
  private final List<Source> sources = new ArrayList<>();

  private RowSchema(MessageType file) {
    this.file = file;
  }

  /**
   * Finds the columns by their names.
   *
   * @param where the file, for messages
   * @throws UnfitLakeException when one is missing that must be there, or of another type
   */
  static RowSchema of(String where, MessageType file, Pipeline pipeline, RowColumns wanted)
      throws UnfitLakeException {
    RowSchema schema = new RowSchema(file);
    SortedSet<Integer> columns = wanted.of(pipeline);
    for (int position : columns) {
      schema.add(where, pipeline, position);
    }
    for (int i = 0; i < ORIGIN_COLUMNS; i++) {
      schema.add(where, pipeline, pipeline.originColumn() + i);
    }
    return schema;
  }

  private void add(String where, Pipeline pipeline, int position) throws UnfitLakeException {
    Column column = pipeline.layout().column(position);
    if (!file.containsField(column.name())) {
      if (column.kind() == Column.Kind.FIELD && column.nullable()) {
        return; // added to the event's schema since
      }
      throw new UnfitLakeException(fault(where, column, "none of that name", pipeline));
    }
    Type type = file.getType(column.name());
    boolean repeats = type.isRepetition(Type.Repetition.REPEATED);
    if (repeats
        || !type.isPrimitive()
        || CellConverter.of(column, type.asPrimitiveType(), null).isEmpty()) {
      throw new UnfitLakeException(fault(where, column, "'" + type + "'", pipeline));
    }
    sources.add(new Source(position, column, type.asPrimitiveType()));
  }

  private static String fault(String where, Column column, String got, Pipeline pipeline) {
    String remedy =
        column.kind() == Column.Kind.FEATURE
            ? "other features are computed from it: run 'millrace backfill' over this lake first,"
                + " and read what it writes"
            : "name a lake that pipeline " + pipeline.name() + " wrote";
    return "lake file "
        + where
        + ": expected a column "
        + column.name()
        + " of type "
        + column.type()
        + ", got "
        + got
        + "; "
        + remedy;
  }

  /** In the order of {@link #message}. */
  List<Source> sources() {
    return sources;
  }

  /** The part of the file's schema that is read. */
  MessageType message() {
    List<Type> fields = new ArrayList<>();
    for (Source source : sources) {
      fields.add(source.type());
    }
    return new MessageType(file.getName(), fields);
  }

  /** One column of the file and the place of its values. */
  static final class Source {
    private final int position;
    private final Column column;
    private final PrimitiveType type;

    private Source(int position, Column column, PrimitiveType type) {
      this.position = position;
      this.column = column;
      this.type = type;
    }

    /** Position in the row. */
    int position() {
      return position;
    }

    Column column() {
      return column;
    }

    /** Type in the file. */
    PrimitiveType type() {
      return type;
    }
  }
}
