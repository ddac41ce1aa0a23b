package io.millrace.job.lineage;

import io.millrace.job.event.Counter;
import io.millrace.job.event.StageCount;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up what the stages counted. The totals are checkpointed: after a failure they stand where
 * the replayed records begin, while Flink's own accumulators would restart at zero. They are shown
 * as accumulators ({@code millrace.read}, …), as metrics, and as a lineage event for a checkpoint
 * that changed them. Runs with parallelism 1.
 */
public final class TallyRun extends ProcessFunction<StageCount, Void>
    implements CheckpointedFunction, CheckpointListener {
  private static final long serialVersionUID = 1L;

  public static final String UID = "tally-run";
  public static final String NAME = "tally run";

  /** The only group whose metrics the managed service hands on to CloudWatch. */
  private static final String METRIC_GROUP = "kinesisanalytics";

  /** Totals by the label of their counter, so that counters may come and change places. */
  private static final ListStateDescriptor<Tuple2<String, Long>> TOTALS =
      new ListStateDescriptor<>("totals", Types.TUPLE(Types.STRING, Types.LONG));

  /** Positions and verdicts, as {@link RunDetails} gives them. */
  private static final ListStateDescriptor<Tuple5<String, String, String, String, Long>> DETAILS =
      new ListStateDescriptor<>("details", RunDetails.ROW);

  private final LineageEvents events;
  private final LineageTransport transport;
  private final Duration interval;
  private final Clock clock;

  private transient ListState<Tuple2<String, Long>> state;
  private transient AtomicLongArray totals;
  private transient ListState<Tuple5<String, String, String, String, Long>> detailsState;
  private transient RunDetails details;
  private transient DetailsAccumulator shownDetails;
  private transient LongCounter[] accumulators;
  private transient TreeMap<Long, RunTotals> snapshots;
  private transient LineageReporter reporter;
  private transient RunTotals reported;
  private transient long lastReport;

  /**
   * @param interval least time between two lineage events
   * @param clock measures it; serializable
   */
  public TallyRun(
      LineageEvents events, LineageTransport transport, Duration interval, Clock clock) {
    this.events = events;
    this.transport = transport;
    this.interval = interval;
    this.clock = clock;
  }

  /** Ends a stream of counts here. */
  public void attach(DataStream<StageCount> counts) {
    counts.process(this).returns(Types.VOID).name(NAME).uid(UID).forceNonParallel();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    totals = new AtomicLongArray(Counter.count());
    snapshots = new TreeMap<>();
    state = context.getOperatorStateStore().getListState(TOTALS);
    details = new RunDetails();
    detailsState = context.getOperatorStateStore().getListState(DETAILS);
    for (Tuple5<String, String, String, String, Long> row : detailsState.get()) {
      details.add(row);
    }
    Map<String, Counter> counters = new HashMap<>();
    for (Counter counter : Counter.values()) {
      counters.put(counter.label(), counter);
    }
    for (Tuple2<String, Long> total : state.get()) {
      Counter counter = counters.get(total.f0);
      if (counter == null) {
        throw new IllegalStateException(
            "state of "
                + NAME
                + ": expected counters "
                + counters.keySet()
                + ", got "
                + total.f0
                + "; start from a savepoint of this version or an earlier one");
      }
      totals.addAndGet(counter.ordinal(), total.f1);
    }
  }

  @Override
  public void open(OpenContext context) {
    accumulators = new LongCounter[Counter.count()];
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup(METRIC_GROUP);
    for (Counter counter : Counter.values()) {
      int ordinal = counter.ordinal();
      accumulators[ordinal] = new LongCounter(totals.get(ordinal));
      getRuntimeContext().addAccumulator(RunTotals.accumulator(counter), accumulators[ordinal]);
      metrics.gauge(counter.label(), () -> totals.get(ordinal));
    }
    shownDetails = new DetailsAccumulator();
    shownDetails.add(details.copy());
    getRuntimeContext().addAccumulator(RunTotals.DETAILS, shownDetails);
    reporter = new LineageReporter(transport);
    reported = current();
    lastReport = clock.millis() - interval.toMillis();
  }

  @Override
  public void processElement(StageCount count, Context context, Collector<Void> out) {
    if (count.kind != null) {
      details.add(count);
      return;
    }
    totals.addAndGet(count.counter, count.delta);
    accumulators[count.counter].add(count.delta);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    RunTotals now = current();
    snapshots.put(context.getCheckpointId(), now);
    List<Tuple2<String, Long>> rows = new ArrayList<>();
    for (Counter counter : Counter.values()) {
      rows.add(Tuple2.of(counter.label(), now.get(counter)));
    }
    state.update(rows);
    detailsState.update(details.rows());
    shownDetails.add(now.details());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    Map.Entry<Long, RunTotals> complete = snapshots.floorEntry(checkpointId);
    if (complete == null) {
      return;
    }
    snapshots.headMap(checkpointId, true).clear();
    long now = clock.millis();
    if (complete.getValue().equals(reported) || now - lastReport < interval.toMillis()) {
      return;
    }
    reporter.send(events.running(complete.getValue()));
    reported = complete.getValue();
    lastReport = now;
  }

  @Override
  public void close() throws Exception {
    if (reporter != null) {
      shownDetails.add(details.copy());
      reporter.close();
    }
  }

  private RunTotals current() {
    long[] now = new long[Counter.count()];
    for (int i = 0; i < now.length; i++) {
      now[i] = totals.get(i);
    }
    return RunTotals.of(now, details);
  }
}
