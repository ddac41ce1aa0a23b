package io.millrace.job;

import io.millrace.job.anomaly.ScoreAnomalies;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.features.ComputeFeatures;
import io.millrace.job.features.DeriveColumns;
import io.millrace.job.features.DropDuplicates;
import io.millrace.job.features.DropHistory;
import io.millrace.job.features.EntityKey;
import io.millrace.job.features.HoldUntilBootstrapped;
import io.millrace.job.features.OrderEvents;
import io.millrace.job.features.OrderUntilBootstrapped;
import io.millrace.record.QualityResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * From valid events to their features: duplicates are dropped, and the steps of the pipeline run in
 * the order of its file. The stream is exchanged where the entity changes.
 *
 * <pre>
 * events ─▶ derive ─▶ keyBy entity ─▶ [hold] ─▶ drop duplicates ─▶ [order] ─▶ features ─▶ …
 * history ─▶ derive ─▶ keyBy entity ───┘
 * </pre>
 */
final class FeatureStages {
  private final PipelineFiles files;
  private final Pipeline pipeline;
  private final TypeInformation<Event> type;
  private final UnaryOperator<SingleOutputStreamOperator<Event>> counted;
  private final boolean ordered;
  private final Map<String, Integer> uses = new HashMap<>();
  private final List<DataStream<QualityResult>> anomalies = new ArrayList<>();

  private DataStream<Event> history;
  private long historySince;
  private int keyedBy = -1;

  /**
   * The stages of a pipeline.
   *
   * @param ordered whether events wait for the watermark in front of each entity
   * @param counted takes note of a stage that counts
   */
  FeatureStages(
      PipelineFiles files,
      Pipeline pipeline,
      TypeInformation<Event> type,
      boolean ordered,
      UnaryOperator<SingleOutputStreamOperator<Event>> counted) {
    this.files = files;
    this.pipeline = pipeline;
    this.type = type;
    this.ordered = ordered;
    this.counted = counted;
  }

  /**
   * Fills the stages' state from these events before the first of the stream.
   *
   * @param since event time before which there are others, which are not among them
   */
  void bootstrapFrom(DataStream<Event> events, long since) {
    this.history = events;
    this.historySince = since;
  }

  /** Whether there is state to be filled. */
  static boolean keepState(Pipeline pipeline) {
    return pipeline.firstEntity() >= 0 || !pipeline.deduplicate().isZero();
  }

  /** What steps found strange, of the stages that were attached. */
  List<DataStream<QualityResult>> anomalies() {
    return anomalies;
  }

  DataStream<Event> attach(DataStream<Event> events) {
    DataStream<Event> current = events;
    if (pipeline.firstEntity() < 0) {
      current = dropDuplicates(enter(current, EntityKey.of(files, -1)));
    }
    List<FeatureStep> steps = pipeline.features();
    for (int i = 0; i < steps.size(); i++) {
      current =
          steps.get(i) instanceof FeatureStep.Derive
              ? derive(current, i)
              : compute(current, steps.get(i), i);
    }
    return history == null ? current : DropHistory.attach(current);
  }

  private DataStream<Event> derive(DataStream<Event> events, int step) {
    if (history != null && keyedBy < 0 && pipeline.firstEntity() >= 0) {
      SingleOutputStreamOperator<Event> derived =
          DeriveColumns.attach(history, type, files, step).setParallelism(history.getParallelism());
      String uid = derived.getName() + "-history";
      history = derived.name(uid).uid(uid);
    }
    return DeriveColumns.attach(events, type, files, step).setParallelism(events.getParallelism());
  }

  private DataStream<Event> compute(DataStream<Event> events, FeatureStep entity, int step) {
    int column = FeatureStep.entityColumn(entity);
    EntityKey key = EntityKey.of(files, column);
    String name = stepName(column);
    boolean first = keyedBy < 0;
    boolean exchanged = keyedBy != column;
    keyedBy = column;
    DataStream<Event> current = events;
    if (first) {
      current = dropDuplicates(enter(current, key));
    } else if (exchanged) {
      current = current.keyBy(key, Types.STRING);
    }
    if (exchanged && ordered) {
      current = OrderEvents.attach(keyed(current, key), type, name);
    } else if (exchanged && !first && history != null) {
      current = OrderUntilBootstrapped.attach(keyed(current, key), type, name);
    }
    if (entity instanceof FeatureStep.Anomalies) {
      SingleOutputStreamOperator<Event> scored =
          ScoreAnomalies.attach(keyed(current, key), type, files, step, name);
      anomalies.add(scored.getSideOutput(ScoreAnomalies.RESULTS));
      return scored;
    }
    return history == null
        ? ComputeFeatures.attach(keyed(current, key), type, files, step, name)
        : ComputeFeatures.attach(keyed(current, key), type, files, step, name, historySince);
  }

  private String stepName(int entity) {
    String column = pipeline.layout().column(entity).name();
    int use = uses.merge(column, 1, Integer::sum);
    return use == 1 ? column : column + '-' + use;
  }

  /** The first exchange, where history comes in. */
  private KeyedStream<Event, String> enter(DataStream<Event> events, EntityKey key) {
    KeyedStream<Event, String> stream = events.keyBy(key, Types.STRING);
    return history == null
        ? stream
        : keyed(HoldUntilBootstrapped.attach(history.keyBy(key, Types.STRING), stream, type), key);
  }

  private DataStream<Event> dropDuplicates(KeyedStream<Event, String> events) {
    return pipeline.deduplicate().isZero()
        ? events
        : counted.apply(DropDuplicates.attach(events, type, pipeline));
  }

  /**
   * The stream as keyed; one that stands behind a keyed stage of the same key is not moved again.
   */
  private static KeyedStream<Event, String> keyed(DataStream<Event> events, EntityKey key) {
    return events instanceof KeyedStream
        ? castKeyed(events)
        : DataStreamUtils.reinterpretAsKeyedStream(events, key, Types.STRING);
  }

  @SuppressWarnings("unchecked") // every keyed stream here has the key of an EntityKey
  private static KeyedStream<Event, String> castKeyed(DataStream<Event> events) {
    return (KeyedStream<Event, String>) events;
  }
}
