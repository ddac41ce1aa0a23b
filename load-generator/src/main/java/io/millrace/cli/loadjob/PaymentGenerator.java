package io.millrace.cli.loadjob;

import io.millrace.cli.generate.PaymentStream;
import io.millrace.cli.workload.PayloadSpec;
import io.millrace.cli.workload.Workload;
import io.millrace.job.config.EventSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Makes the payments of one subtask, each for the moment at which it should leave: its card holder,
 * and its bytes. Subtasks have other card holders, and each attempt begins with identities of its
 * own, so that none comes twice but as the workload asks for.
 *
 * <p>Metrics, in the group that the managed service hands on: {@code generated}, {@code
 * generatedBytes}, and {@code sendDelayMs}, by how much the last event was late.
 */
final class PaymentGenerator implements GeneratorFunction<Long, Tuple2<String, byte[]>> {
  private static final long serialVersionUID = 1L;
  private static final String METRIC_GROUP = "kinesisanalytics";

  private final Schedule schedule;
  private transient PaymentStream stream;
  private transient Counter generated;
  private transient Counter bytes;
  private transient volatile double delayMillis;

  PaymentGenerator(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public void open(SourceReaderContext context) {
    long now = System.currentTimeMillis();
    int subtask = context.getIndexOfSubtask();
    Workload workload = schedule.workload();
    PayloadSpec payload = workload.payload();
    EventSpec event = Pipeline.of(Pipelines.open(Pipelines.DEFAULT)).event();
    int customers = Math.max(1, payload.customers() / schedule.ranges());
    stream =
        new PaymentStream(
            event,
            payload.json(),
            now * schedule.ranges() + subtask,
            subtask * customers,
            customers,
            Math.max(1, workload.curve().highestRate() / schedule.ranges()),
            payload.faults());
    MetricGroup metrics = context.metricGroup().addGroup(METRIC_GROUP);
    generated = metrics.counter("generated");
    bytes = metrics.counter("generatedBytes");
    metrics.gauge("sendDelayMs", () -> delayMillis);
  }

  @Override
  public Tuple2<String, byte[]> map(Long number) throws IOException {
    double moment = schedule.momentOf(number);
    schedule.made(number);
    stream.next((long) moment);
    delayMillis = System.currentTimeMillis() - moment;
    generated.inc();
    bytes.inc(stream.payload().length);
    return Tuple2.of(stream.customer(), stream.payload());
  }
}
