package io.millrace.job.tracing;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Whoever takes OTLP over HTTP: a collector, or a backend itself. */
public final class OtlpReceiver implements SpanReceiver {
  private static final long serialVersionUID = 1L;
  private static final long TIMEOUT_SECONDS = 10;

  private final URI url;

  /**
   * A receiver.
   *
   * @param url where it takes traces, e.g. {@code http://localhost:4318/v1/traces}
   */
  public OtlpReceiver(URI url) {
    this.url = url;
  }

  @Override
  public SpanExporter open() {
    return OtlpHttpSpanExporter.builder()
        .setEndpoint(url.toString())
        .setCompression("gzip")
        .setTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        // Flink loads the job in a class loader of its own, and the sender is found as a service.
        .setServiceClassLoader(OtlpReceiver.class.getClassLoader())
        .build();
  }

  @Override
  public String toString() {
    return "OTLP at " + url;
  }
}
