package io.millrace.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.inference.catalog.ServedModel;
import io.millrace.job.inference.catalog.ServedModels;
import io.millrace.job.inference.catalog.WrongInputsException;
import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.endpoint.ScoreResponse;
import io.millrace.job.inference.endpoint.ScoringException;
import io.millrace.job.inference.variant.MeasureVariants;
import io.millrace.job.inference.variant.VariantMeasurements;
import io.millrace.record.VariantMetric;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The function inside Flink's own async operator, with the operator's state. */
class ScoreEventsTest {
  private static final String PIPELINE =
      """
      pipeline: test
      event:
        schema: event.avsc
        format: json
        id: id
        time: at
      features:
        - derive: { doubled: amount * 2 }
        - entity: customer
          windows: [1d]
          aggregates: { seen: count() }
      inference:
        endpoint: risk
        where: kind == "payment"
        inputs: [amount, doubled]
        variants: { champion: 50, challenger: 50 }
        batch: { records: 4, delay: 20ms }
        timeout: 1s
        fallback: { score: %s }
      warehouse: { table: test }
      """;

  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "kind", "type": "string"},
        {"name": "customer", "type": ["null", "string"]},
        {"name": "amount", "type": ["null", "double"]}
      ]}
      """;

  /** Scores of the endpoint that runs now; static, for the function is serialized. */
  private static volatile Function<String, CompletableFuture<ScoreResponse>> endpoint;

  /** The variant that answers nothing but refusals. */
  private static volatile String broken;

  private static volatile ServedModels served = ServedModels.UNKNOWN;

  private static final List<String> SENT = new CopyOnWriteArrayList<>();

  private final List<OneInputStreamOperatorTestHarness<Event, Event>> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    SENT.clear();
    broken = null;
    served = ServedModels.UNKNOWN;
    for (OneInputStreamOperatorTestHarness<Event, Event> harness : opened) {
      harness.close();
    }
  }

  private static PipelineFiles files(String fallback) {
    return pipeline(PIPELINE.formatted(fallback));
  }

  private static PipelineFiles pipeline(String yaml) {
    return PipelineFiles.of(
        "test",
        Map.of(
            "pipeline.yaml", yaml.getBytes(StandardCharsets.UTF_8),
            "event.avsc", SCHEMA.getBytes(StandardCharsets.UTF_8)));
  }

  private static final PipelineFiles FILES = files("null");

  private static Event event(PipelineFiles files, int number, String kind, double amount) {
    String json =
        "{\"id\":\"e%d\",\"at\":%d,\"kind\":\"%s\",\"customer\":\"c%d\",\"amount\":%s}"
            .formatted(number, 1_700_000_000_000L + number, kind, number, amount);
    Event event =
        EventDecoder.forReplay(files)
            .decode(json.getBytes(StandardCharsets.UTF_8), Origin.ofFile("in", "f", number, 0))
            .event();
    event.setDouble(Pipeline.of(files).layout().position("doubled"), amount * 2);
    return event;
  }

  private static Event payment(int number) {
    return event(FILES, number, "payment", number);
  }

  private OneInputStreamOperatorTestHarness<Event, Event> harness(PipelineFiles files)
      throws Exception {
    InferenceSpec spec = Pipeline.of(files).inference().orElseThrow();
    ScoreEvents function =
        new ScoreEvents(
            files,
            null,
            (unused, hash) ->
                new ModelEndpoint() {
                  @Override
                  public CompletableFuture<ScoreResponse> invoke(String variant, byte[] csv) {
                    String body = new String(csv, StandardCharsets.UTF_8);
                    SENT.add(variant + ":" + body);
                    return variant.equals(broken)
                        ? failed(DegradedReason.REJECTED)
                        : endpoint.apply(body);
                  }

                  @Override
                  public ServedModels models() {
                    return served;
                  }

                  @Override
                  public void close() {}
                },
            Clock.systemUTC());
    TypeSerializer<Event> serializer =
        new EventTypeInfo(files).createSerializer(new SerializerConfigImpl());
    OneInputStreamOperatorTestHarness<Event, Event> harness =
        new OneInputStreamOperatorTestHarness<>(
            new ScoreOperatorFactory(function, spec), serializer);
    harness.getExecutionConfig().enableObjectReuse();
    harness.setup(serializer);
    opened.add(harness);
    return harness;
  }

  /** A model whose score is its first input. */
  private static CompletableFuture<ScoreResponse> firstInput(String body) {
    StringBuilder scores = new StringBuilder();
    for (String line : body.split("\n")) {
      scores.append(line, 0, line.indexOf(',')).append('\n');
    }
    byte[] answer = scores.toString().getBytes(StandardCharsets.UTF_8);
    return CompletableFuture.completedFuture(ScoreResponse.of(answer, "answered", "v1"));
  }

  private static CompletableFuture<ScoreResponse> failed(DegradedReason reason) {
    return CompletableFuture.failedFuture(new ScoringException(reason, "as the test wants"));
  }

  private static Object value(PipelineFiles files, Event event, String column) {
    int position = Pipeline.of(files).layout().position(column);
    if (event.isNull(position)) {
      return null;
    }
    switch (Pipeline.of(files).layout().column(position).type()) {
      case DOUBLE:
        return event.getDouble(position);
      case TIMESTAMP:
        return event.getLong(position);
      default:
        return event.getString(position);
    }
  }

  private static Object value(Event event, String column) {
    return value(FILES, event, column);
  }

  @Test
  void scoresEveryPaymentWithItsOwnScore() throws Exception {
    endpoint = ScoreEventsTest::firstInput;
    long begun = System.currentTimeMillis();
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(FILES);
    harness.open();
    // Made first: building an event compiles the pipeline, and a batch waits 20 ms only.
    List<Event> payments = IntStream.range(0, 50).mapToObj(ScoreEventsTest::payment).toList();
    for (Event payment : payments) {
      harness.processElement(payment, payment.timeMillis());
    }
    harness.endInput();
    assertThat(harness.extractOutputValues())
        .hasSize(50)
        .allSatisfy(
            scored -> {
              assertThat("e" + ((Double) value(scored, "score")).intValue()).isEqualTo(scored.id());
              assertThat(value(scored, "score_source")).isEqualTo("model");
              assertThat(value(scored, "model_variant")).isEqualTo("answered");
              assertThat(value(scored, "model_version")).isEqualTo("v1");
              assertThat((Double) value(scored, "inference_ms")).isNotNegative();
              assertThat(value(scored, "degraded_reason")).isNull();
              assertThat((Long) value(scored, "scored_at"))
                  .isBetween(begun * 1000, System.currentTimeMillis() * 1000);
            })
        .extracting(Event::id)
        .doesNotHaveDuplicates();
    assertThat(SENT).hasSizeLessThan(20).allMatch(sent -> sent.split("\n").length <= 4);
    assertThat(SENT).anyMatch(s -> s.startsWith("champion:"));
    assertThat(SENT).anyMatch(s -> s.startsWith("challenger:"));
  }

  @Test
  void sendsTheInputsInTheOrderOfThePipeline() throws Exception {
    endpoint = ScoreEventsTest::firstInput;
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(FILES);
    harness.open();
    harness.processElement(event(FILES, 1, "payment", 12.5), 1);
    harness.endInput();
    assertThat(SENT).singleElement().asString().endsWith(":12.5,25");
  }

  @Test
  void letsPassUnscoredWhatThePipelineDoesNotScore() throws Exception {
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(FILES);
    harness.open();
    harness.processElement(event(FILES, 1, "refund", 3), 1);
    harness.endInput();
    assertThat(SENT).isEmpty();
    assertThat(harness.extractOutputValues())
        .singleElement()
        .satisfies(
            event -> {
              for (String column :
                  List.of(
                      "score",
                      "score_source",
                      "model_variant",
                      "model_version",
                      "inference_ms",
                      "degraded_reason",
                      "scored_at")) {
                assertThat(value(event, column)).as(column).isNull();
              }
            });
  }

  @Test
  void saysWhyAnEventHasNoScore() throws Exception {
    endpoint = body -> failed(DegradedReason.REJECTED);
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(FILES);
    harness.open();
    harness.processElement(payment(1), 1);
    harness.endInput();
    Event degraded = harness.extractOutputValues().get(0);
    assertThat(value(degraded, "score")).isNull();
    assertThat(value(degraded, "score_source")).isEqualTo("none");
    assertThat(value(degraded, "model_variant")).isNull();
    assertThat(value(degraded, "model_version")).isNull();
    assertThat(value(degraded, "degraded_reason")).isEqualTo("REJECTED");
  }

  @Test
  void givesDegradedEventsTheFallbackScore() throws Exception {
    endpoint = body -> failed(DegradedReason.REJECTED);
    PipelineFiles withFallback = files("0.25");
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(withFallback);
    harness.open();
    harness.processElement(event(withFallback, 1, "payment", 1), 1);
    harness.endInput();
    Event degraded = harness.extractOutputValues().get(0);
    assertThat(value(withFallback, degraded, "score")).isEqualTo(0.25);
  }

  @Test
  void theRuleScoresWhatNoVariantDoes() throws Exception {
    endpoint = body -> failed(DegradedReason.REJECTED);
    PipelineFiles withRule = files("\"amount > 5 ? 0.9 : doubled / 100\"");
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(withRule);
    harness.open();
    harness.processElement(event(withRule, 1, "payment", 7), 1);
    harness.processElement(event(withRule, 2, "payment", 4), 2);
    harness.endInput();
    assertThat(harness.extractOutputValues())
        .extracting(
            e -> e.id(),
            e -> value(withRule, e, "score"),
            e -> value(withRule, e, "score_source"),
            e -> value(withRule, e, "model_variant"),
            e -> value(withRule, e, "degraded_reason"))
        .containsExactlyInAnyOrder(
            tuple("e1", 0.9, "rule", null, "REJECTED"),
            tuple("e2", 0.08, "rule", null, "REJECTED"));
  }

  @Test
  void aRuleWithoutAValueLeavesTheScoreNull() throws Exception {
    endpoint = body -> failed(DegradedReason.REJECTED);
    PipelineFiles withRule = files("amount / 0");
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(withRule);
    harness.open();
    harness.processElement(event(withRule, 1, "payment", 7), 1);
    harness.endInput();
    Event degraded = harness.extractOutputValues().get(0);
    assertThat(value(withRule, degraded, "score")).isNull();
    assertThat(value(withRule, degraded, "score_source")).isEqualTo("none");
  }

  @Test
  void anotherVariantScoresWhatItsOwnDoesNot() throws Exception {
    endpoint = ScoreEventsTest::firstInput;
    broken = "champion";
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(FILES);
    harness.open();
    for (int i = 0; i < 20; i++) {
      harness.processElement(payment(i), i);
    }
    harness.endInput();
    List<Event> output = harness.extractOutputValues();
    assertThat(output)
        .hasSize(20)
        .allSatisfy(
            e -> assertThat("e" + ((Double) value(e, "score")).intValue()).isEqualTo(e.id()));
    assertThat(output)
        .extracting(e -> tuple(value(e, "score_source"), value(e, "degraded_reason")))
        .contains(tuple("model", null))
        .contains(tuple("other-variant", "REJECTED"))
        .containsOnly(tuple("model", null), tuple("other-variant", "REJECTED"));
  }

  @Test
  void keepsTheOrderOfEventsWhereThePipelineAsksForIt() throws Exception {
    // Every other batch takes its time.
    AtomicInteger requests = new AtomicInteger();
    endpoint =
        body ->
            requests.getAndIncrement() % 2 == 0
                ? firstInput(body)
                    .thenApplyAsync(
                        Function.identity(),
                        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                : firstInput(body);
    PipelineFiles ordered =
        pipeline(PIPELINE.formatted("null").replace("timeout:", "order: ordered\n  timeout:"));
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(ordered);
    harness.open();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      sent.add("e" + i);
      harness.processElement(event(ordered, i, i % 5 == 0 ? "refund" : "payment", i), i);
    }
    harness.endInput();
    assertThat(harness.extractOutputValues()).extracting(Event::id).containsExactlyElementsOf(sent);
  }

  @Test
  void waitsForRoomRatherThanPilingUpEvents() throws Exception {
    // Answers come on another thread, while the task's waits for room and goes on to emit.
    endpoint =
        body ->
            firstInput(body)
                .thenApplyAsync(
                    Function.identity(),
                    CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(FILES);
    harness.open();
    int events = 10 * ScoreEvents.capacity(Pipeline.of(FILES).inference().orElseThrow());
    Event payment = payment(1);
    for (int i = 0; i < events; i++) {
      harness.processElement(payment.copy(), i);
    }
    assertThat(harness.extractOutputValues()).hasSizeGreaterThan(events / 2);
    harness.endInput();
    assertThat(harness.extractOutputValues()).hasSize(events);
  }

  @Test
  void refusesAModelOfOtherInputsBeforeTheFirstEvent() throws Exception {
    served =
        ServedModels.of(
            "r", Map.of("challenger", new ServedModel("risk-7", "0000000000000000", "v7")));
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(FILES);
    assertThatThrownBy(harness::open)
        .isInstanceOf(SuppressRestartsException.class)
        .hasRootCauseInstanceOf(WrongInputsException.class)
        .rootCause()
        .hasMessageStartingWith(
            "endpoint risk, variant challenger: expected a model of the inputs [amount, doubled]"
                + " (hash ")
        .hasMessageEndingWith(
            "), got model risk-7 of inputs with hash 0000000000000000; deploy the model that was"
                + " trained for this pipeline, or correct inference.inputs");
    assertThat(SENT).isEmpty();
  }

  private static PipelineFiles shadowed() {
    return pipeline(
        PIPELINE
            .formatted("null")
            .replace("{ champion: 50, challenger: 50 }", "{ champion: 1 }\n  shadow: [candidate]"));
  }

  private List<VariantMetric> metrics(OneInputStreamOperatorTestHarness<Event, Event> harness) {
    VariantMeasurements merged = new VariantMeasurements("test", 0.5, 0.1);
    ConcurrentLinkedQueue<StreamRecord<VariantMetric>> rows =
        harness.getSideOutput(MeasureVariants.METRICS);
    if (rows != null) {
      rows.forEach(row -> merged.add(row.getValue()));
    }
    return merged.take(Instant.EPOCH);
  }

  @Test
  void aShadowScoresTheSameEventsWithoutBeingUsed() throws Exception {
    endpoint =
        body ->
            SENT.get(SENT.size() - 1).startsWith("candidate:")
                ? CompletableFuture.completedFuture(
                    ScoreResponse.of(
                        "0.75\n".repeat(body.split("\n").length).getBytes(StandardCharsets.UTF_8),
                        "candidate",
                        "v9"))
                : firstInput(body);
    PipelineFiles files = shadowed();
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(files);
    harness.open();
    for (int i = 0; i < 10; i++) {
      harness.processElement(event(files, i, "payment", i / 10.0), i);
    }
    harness.endInput();
    harness.getOperator().finish();
    assertThat(harness.extractOutputValues())
        .hasSize(10)
        .allSatisfy(e -> assertThat(value(files, e, "model_variant")).isEqualTo("answered"));
    assertThat(metrics(harness))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getVariant()).isEqualTo("candidate");
              assertThat(row.getModelVersion()).isEqualTo("v9");
              assertThat(row.getRole()).isEqualTo("shadow");
              assertThat(row.getEvents()).isEqualTo(10);
              assertThat(row.getCompared()).isEqualTo(10);
              assertThat(row.getScoreMean()).isEqualTo(0.75);
              // 0.75 against 0.0, 0.1 … 0.9; below 0.5 the decision differs.
              assertThat(row.getMeanAbsDifference()).isCloseTo(0.34, within(1e-9));
              assertThat(row.getFlips()).isEqualTo(5);
              assertThat(row.getBeyondTolerance()).isEqualTo(8);
            });
  }

  @Test
  void aShadowThatHangsDelaysAndDegradesNothing() throws Exception {
    endpoint =
        body ->
            SENT.get(SENT.size() - 1).startsWith("candidate:")
                ? new CompletableFuture<>()
                : firstInput(body);
    PipelineFiles files = shadowed();
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(files);
    harness.open();
    Event payment = event(files, 1, "payment", 1);
    int events = 500;
    for (int i = 0; i < events; i++) {
      harness.processElement(payment.copy(), i);
    }
    harness.endInput();
    harness.getOperator().finish();
    assertThat(harness.extractOutputValues())
        .hasSize(events)
        .allSatisfy(e -> assertThat(value(files, e, "score_source")).isEqualTo("model"));
    VariantMetric row = metrics(harness).get(0);
    assertThat(row.getEvents()).isZero();
    // Two requests and a batch that fills: what the shadow takes; the others were not sent to it.
    assertThat(row.getFailed()).isPositive().isLessThan(events / 2);
    assertThat(row.getFailed() + row.getDropped()).isEqualTo(events);
  }

  @Test
  void losesNoEventWhenRequestsHang() throws Exception {
    endpoint = body -> body.contains("7,14") ? new CompletableFuture<>() : firstInput(body);
    OneInputStreamOperatorTestHarness<Event, Event> harness = harness(FILES);
    harness.open();
    for (int i = 0; i < 20; i++) {
      harness.processElement(payment(i), i);
    }
    harness.endInput();
    List<Event> output = harness.extractOutputValues();
    assertThat(output).hasSize(20).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(output)
        .filteredOn(event -> value(event, "degraded_reason") != null)
        .hasSizeBetween(1, 4)
        .allSatisfy(event -> assertThat(value(event, "degraded_reason")).isEqualTo("TIMEOUT"))
        .extracting(Event::id)
        .contains("e7");
  }

  @Test
  void sendsAgainAfterARestartWhatWasOnItsWay() throws Exception {
    endpoint = body -> new CompletableFuture<>();
    OneInputStreamOperatorTestHarness<Event, Event> before = harness(FILES);
    before.open();
    for (int i = 0; i < 6; i++) {
      before.processElement(payment(i), i);
    }
    OperatorSubtaskState state = before.snapshot(1, 1);
    assertThat(before.extractOutputValues()).isEmpty();

    endpoint = ScoreEventsTest::firstInput;
    OneInputStreamOperatorTestHarness<Event, Event> after = harness(FILES);
    after.initializeState(state);
    after.open();
    after.endInput();
    assertThat(after.extractOutputValues())
        .extracting(Event::id)
        .containsExactlyInAnyOrder("e0", "e1", "e2", "e3", "e4", "e5");
    assertThat(after.extractOutputValues())
        .allSatisfy(scored -> assertThat(value(scored, "score_source")).isEqualTo("model"));
  }

  @Test
  void scoresUnderAChangedDefinitionWhatWasOnItsWay() throws Exception {
    PipelineFiles former =
        pipeline(FILES.text("pipeline.yaml").replace("derive: {", "derive: { was: amount, "));
    endpoint = body -> new CompletableFuture<>();
    OneInputStreamOperatorTestHarness<Event, Event> before = harness(former);
    before.open();
    before.processElement(event(former, 4, "payment", 4), 4);
    OperatorSubtaskState state = before.snapshot(1, 1);

    endpoint = ScoreEventsTest::firstInput;
    OneInputStreamOperatorTestHarness<Event, Event> after = harness(FILES);
    after.initializeState(state);
    after.open();
    after.endInput();
    Event scored = after.extractOutputValues().get(0);
    assertThat(scored.size()).isEqualTo(Pipeline.of(FILES).layout().size());
    assertThat(scored.getDouble(Pipeline.of(FILES).layout().position("doubled"))).isEqualTo(8);
    assertThat(value(scored, "score_source")).isEqualTo("model");
  }

  @Test
  void givesTheOperatorRoomForWhatBothVariantsTakeAtMost() {
    InferenceSpec spec = Pipeline.of(FILES).inference().orElseThrow();
    assertThat(ScoreEvents.capacity(spec)).isEqualTo(2 * 4 * (16 + 1));
    assertThat(ScoreEvents.operatorTimeout(spec)).isGreaterThan(spec.timeout().multipliedBy(2));
  }
}
