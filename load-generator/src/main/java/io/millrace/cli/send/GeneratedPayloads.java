package io.millrace.cli.send;

import io.millrace.cli.generate.PaymentStream;
import io.millrace.cli.workload.PayloadSpec;
import io.millrace.cli.workload.Workload;
import io.millrace.job.config.EventSpec;
import java.io.IOException;

/** Generated payments; each worker has its own customers, so no two send events of one. */
final class GeneratedPayloads implements Payloads {
  private final PaymentStream stream;
  private final TraceHeaders traces;

  private GeneratedPayloads(PaymentStream stream, TraceHeaders traces) {
    this.stream = stream;
    this.traces = traces;
  }

  /**
   * The payments of one worker of a workload.
   *
   * @param event of the payments pipeline
   * @param seed of the whole run; each worker's follows from it
   */
  static GeneratedPayloads of(Workload workload, EventSpec event, long seed, int worker) {
    PayloadSpec payload = workload.payload();
    int each = Math.max(1, payload.customers() / workload.workers());
    long own = seed * workload.workers() + worker;
    return new GeneratedPayloads(
        new PaymentStream(
            event,
            payload.json(),
            own,
            worker * each,
            each,
            Math.max(1, workload.curve().highestRate() / workload.workers()),
            payload.faults()),
        new TraceHeaders(payload.traces(), own));
  }

  @Override
  public Outgoing next(long timeMillis, long intendedNanos, boolean measured) throws IOException {
    stream.next(timeMillis);
    return new Outgoing(
        traces.on(stream.payload(), timeMillis),
        stream.customer(),
        stream.id(),
        stream.expected(),
        intendedNanos,
        measured);
  }
}
