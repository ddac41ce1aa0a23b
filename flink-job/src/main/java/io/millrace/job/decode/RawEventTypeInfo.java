package io.millrace.job.decode;

import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Type of the records between a source and the decode stage. The two are chained, so a record is
 * normally never written; where someone breaks the chain it is decoded again on the other side.
 */
public final class RawEventTypeInfo extends OpaqueTypeInfo<RawEvent> {
  private static final long serialVersionUID = 1L;

  private final RecordDecoder decoder;

  public RawEventTypeInfo(RecordDecoder decoder) {
    super(RawEvent.class);
    this.decoder = decoder;
  }

  @Override
  public TypeSerializer<RawEvent> createSerializer(SerializerConfig config) {
    return new RawEventSerializer(decoder.duplicate());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawEventTypeInfo;
  }

  @Override
  public int hashCode() {
    return RawEventTypeInfo.class.hashCode();
  }
}
