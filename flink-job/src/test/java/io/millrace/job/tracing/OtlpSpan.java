package io.millrace.job.tracing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A span as OTLP has it, decoded by the numbers of its fields.
 *
 * @param parentId empty for the first of a trace
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/trace/v1/trace.proto">trace.proto</a>
 */
public record OtlpSpan(
    String traceId, String spanId, String parentId, String name, long beganNanos, long endedNanos) {
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;

  /** The spans of an ExportTraceServiceRequest. */
  public static List<OtlpSpan> read(byte[] request) {
    List<OtlpSpan> spans = new ArrayList<>();
    try {
      for (UnknownFieldSet resource : messages(request(request), RESOURCE_SPANS)) {
        for (UnknownFieldSet scope : messages(resource, SCOPE_SPANS)) {
          for (UnknownFieldSet span : messages(scope, SPANS)) {
            spans.add(
                new OtlpSpan(
                    hex(span, 1),
                    hex(span, 2),
                    hex(span, 4),
                    bytes(span, 5).toStringUtf8(),
                    span.getField(7).getFixed64List().get(0),
                    span.getField(8).getFixed64List().get(0)));
          }
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no OTLP", e);
    }
    return spans;
  }

  private static UnknownFieldSet request(byte[] bytes) throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(bytes);
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }

  private static ByteString bytes(UnknownFieldSet message, int field) {
    List<ByteString> values = message.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.get(0);
  }

  private static String hex(UnknownFieldSet message, int field) {
    return HexFormat.of().formatHex(bytes(message, field).toByteArray());
  }
}
