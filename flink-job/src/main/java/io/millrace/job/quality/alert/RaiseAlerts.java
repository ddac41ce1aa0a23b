package io.millrace.job.quality.alert;

import io.millrace.record.Alert;
import io.millrace.record.QualityResult;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Makes alerts of quality results, repeats folded as {@link AlertFolding} has it. What is known of
 * a rule and group is forgotten when it has had no result that matters for {@value #FORGET_DAYS}
 * days of event time.
 */
public final class RaiseAlerts extends KeyedProcessFunction<String, QualityResult, Alert> {
  private static final long serialVersionUID = 1L;

  static final String UID = "raise-alerts";

  /** Accumulator of critical alerts, by which a run that watches it knows that it must stop. */
  private static final String CRITICAL = "alerts.critical";

  private static final int FORGET_DAYS = 31;
  private static final long FORGET_MILLIS = Duration.ofDays(FORGET_DAYS).toMillis();

  private static final ValueStateDescriptor<AlertState> STATE =
      new ValueStateDescriptor<>("alert", AlertState.TYPE);

  private final Duration remindAfter;
  private transient AlertFolding folding;
  private transient ValueState<AlertState> states;
  private transient Counter raised;
  private transient LongCounter critical;

  RaiseAlerts(Duration remindAfter) {
    this.remindAfter = remindAfter;
  }

  /**
   * Attaches the stage to quality results.
   *
   * @param remindAfter time of the data from one alert of a rule that stays broken to the next
   */
  public static SingleOutputStreamOperator<Alert> attach(
      DataStream<QualityResult> results, Duration remindAfter) {
    return results
        .keyBy(AlertFolding::key, Types.STRING)
        .process(new RaiseAlerts(remindAfter), new AvroTypeInfo<>(Alert.class))
        .uid(UID)
        .name(UID);
  }

  /**
   * Whether a run has raised a critical alert since its last start.
   *
   * @param accumulators of the run
   */
  public static boolean isCritical(Map<String, Object> accumulators) {
    Object count = accumulators.get(CRITICAL);
    return count != null && (Long) count > 0;
  }

  @Override
  public void open(OpenContext context) {
    folding = new AlertFolding(remindAfter);
    states = getRuntimeContext().getState(STATE);
    raised =
        getRuntimeContext()
            .getMetricGroup()
            .addGroup("kinesisanalytics")
            .addGroup("quality")
            .counter("alertsRaised");
    critical = new LongCounter();
    getRuntimeContext().addAccumulator(CRITICAL, critical);
  }

  @Override
  public void processElement(QualityResult result, Context context, Collector<Alert> out)
      throws Exception {
    AlertState before = states.value();
    if (before == null && result.getPassed()) {
      return;
    }
    AlertState state =
        folding.fold(
            before,
            result,
            alert -> {
              if (alert.getStatus().equals(AlertFolding.RAISED)) {
                raised.inc();
                if (alert.getSeverity().equals(AlertFolding.CRITICAL)) {
                  critical.add(1);
                }
              }
              out.collect(alert);
            });
    states.update(state);
    if (before == null) {
      context.timerService().registerEventTimeTimer(state.last + FORGET_MILLIS);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Alert> out)
      throws Exception {
    AlertState state = states.value();
    if (state == null) {
      return;
    }
    if (state.last + FORGET_MILLIS <= timestamp) {
      states.clear();
    } else {
      context.timerService().registerEventTimeTimer(state.last + FORGET_MILLIS);
    }
  }
}
