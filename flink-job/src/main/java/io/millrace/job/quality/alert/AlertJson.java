package io.millrace.job.quality.alert;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.record.Alert;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.avro.Schema;

/**
 * Alerts as JSON objects, with the fields of {@link Alert} in their order; times are ISO 8601 in
 * UTC.
 */
public final class AlertJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AlertJson() {}

  /** The alert, on one line. */
  public static String of(Alert alert) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.getFactory().createGenerator(text)) {
      write(alert, generator);
    } catch (IOException e) {
      throw new UncheckedIOException("expected no failure of a writer on the heap", e);
    }
    return text.toString();
  }

  private static void write(Alert alert, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Schema.Field field : alert.getSchema().getFields()) {
      Object value = alert.get(field.pos());
      out.writeFieldName(field.name());
      if (value instanceof Instant) {
        out.writeString(value.toString());
      } else {
        out.writeObject(value);
      }
    }
    out.writeEndObject();
  }
}
