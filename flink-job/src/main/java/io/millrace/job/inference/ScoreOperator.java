package io.millrace.job.inference;

import io.millrace.job.event.Event;
import io.millrace.job.event.StoredEvents;
import io.millrace.job.inference.variant.MeasureVariants;
import java.time.Instant;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies;

/**
 * Flink's async operator, whose room follows the endpoint: Flink's own capacity is fixed, so while
 * the endpoint takes fewer requests than it may, events would queue up here and time out. They wait
 * upstream instead; meanwhile the task goes on to emit results and take checkpoints.
 */
final class ScoreOperator extends AsyncWaitOperator<Event, Event> {
  private static final long serialVersionUID = 1L;

  private final TypeSerializer<Event> events;
  private final transient ScoreEvents function;
  private final transient MailboxExecutor mailbox;

  ScoreOperator(
      TypeSerializer<Event> events,
      ScoreEvents function,
      long timeoutMillis,
      int capacity,
      OutputMode mode,
      ProcessingTimeService time,
      MailboxExecutor mailbox) {
    super(
        function,
        timeoutMillis,
        capacity,
        mode,
        AsyncRetryStrategies.NO_RETRY_STRATEGY,
        time,
        mailbox);
    this.events = events;
    this.function = function;
    this.mailbox = mailbox;
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    while (!function.hasRoom()) {
      // Each event that leaves room also sends the mail of its result, which wakes this up.
      mailbox.yield();
    }
    // What a job before had not scored comes out of the state, first of all.
    super.processElement(element.replace(StoredEvents.current(element.getValue(), events)));
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    flushShadows();
  }

  @Override
  public void endInput() throws Exception {
    super.endInput();
    function.awaitShadows();
  }

  @Override
  public void finish() throws Exception {
    flushShadows();
    super.finish();
  }

  private void flushShadows() {
    Instant now = Instant.ofEpochMilli(getProcessingTimeService().getCurrentProcessingTime());
    function
        .takeShadowMeasurements(now)
        .forEach(row -> output.collect(MeasureVariants.METRICS, new StreamRecord<>(row)));
  }
}
