package io.millrace.job.lineage;

import io.millrace.job.config.JobVersion;
import io.millrace.job.event.Counter;
import io.millrace.job.event.StageCount;
import io.millrace.record.RunProgress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up what the stages counted. The totals are checkpointed: after a failure they stand where
 * the replayed records begin, while Flink's own accumulators would restart at zero. They are shown
 * as accumulators ({@code millrace.read}, …), as metrics, as a lineage event for a checkpoint that
 * changed them, and as rows of the table of runs, which leave ahead of the barrier of the
 * checkpoint whose totals they tell: they share the fate of the rows that they count. Runs with
 * parallelism 1.
 */
public final class TallyRun extends AbstractStreamOperator<RunProgress>
    implements OneInputStreamOperator<StageCount, RunProgress> {
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

  private static final AvroTypeInfo<RunProgress> TOLD = new AvroTypeInfo<>(RunProgress.class);

  /** The run that the totals are of, see {@link RunBook#kept}; state of before it has none. */
  private static final ListStateDescriptor<RunProgress> RUN =
      new ListStateDescriptor<>("run", TOLD);

  private final LineageEvents events;
  private final LineageTransport transport;
  private final Duration interval;
  private final Clock clock;

  private transient ListState<Tuple2<String, Long>> state;
  private transient AtomicLongArray totals;
  private transient ListState<Tuple5<String, String, String, String, Long>> detailsState;
  private transient RunDetails details;
  private transient ListState<RunProgress> runState;
  private transient RunBook book;
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

  /** Ends a stream of counts here; what comes of it is told of the run. */
  public DataStream<RunProgress> attach(DataStream<StageCount> counts) {
    return counts.transform(NAME, TOLD, this).uid(UID).forceNonParallel();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
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
    runState = context.getOperatorStateStore().getListState(RUN);
    RunProgress run = events.progress(JobVersion.current(), clock.instant());
    Iterator<RunProgress> kept = runState.get().iterator();
    book = kept.hasNext() ? RunBook.goOn(run, kept.next(), current()) : RunBook.open(run);
  }

  @Override
  public void open() throws Exception {
    super.open();
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
  public void processElement(StreamRecord<StageCount> element) {
    StageCount count = element.getValue();
    if (count.kind != null) {
      details.add(count);
      return;
    }
    totals.addAndGet(count.counter, count.delta);
    accumulators[count.counter].add(count.delta);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    tell(book.atCheckpoint(checkpointId, current(), clock.instant()));
  }

  @Override
  public void finish() throws Exception {
    tell(book.atEnd(current(), clock.instant()));
    super.finish();
  }

  private void tell(List<RunProgress> rows) {
    rows.forEach(row -> output.collect(new StreamRecord<>(row)));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    RunTotals now = current();
    snapshots.put(context.getCheckpointId(), now);
    List<Tuple2<String, Long>> rows = new ArrayList<>();
    for (Counter counter : Counter.values()) {
      rows.add(Tuple2.of(counter.label(), now.get(counter)));
    }
    state.update(rows);
    detailsState.update(details.rows());
    runState.update(List.of(book.kept(now)));
    shownDetails.add(now.details());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
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
    super.close();
  }

  private RunTotals current() {
    long[] now = new long[Counter.count()];
    for (int i = 0; i < now.length; i++) {
      now[i] = totals.get(i);
    }
    return RunTotals.of(now, details);
  }
}
