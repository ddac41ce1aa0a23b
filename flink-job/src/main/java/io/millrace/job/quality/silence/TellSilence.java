package io.millrace.job.quality.silence;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.record.QualityResult;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Tells when no event has come from anywhere for some time of the clock, and when one comes again:
 * a result that does not hold, and one that does. After a restart it listens anew, but knows that
 * it was silent.
 */
public final class TellSilence extends AbstractStreamOperator<QualityResult>
    implements OneInputStreamOperator<Arrivals, QualityResult>, ProcessingTimeCallback {
  private static final long serialVersionUID = 1L;

  static final String UID = "tell-silence";

  /** Metric of the results: seconds since the last event, 0 when there is one. */
  static final String METRIC = "Dataset.*.SecondsSilent";

  /** Parts of the time that makes a silence in which subtasks tell of events. */
  private static final long PARTS = 10;

  private static final ListStateDescriptor<Boolean> SILENT =
      new ListStateDescriptor<>("silent", Types.BOOLEAN);

  private static final ListStateDescriptor<String> RULESET =
      new ListStateDescriptor<>("ruleset", Types.STRING);

  private final PipelineFiles files;
  private final Duration after;

  private transient String pipeline;

  /** Ruleset that the last event was judged by. */
  private transient String rulesetHash;

  private transient ListState<Boolean> wasSilent;
  private transient ListState<String> lastRuleset;
  private transient Silence silence;

  TellSilence(PipelineFiles files, Duration after) {
    this.files = files;
    this.after = after;
  }

  /** Attaches the stage to the events of a live stream. */
  public static SingleOutputStreamOperator<QualityResult> attach(
      DataStream<Event> events, PipelineFiles files, Duration after) {
    return events
        .transform(
            CountArrivals.UID,
            Arrivals.TYPE,
            new CountArrivals(Math.max(1, after.toMillis() / PARTS)))
        .uid(CountArrivals.UID)
        .setParallelism(events.getParallelism())
        .global()
        .transform(UID, new AvroTypeInfo<>(QualityResult.class), new TellSilence(files, after))
        .uid(UID)
        .setParallelism(1)
        .setMaxParallelism(1);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    wasSilent = context.getOperatorStateStore().getListState(SILENT);
    lastRuleset = context.getOperatorStateStore().getListState(RULESET);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Pipeline parsed = Pipeline.of(files);
    pipeline = parsed.name();
    rulesetHash = parsed.quality().ruleset().hash();
    for (String last : lastRuleset.get()) {
      rulesetHash = last;
    }
    boolean silent = false;
    for (boolean was : wasSilent.get()) {
      silent |= was;
    }
    silence = new Silence(after.toMillis(), now(), silent);
    getProcessingTimeService().registerTimer(silence.silentFrom(), this);
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  @Override
  public void processElement(StreamRecord<Arrivals> arrived) {
    if (arrived.getValue().rulesetHash != null) {
      rulesetHash = arrived.getValue().rulesetHash;
    }
    long now = now();
    if (silence.hear(now)) {
      output.collect(new StreamRecord<>(result(now, now, true)));
    }
  }

  @Override
  public void onProcessingTime(long time) {
    long now = now();
    if (silence.begins(now)) {
      output.collect(new StreamRecord<>(result(silence.lastHeard(), now, false)));
    }
    // While it is silent there is nothing to wait for but an event, which begins the time anew.
    long next = silence.isSilent() ? now + after.toMillis() : silence.silentFrom();
    getProcessingTimeService().registerTimer(next, this);
  }

  private QualityResult result(long from, long until, boolean passed) {
    return QualityResult.newBuilder()
        .setPipeline(pipeline)
        .setWindowStart(Instant.ofEpochMilli(from))
        .setWindowEnd(Instant.ofEpochMilli(until))
        .setGroupKey("")
        .setRule("silence-after " + after.toSeconds() + "s")
        .setMetric(METRIC)
        .setValue((until - from) / 1000.0)
        .setPassed(passed)
        .setRevision(0)
        .setRulesetHash(rulesetHash)
        .setLookedAt("the clock: times are of arrival")
        .build();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    wasSilent.clear();
    wasSilent.add(silence.isSilent());
    lastRuleset.clear();
    lastRuleset.add(rulesetHash);
  }
}
