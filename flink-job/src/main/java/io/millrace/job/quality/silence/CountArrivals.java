package io.millrace.job.quality.silence;

import io.millrace.job.event.Event;
import io.millrace.job.event.RulesetVersion;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Tells now and then how many events have come, when any have: a number for each interval. */
final class CountArrivals extends AbstractStreamOperator<Arrivals>
    implements OneInputStreamOperator<Event, Arrivals>, ProcessingTimeCallback {
  private static final long serialVersionUID = 1L;

  static final String UID = "count-arrivals";

  private final long intervalMillis;
  private transient long arrived;
  private transient RulesetVersion ruleset;

  CountArrivals(long intervalMillis) {
    this.intervalMillis = intervalMillis;
    this.chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void open() throws Exception {
    super.open();
    waitFrom(getProcessingTimeService().getCurrentProcessingTime());
  }

  private void waitFrom(long now) {
    getProcessingTimeService().registerTimer(now + intervalMillis, this);
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    arrived++;
    ruleset = element.getValue().ruleset();
  }

  @Override
  public void onProcessingTime(long time) {
    if (arrived > 0) {
      output.collect(
          new StreamRecord<>(new Arrivals(arrived, ruleset == null ? null : ruleset.hash)));
      arrived = 0;
    }
    waitFrom(getProcessingTimeService().getCurrentProcessingTime());
  }
}
