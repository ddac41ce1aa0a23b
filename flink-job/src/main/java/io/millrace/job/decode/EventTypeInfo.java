package io.millrace.job.decode;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Type of {@link Event}s of one pipeline. */
public final class EventTypeInfo extends OpaqueTypeInfo<Event> {
  private static final long serialVersionUID = 1L;

  private final PipelineFiles files;

  public EventTypeInfo(PipelineFiles files) {
    super(Event.class);
    this.files = files;
  }

  @Override
  public TypeSerializer<Event> createSerializer(SerializerConfig config) {
    return new EventSerializer(files);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventTypeInfo
        && files.hash().equals(((EventTypeInfo) other).files.hash());
  }

  @Override
  public int hashCode() {
    return files.hash().hashCode();
  }

  /** For callers that name the type of a pipeline's events. */
  public static TypeInformation<Event> of(PipelineFiles files) {
    return new EventTypeInfo(files);
  }
}
