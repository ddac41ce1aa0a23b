package io.millrace.job.lineage;

import io.openlineage.client.OpenLineage.RunEvent;
import java.io.IOException;
import java.util.Objects;

/** Hands each event to two transports; the second gets it whatever the first says. */
public final class BothTransports implements LineageTransport {
  private static final long serialVersionUID = 1L;

  private final LineageTransport first;
  private final LineageTransport second;

  public BothTransports(LineageTransport first, LineageTransport second) {
    this.first = Objects.requireNonNull(first);
    this.second = Objects.requireNonNull(second);
  }

  @Override
  public void emit(RunEvent event) throws IOException {
    try {
      first.emit(event);
    } finally {
      second.emit(event);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      first.close();
    } finally {
      second.close();
    }
  }
}
