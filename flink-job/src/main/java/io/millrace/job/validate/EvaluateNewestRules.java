package io.millrace.job.validate;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.event.Event;
import io.millrace.job.event.RulesetVersion;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * {@link EvaluateRules} with rules that may change: rulesets are its second, broadcast input, and
 * the newest is its state. Each event carries the ruleset that it was judged by, which the stages
 * chained to it go by, and all that names a ruleset later.
 *
 * <p>Time is that of the events alone: the input of rulesets is idle, so its watermarks do not
 * count.
 */
public final class EvaluateNewestRules extends AbstractStreamOperator<Event>
    implements TwoInputStreamOperator<Event, RulesetVersion, Event> {
  private static final long serialVersionUID = 1L;

  private static final String NEWEST = "newest";

  private static final MapStateDescriptor<String, RulesetVersion> RULESETS =
      new MapStateDescriptor<>("rulesets", Types.STRING, RulesetVersion.TYPE);

  private final PipelineFiles files;

  private transient BroadcastState<String, RulesetVersion> state;
  private transient Pipeline pipeline;
  private transient RulesetVersion ruleset;
  private transient RowRules rules;

  EvaluateNewestRules(PipelineFiles files) {
    this.files = files;
  }

  /**
   * Attaches the stage in the place of {@link EvaluateRules}.
   *
   * @param rulesets every ruleset that is taken up, checked, in the order of their numbers
   */
  public static SingleOutputStreamOperator<Event> attach(
      DataStream<Event> events, DataStream<RulesetVersion> rulesets, PipelineFiles files) {
    return events
        .connect(rulesets.broadcast())
        .transform(EvaluateRules.UID, events.getType(), new EvaluateNewestRules(files))
        .uid(EvaluateRules.UID)
        .setParallelism(events.getParallelism());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = context.getOperatorStateStore().getBroadcastState(RULESETS);
  }

  @Override
  public void open() throws Exception {
    super.open();
    pipeline = Pipeline.of(files);
    rules = RowRules.of(pipeline.quality());
    RulesetVersion restored = state.get(NEWEST);
    if (restored == null) {
      return;
    }
    List<DqdlFault> faults = new ArrayList<>();
    QualitySpec quality = pipeline.quality(restored, faults::add);
    if (faults.isEmpty()) {
      ruleset = restored;
      rules = RowRules.of(quality);
    } else {
      // The pipeline is another one since; that its own ruleset is taken is told by the watch.
      state.clear();
    }
  }

  @Override
  public void processElement1(StreamRecord<Event> element) {
    Event event = element.getValue();
    event.setRuleset(ruleset);
    event.setBrokenRules(rules.broken(event));
    output.collect(element);
  }

  @Override
  public void processElement2(StreamRecord<RulesetVersion> element) throws Exception {
    RulesetVersion next = element.getValue();
    if (RulesetVersion.isNewer(next, ruleset)) {
      rules = RowRules.of(pipeline.quality(next));
      ruleset = next;
      state.put(NEWEST, next);
    }
  }
}
