package io.millrace.job.validate.reload;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.event.Event;
import io.millrace.job.event.RulesetVersion;
import io.millrace.record.QualityResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableSupplier;

/**
 * Looks now and then whether another ruleset lies where the settings say, checks it, and gives it
 * out with the next number. One with a fault is refused with a result that does not hold, and the
 * ruleset before stays; so is a place that cannot be read.
 *
 * <p>It stands beside the events only to run on the clock of their task; it lets none through. The
 * first subtask watches. Files are read by a thread of its own, so a slow store holds up no event.
 */
public final class WatchRuleset extends AbstractStreamOperator<RulesetVersion>
    implements OneInputStreamOperator<Event, RulesetVersion>, ProcessingTimeCallback {
  private static final long serialVersionUID = 1L;

  static final String UID = "watch-ruleset";

  /** What became of rulesets: results of quality as any others. */
  public static final OutputTag<QualityResult> RESULTS =
      new OutputTag<>("ruleset-results", new AvroTypeInfo<>(QualityResult.class));

  /** Time between looks at a file that is being read. */
  private static final long READING_MILLIS = 200;

  private static final ListStateDescriptor<RulesetWatch> WATCH =
      new ListStateDescriptor<>("ruleset-watch", RulesetWatch.TYPE);

  private final PipelineFiles files;
  private final RulesetLocation location;
  private final long intervalMillis;
  private final SerializableSupplier<ExecutorService> threads;

  private transient ListState<RulesetWatch> watches;
  private transient RulesetWatch watch;
  private transient Pipeline pipeline;
  private transient RulesetChanges changes;
  private transient ExecutorService reader;
  private transient Future<String> reading;
  private transient boolean idle;

  WatchRuleset(
      PipelineFiles files,
      RulesetLocation location,
      Duration interval,
      SerializableSupplier<ExecutorService> threads) {
    this.files = files;
    this.location = location;
    this.intervalMillis = interval.toMillis();
    this.threads = threads;
    this.chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /**
   * Attaches the stage beside the events.
   *
   * @param interval time of the clock between two looks
   */
  public static SingleOutputStreamOperator<RulesetVersion> attach(
      DataStream<Event> events, PipelineFiles files, RulesetLocation location, Duration interval) {
    WatchRuleset watch = new WatchRuleset(files, location, interval, WatchRuleset::thread);
    return events
        .transform(UID, RulesetVersion.TYPE, watch)
        .uid(UID)
        .setParallelism(events.getParallelism());
  }

  private static ExecutorService thread() {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, "ruleset-reader");
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    watches = context.getOperatorStateStore().getUnionListState(WATCH);
    watch = new RulesetWatch();
    for (RulesetWatch known : watches.get()) {
      watch = known;
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    pipeline = Pipeline.of(files);
    getProcessingTimeService().registerTimer(now(), this);
    if (!isWatching()) {
      return;
    }
    changes = new RulesetChanges(pipeline.quality().ruleset().hash(), this::faults, watch);
    reader = threads.get();
    getMetricGroup()
        .addGroup("kinesisanalytics")
        .addGroup("quality")
        .gauge("rulesetVersion", () -> RulesetVersion.number(watch.active));
  }

  private boolean isWatching() {
    return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  private List<DqdlFault> faults(RulesetVersion ruleset) {
    List<DqdlFault> faults = new ArrayList<>();
    pipeline.quality(ruleset, faults::add);
    return faults;
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    // Events go past it: what they are is no matter of the ruleset.
  }

  @Override
  public void onProcessingTime(long time) throws Exception {
    if (!idle) {
      idle = true;
      output.emitWatermarkStatus(WatermarkStatus.IDLE);
      if (isWatching()) {
        changes.restart(new Told());
      }
    }
    if (!isWatching()) {
      return;
    }
    if (reading == null) {
      reading = reader.submit(location::read);
    }
    if (!reading.isDone()) {
      getProcessingTimeService().registerTimer(now() + READING_MILLIS, this);
      return;
    }
    try {
      changes.read(reading.get(), new Told());
    } catch (ExecutionException e) {
      LOG.warn("{}: the ruleset of {} cannot be read", pipeline.name(), location, e.getCause());
      changes.fail(e.getCause().toString(), new Told());
    }
    reading = null;
    getProcessingTimeService().registerTimer(now() + intervalMillis, this);
  }

  /** Rulesets bring no time of the data: nobody is to wait for it here. */
  @Override
  public void processWatermark(Watermark mark) {}

  @Override
  public void processWatermarkStatus(WatermarkStatus status) {}

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    watches.clear();
    if (isWatching()) {
      watches.add(watch);
    }
  }

  @Override
  public void close() throws Exception {
    if (reader != null) {
      reader.shutdownNow();
    }
    super.close();
  }

  /** Tells downstream what follows: the ruleset itself, and a result. */
  private final class Told implements RulesetChanges.Consequences {
    private final RulesetResults results =
        new RulesetResults(pipeline.name(), location.toString(), now());

    @Override
    public void takeUp(RulesetVersion ruleset, String insteadOf) {
      LOG.info(
          "{}: ruleset {} of {} takes the place of {}",
          pipeline.name(),
          ruleset.hash,
          location,
          insteadOf);
      output.collect(new StreamRecord<>(ruleset));
      tell(results.takenUp(ruleset, insteadOf));
    }

    @Override
    public void refuse(String hash, List<DqdlFault> faults) {
      LOG.warn(
          "{}: ruleset {} of {} is refused, {} stays: {}",
          pipeline.name(),
          hash,
          location,
          changes.activeHash(),
          faults);
      tell(results.refused(hash, faults, changes.activeHash()));
    }

    @Override
    public void withdraw(String hash) {
      tell(results.withdrawn(hash, changes.activeHash()));
    }

    @Override
    public void fail(String why) {
      tell(results.unreadable(why, changes.activeHash()));
    }

    @Override
    public void recover() {
      tell(results.readable(changes.activeHash()));
    }

    private void tell(QualityResult result) {
      output.collect(RESULTS, new StreamRecord<>(result));
    }
  }
}
