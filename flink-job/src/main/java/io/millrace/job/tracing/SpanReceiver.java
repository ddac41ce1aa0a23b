package io.millrace.job.tracing;

import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.Serializable;

/** Who takes spans. What it is called names it: receivers of one name are one. */
public interface SpanReceiver extends Serializable {
  /** Opens the way to it; nothing is sent before the first span. */
  SpanExporter open();

  /** Name for messages, and the same for the same receiver. */
  @Override
  String toString();
}
