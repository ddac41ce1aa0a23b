package io.millrace.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.TestModels;
import io.millrace.cli.model.XgboostModel;
import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.inference.FeatureLine;
import io.millrace.job.inference.ScoreEvents;
import io.millrace.job.inference.endpoint.EndpointSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

/**
 * The job's scoring stage against an endpoint that is well, then throttles, fails and hangs, then
 * is well again. Phases are counted in events, which come at most at a given rate.
 *
 * <p>A whole minute of faults:
 *
 * <pre>mvn verify -pl load-generator -am -Dit.test=ScoringUnderFaultsIT \
 *     -Dmillrace.faults.seconds=60</pre>
 */
class ScoringUnderFaultsIT {
  private static final long SEED = 20261122;
  private static final int PER_SECOND = 2_000;
  private static final int FAULTS_FROM = 4_000;
  private static final int SECONDS = Integer.getInteger("millrace.faults.seconds", 8);
  private static final int FAULTS_UNTIL = FAULTS_FROM + SECONDS * PER_SECOND;

  /** From here on everything must be as it was: a breaker's pause and its probes lie before. */
  private static final int RECOVERED = FAULTS_UNTIL + 8 * PER_SECOND;

  private static final int EVENTS = RECOVERED + 4_000;
  private static final FaultRates FAULTS = FaultRates.of(0.2, 0.3, 0.1);
  private static final String PIPELINE =
      """
      pipeline: test
      event: { schema: event.avsc, format: json, id: id, time: at }
      inference:
        endpoint: risk
        inputs: [a, b, c]
        variants: { champion: 70, challenger: 30 }
        batch: { records: 32, delay: 10ms }
        timeout: 2s
        fallback: { score: "a > 0 ? 0.75 : 0.25" }
      warehouse: { table: test }
      """;

  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "a", "type": ["null", "double"]},
        {"name": "b", "type": ["null", "double"]},
        {"name": "c", "type": ["null", "double"]}
      ]}
      """;

  private static final PipelineFiles FILES =
      PipelineFiles.of(
          "test",
          Map.of(
              "pipeline.yaml", PIPELINE.getBytes(StandardCharsets.UTF_8),
              "event.avsc", SCHEMA.getBytes(StandardCharsets.UTF_8)));

  // What the functions of the job, which are serialized, share with the test in this process.
  private static volatile StandInEndpoint endpoint;
  private static final AtomicInteger CHECKPOINTS_UNDER_FAULTS = new AtomicInteger();
  private static final AtomicBoolean CRASHED = new AtomicBoolean();
  private static volatile boolean faulty;

  /** Lets events go at their rate, and the endpoint fall ill and recover as they pass. */
  private static final class Pace extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long map(Long n) throws InterruptedException {
      if (n % 20 == 0) {
        Thread.sleep(20_000 / PER_SECOND);
      }
      if (n == FAULTS_FROM) {
        faulty = true;
        endpoint.setFaults(FAULTS);
      } else if (n == FAULTS_UNTIL) {
        endpoint.setFaults(FaultRates.NONE);
        faulty = false;
      }
      return n;
    }
  }

  /** An event from its number; some values are missing. */
  private static final class Decode extends RichMapFunction<Long, Event> {
    private static final long serialVersionUID = 1L;
    private transient EventDecoder decoder;

    @Override
    public void open(OpenContext context) {
      decoder = EventDecoder.forReplay(FILES);
    }

    @Override
    public Event map(Long n) {
      String json =
          "{\"id\":\"%d\",\"at\":%d,\"a\":%s,\"b\":%s,\"c\":%s}"
              .formatted(
                  n,
                  1_700_000_000_000L + n,
                  Math.sin(n),
                  n % 7 == 0 ? null : n / 100.0,
                  n % 11 / 3.0);
      return decoder
          .decode(json.getBytes(StandardCharsets.UTF_8), Origin.ofFile("in", "f", n, 0))
          .event();
    }
  }

  /** Counts checkpoints while the endpoint is ill, and crashes once, after the second of them. */
  private static final class CrashOnce extends RichMapFunction<Event, Event>
      implements CheckpointListener {
    private static final long serialVersionUID = 1L;

    @Override
    public Event map(Event event) {
      if (CHECKPOINTS_UNDER_FAULTS.get() >= 2 && CRASHED.compareAndSet(false, true)) {
        throw new IllegalStateException("as the test wants");
      }
      return event;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      if (faulty && getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
        CHECKPOINTS_UNDER_FAULTS.incrementAndGet();
      }
    }
  }

  private static List<Event> score() throws Exception {
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, config);
    env.getConfig().enableObjectReuse();
    env.enableCheckpointing(300);
    EventTypeInfo type = new EventTypeInfo(FILES);
    DataStream<Event> events =
        env.fromSequence(0, EVENTS - 1)
            .setParallelism(1)
            .map(new Pace())
            .setParallelism(1)
            .rebalance()
            .map(new Decode())
            .returns(type);
    DataStream<Event> scored =
        ScoreEvents.attach(
                events, type, FILES, EndpointSettings.local(endpoint.url()), Clock.systemUTC())
            .map(new CrashOnce())
            .returns(type);
    List<Event> output = new ArrayList<>();
    try (CloseableIterator<Event> results = scored.executeAndCollect()) {
      results.forEachRemaining(output::add);
    }
    return output;
  }

  @Test
  void noEventIsLostScoredTwiceOrMislabelledAndTheStreamRecoversByItself() throws Exception {
    byte[] model = TestModels.train(3);
    Pipeline pipeline = Pipeline.of(FILES);
    InferenceSpec spec = pipeline.inference().orElseThrow();
    StandInOptions options =
        StandInOptions.of(
                "risk",
                Map.of("champion", 70, "challenger", 30),
                DeployedModel.of(
                    ModelArchive.pack(model),
                    FeatureLine.contractHash(pipeline.layout(), spec.inputs()),
                    "v3"))
            .withLatency(Duration.ofMillis(5), Duration.ofNanos(20_000))
            .withFaults(FaultRates.NONE, SEED);
    List<Event> output;
    try (StandInEndpoint server = StandInEndpoint.start(options)) {
      endpoint = server;
      output = score();
    }
    assertThat(output).hasSize(EVENTS).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(CRASHED).isTrue();
    assertThat(CHECKPOINTS_UNDER_FAULTS).as("checkpoints go on").hasValueGreaterThan(2);

    int first = spec.scoreColumn();
    FeatureLine inputs = FeatureLine.of(pipeline.layout(), spec.inputs());
    float[] values = new float[3];
    Map<String, Integer> before = new TreeMap<>();
    Map<String, Integer> during = new TreeMap<>();
    Map<String, Integer> after = new TreeMap<>();
    try (XgboostModel local = XgboostModel.load(model, 1)) {
      for (Event event : output) {
        String source = event.getString(first + 1);
        inputs.values(event, values, 0);
        double expected =
            source.equals("rule") ? (values[0] > 0 ? 0.75 : 0.25) : local.predict(values, 1)[0];
        assertThat(event.getDouble(first)).as(event.id()).isEqualTo(expected);
        String reason = event.getString(first + 5);
        assertThat(source.equals("model")).as(event.id()).isEqualTo(reason == null);
        if (source.equals("rule")) {
          assertThat(event.isNull(first + 2)).isTrue();
        } else {
          assertThat(event.getString(first + 2)).isIn("champion", "challenger");
          assertThat(event.getString(first + 3)).isEqualTo("v3");
        }
        long number = Long.parseLong(event.id());
        Map<String, Integer> phase =
            number < FAULTS_FROM / 2 ? before : number < RECOVERED ? during : after;
        phase.merge(reason == null ? source : source + ' ' + reason, 1, Integer::sum);
      }
    }
    System.out.printf(
        "seed %d, throttled 20 %%, failed 30 %%, hung 10 %% of requests for %d events, one crash"
            + " among them, %d checkpoints meanwhile%n  before %s%n  during %s%n  after %s%n",
        SEED, FAULTS_UNTIL - FAULTS_FROM, CHECKPOINTS_UNDER_FAULTS.get(), before, during, after);
    assertThat(before).containsOnlyKeys("model");
    assertThat(after).as("recovered by itself").containsOnlyKeys("model");
    assertThat(during.keySet()).contains("model").anyMatch(how -> how.startsWith("other-variant"));
    int ruled =
        during.entrySet().stream()
            .filter(how -> how.getKey().startsWith("rule"))
            .mapToInt(Map.Entry::getValue)
            .sum();
    assertThat(ruled).as("events that no model scored").isLessThan((RECOVERED - FAULTS_FROM) / 2);
  }
}
