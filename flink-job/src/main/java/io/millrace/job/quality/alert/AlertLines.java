package io.millrace.job.quality.alert;

import io.millrace.record.Alert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;

/** Writes alerts as lines of JSON in UTF-8, an alert a line, as {@link AlertJson} has them. */
public final class AlertLines implements BulkWriter.Factory<Alert> {
  private static final long serialVersionUID = 1L;

  @Override
  public BulkWriter<Alert> create(FSDataOutputStream out) {
    return new BulkWriter<>() {
      @Override
      public void addElement(Alert alert) throws IOException {
        out.write((AlertJson.of(alert) + '\n').getBytes(StandardCharsets.UTF_8));
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }

      /** The stream is closed by whoever opened it. */
      @Override
      public void finish() throws IOException {
        flush();
      }
    };
  }
}
