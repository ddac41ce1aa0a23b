package io.millrace.job.features;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * Key of an event at an entity: the entity's value as text. Events whose entity is null are keyed
 * by their identity, so that they spread over all subtasks and a repeated one still meets itself.
 */
public final class EntityKey implements KeySelector<Event, String> {
  private static final long serialVersionUID = 1L;

  /** Stands before the key of an event without entity; no text of a stream begins with it. */
  private static final char NO_ENTITY = '\u0000';

  private final int column;
  private final boolean text;
  private final boolean primitive;

  private EntityKey(int column, boolean text, boolean primitive) {
    this.column = column;
    this.text = text;
    this.primitive = primitive;
  }

  /**
   * The key at a column.
   *
   * @param column position of the entity, or -1 for the identity of the event
   */
  public static EntityKey of(PipelineFiles files, int column) {
    if (column < 0) {
      return new EntityKey(-1, false, false);
    }
    ColumnType type = Pipeline.of(files).layout().column(column).type();
    return new EntityKey(column, type == ColumnType.STRING, type.isPrimitive());
  }

  @Override
  public String getKey(Event event) {
    if (column < 0 || event.isNull(column)) {
      return NO_ENTITY + event.id();
    }
    if (text) {
      return event.getString(column);
    }
    return primitive ? Long.toString(event.getLong(column)) : event.getObject(column).toString();
  }
}
