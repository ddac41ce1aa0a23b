package io.millrace.job.quality.alert;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.record.Alert;
import java.io.IOException;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;

/**
 * Writes alerts as lines of JSON in UTF-8, an alert a line, with the fields of {@link Alert} in
 * their order; times are ISO 8601 in UTC.
 */
public final class AlertLines implements BulkWriter.Factory<Alert> {
  private static final long serialVersionUID = 1L;

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  @Override
  public BulkWriter<Alert> create(FSDataOutputStream out) throws IOException {
    JsonGenerator lines = JSON.getFactory().createGenerator(out);
    lines.setRootValueSeparator(null);
    return new Writer(lines);
  }

  private static final class Writer implements BulkWriter<Alert> {
    private final JsonGenerator lines;

    private Writer(JsonGenerator lines) {
      this.lines = lines;
    }

    @Override
    public void addElement(Alert alert) throws IOException {
      lines.writeStartObject();
      for (Schema.Field field : alert.getSchema().getFields()) {
        Object value = alert.get(field.pos());
        lines.writeFieldName(field.name());
        if (value instanceof Instant) {
          lines.writeString(value.toString());
        } else {
          lines.writeObject(value);
        }
      }
      lines.writeEndObject();
      lines.writeRaw('\n');
    }

    @Override
    public void flush() throws IOException {
      lines.flush();
    }

    /** The stream is closed by whoever opened it. */
    @Override
    public void finish() throws IOException {
      lines.close();
    }
  }
}
