package io.millrace.job.event;

import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Events as an operator takes them out of its state. Some backends read state with the serializer
 * of the job that wrote it, before the one of this job is known to them.
 */
public final class StoredEvents {
  private StoredEvents() {}

  /**
   * An event in the layout of this job.
   *
   * @param serializer of the pipeline's events
   */
  public static Event current(Event event, TypeSerializer<Event> serializer) {
    return event.stored() == null ? event : serializer.copy(event);
  }
}
