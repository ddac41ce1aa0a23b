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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

/** The job's scoring stage against an endpoint that throttles, fails and hangs. */
class ScoringUnderFaultsIT {
  private static final int EVENTS = 4_000;
  private static final String PIPELINE =
      """
      pipeline: test
      event: { schema: event.avsc, format: json, id: id, time: at }
      inference:
        endpoint: risk
        inputs: [a, b, c]
        variants: { champion: 70, challenger: 30 }
        batch: { records: 50, delay: 10ms }
        timeout: 2s
        fallback: { score: null }
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

  /** An event from its number; some values are missing. */
  private static final class Decode extends RichMapFunction<Integer, Event> {
    private static final long serialVersionUID = 1L;
    private transient EventDecoder decoder;

    @Override
    public void open(OpenContext context) {
      decoder = EventDecoder.forReplay(FILES);
    }

    @Override
    public Event map(Integer n) {
      String json =
          "{\"id\":\"e%d\",\"at\":%d,\"a\":%s,\"b\":%s,\"c\":%s}"
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

  private static List<Event> score(StandInEndpoint endpoint) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
    env.getConfig().enableObjectReuse();
    env.enableCheckpointing(500);
    EventTypeInfo type = new EventTypeInfo(FILES);
    DataStream<Event> events =
        env.fromData(IntStream.range(0, EVENTS).boxed().toList()).map(new Decode()).returns(type);
    DataStream<Event> scored =
        ScoreEvents.attach(events, type, FILES, EndpointSettings.local(endpoint.url()));
    List<Event> output = new ArrayList<>();
    try (CloseableIterator<Event> results = scored.executeAndCollect()) {
      results.forEachRemaining(output::add);
    }
    return output;
  }

  @Test
  void losesNoEventAndMislabelsNone() throws Exception {
    byte[] model = TestModels.train(3);
    StandInOptions options =
        StandInOptions.of(
                "risk",
                Map.of("champion", 70, "challenger", 30),
                DeployedModel.of(ModelArchive.pack(model), null, "v3"))
            .withFaults(FaultRates.of(0.2, 0.3, 0.1), 20261122);
    List<Event> output;
    try (StandInEndpoint endpoint = StandInEndpoint.start(options)) {
      output = score(endpoint);
    }
    assertThat(output).hasSize(EVENTS).extracting(Event::id).doesNotHaveDuplicates();

    Pipeline pipeline = Pipeline.of(FILES);
    InferenceSpec spec = pipeline.inference().orElseThrow();
    int first = spec.scoreColumn();
    FeatureLine inputs = FeatureLine.of(pipeline.layout(), spec.inputs());
    float[] values = new float[3];
    Map<String, Integer> reasons = new HashMap<>();
    try (XgboostModel local = XgboostModel.load(model, 1)) {
      for (Event event : output) {
        if (event.isNull(first)) {
          assertThat(event.getString(first + 1)).isEqualTo("none");
          reasons.merge(event.getString(first + 5), 1, Integer::sum);
        } else {
          inputs.values(event, values, 0);
          assertThat(event.getDouble(first)).isEqualTo(local.predict(values, 1)[0]);
          assertThat(event.getString(first + 1))
              .isEqualTo(event.isNull(first + 5) ? "model" : "other-variant");
          assertThat(event.getString(first + 2)).isIn("champion", "challenger");
          assertThat(event.getString(first + 3)).isEqualTo("v3");
        }
      }
    }
    assertThat(reasons.keySet()).isSubsetOf("TIMEOUT", "THROTTLED", "UNAVAILABLE", "CIRCUIT_OPEN");
    int degraded = reasons.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(degraded).isBetween(1, EVENTS / 2);
  }
}
