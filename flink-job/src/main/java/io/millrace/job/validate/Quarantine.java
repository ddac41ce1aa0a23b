package io.millrace.job.validate;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Counter;
import io.millrace.job.event.Event;
import io.millrace.job.event.RulesetVersion;
import io.millrace.job.sideoutput.CountingOperator;
import io.millrace.job.sideoutput.SideOutputs;
import io.millrace.job.sideoutput.SideRecords;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sends an event that breaks a row rule to the side, with its original bytes and the texts of all
 * the rules that it breaks; one that breaks none but those that only warn goes on. Events carry
 * their verdict from {@link EvaluateRules}.
 */
public final class Quarantine extends CountingOperator<Event, Event> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "quarantine";

  /** Stage name of quarantined events. */
  public static final String STAGE = "validate";

  /** Reason code of quarantined events. */
  public static final String RULE_BROKEN = "RULE_BROKEN";

  private final PipelineFiles files;
  private transient Pipeline pipeline;
  private transient RulesetVersion ruleset;
  private transient RowRules rules;

  Quarantine(PipelineFiles files) {
    this.files = files;
  }

  /** Attaches the stage; what it refuses is in {@link SideOutputs#QUARANTINED}. */
  public static SingleOutputStreamOperator<Event> attach(
      DataStream<Event> events, PipelineFiles files) {
    return events
        .transform(UID, events.getType(), new Quarantine(files))
        .uid(UID)
        .setParallelism(events.getParallelism());
  }

  @Override
  public void open() throws Exception {
    super.open();
    pipeline = Pipeline.of(files);
    rules = RowRules.of(pipeline.quality());
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    Event event = element.getValue();
    if (event.ruleset() != ruleset) {
      ruleset = event.ruleset();
      rules = RowRules.of(pipeline.quality(ruleset));
    }
    if (!rules.quarantines(event.brokenRules())) {
      output.collect(element);
      return;
    }
    count(Counter.QUARANTINED);
    List<String> broken = rules.texts(event.brokenRules());
    String message = broken.size() == 1 ? "breaks a rule" : "breaks " + broken.size() + " rules";
    output.collect(
        SideOutputs.QUARANTINED,
        new StreamRecord<>(
            SideRecords.of(pipeline, event, STAGE, RULE_BROKEN, message, broken),
            event.timeMillis()));
  }
}
