package io.millrace.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.UserException;
import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.TestModels;
import io.millrace.cli.model.XgboostModel;
import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.inference.endpoint.SageMakerEndpoint;
import io.millrace.job.inference.endpoint.ScoreResponse;
import io.millrace.job.inference.endpoint.ScoringException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stand-in over HTTP, called by the job's own client where it can be. */
class StandInEndpointIT {
  private static final int INPUTS = 6;
  private static final Map<String, Integer> VARIANTS = Map.of("champion", 90, "challenger", 10);
  private static byte[] model;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void trainModel() throws Exception {
    model = TestModels.train(INPUTS);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private static StandInOptions options() {
    return StandInOptions.of(
        "payments-risk", VARIANTS, DeployedModel.of(ModelArchive.pack(model), "hash", "v7"));
  }

  private StandInEndpoint start(StandInOptions options) {
    StandInEndpoint endpoint = StandInEndpoint.start(options);
    opened.add(endpoint);
    return endpoint;
  }

  private SageMakerEndpoint client(StandInEndpoint server, String name, Duration timeout) {
    SageMakerEndpoint client =
        SageMakerEndpoint.connect(EndpointSettings.local(server.url()), name, "hash", timeout);
    opened.add(client);
    return client;
  }

  private SageMakerEndpoint client(StandInEndpoint server) {
    return client(server, "payments-risk", Duration.ofSeconds(10));
  }

  private static byte[] body(float[] rows) {
    return TestModels.csv(rows, INPUTS).getBytes(StandardCharsets.UTF_8);
  }

  private static DegradedReason failure(SageMakerEndpoint client, String variant, byte[] csv) {
    try {
      client.invoke(variant, csv).join();
    } catch (CompletionException e) {
      return ((ScoringException) e.getCause()).reason();
    }
    return null;
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void scoresAsXgboostItselfDoesBitForBit() throws Exception {
    float[] rows = TestModels.rows(128, INPUTS, 9);
    ScoreResponse response = client(start(options())).invoke("champion", body(rows)).join();
    double[] served = response.scores(128);
    try (XgboostModel local = XgboostModel.load(model, 1)) {
      float[] expected = local.predict(rows, 128);
      for (int i = 0; i < 128; i++) {
        assertThat(served[i]).isEqualTo(expected[i]);
      }
    }
  }

  @Test
  void namesTheVariantAndTheVersionThatAnswered() {
    SageMakerEndpoint client = client(start(options()));
    ScoreResponse response =
        client.invoke("challenger", body(TestModels.rows(1, INPUTS, 1))).join();
    assertThat(response.variant()).isEqualTo("challenger");
    assertThat(response.modelVersion()).isEqualTo("v7");
  }

  @Test
  void choosesAVariantByWeightWhenNoneIsAsked() {
    SageMakerEndpoint client = client(start(options()));
    byte[] csv = body(TestModels.rows(1, INPUTS, 1));
    int champions = 0;
    for (int i = 0; i < 200; i++) {
      champions += client.invoke(null, csv).join().variant().equals("champion") ? 1 : 0;
    }
    assertThat(champions).isBetween(165, 198);
  }

  @Test
  void rejectsUnknownEndpointsAndVariantsAndOtherInputs() {
    StandInEndpoint server = start(options());
    byte[] csv = body(TestModels.rows(1, INPUTS, 1));
    assertThat(failure(client(server, "other", Duration.ofSeconds(10)), null, csv))
        .isEqualTo(DegradedReason.REJECTED);
    assertThat(failure(client(server), "other", csv)).isEqualTo(DegradedReason.REJECTED);
    assertThat(failure(client(server), null, "1,2,3".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(DegradedReason.REJECTED);
  }

  @Test
  void rejectsEveryRequestWhileThereIsNoModel() throws Exception {
    StandInEndpoint server =
        start(StandInOptions.of("payments-risk", VARIANTS, DeployedModel.of(null, null, null)));
    assertThat(server.hasModel()).isFalse();
    assertThat(failure(client(server), null, body(TestModels.rows(1, INPUTS, 1))))
        .isEqualTo(DegradedReason.REJECTED);
    assertThat(send(HttpRequest.newBuilder(server.url().resolve("/ping"))).statusCode())
        .isEqualTo(500);
  }

  @Test
  void throttlesFailsAndHangsAsAsked() {
    byte[] csv = body(TestModels.rows(1, INPUTS, 1));
    StandInEndpoint throttling = start(options().withFaults(FaultRates.of(1, 0, 0), 1));
    assertThat(failure(client(throttling), null, csv)).isEqualTo(DegradedReason.THROTTLED);
    StandInEndpoint failing = start(options().withFaults(FaultRates.of(0, 1, 0), 1));
    assertThat(failure(client(failing), null, csv)).isEqualTo(DegradedReason.UNAVAILABLE);
    StandInEndpoint hanging = start(options().withFaults(FaultRates.of(0, 0, 1), 1));
    SageMakerEndpoint impatient = client(hanging, "payments-risk", Duration.ofMillis(300));
    assertThat(failure(impatient, null, csv)).isEqualTo(DegradedReason.TIMEOUT);
  }

  @Test
  void drawsTheSameFaultsFromTheSameSeed() {
    assertThat(fates(5)).isEqualTo(fates(5)).isNotEqualTo(fates(6));
  }

  private String fates(long seed) {
    StandInEndpoint server = start(options().withFaults(FaultRates.of(0.3, 0.3, 0), seed));
    SageMakerEndpoint client = client(server);
    byte[] csv = body(TestModels.rows(1, INPUTS, 1));
    StringBuilder fates = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      fates.append(failure(client, null, csv)).append(' ');
    }
    return fates.toString();
  }

  @Test
  void takesItsTimeForRequestAndRecordsWithoutHoldingUpOthers() {
    StandInEndpoint server =
        start(options().withLatency(Duration.ofMillis(200), Duration.ofMillis(10)));
    SageMakerEndpoint client = client(server);
    byte[] csv = body(TestModels.rows(20, INPUTS, 1));
    client.invoke(null, csv).join();
    long start = System.nanoTime();
    List<CompletableFuture<ScoreResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(client.invoke(null, csv));
    }
    answers.forEach(answer -> answer.join().scores(20));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    // Eight at once take as long as one, 400 ms; one after the other they would take 3.2 s.
    assertThat(took).isBetween(Duration.ofMillis(400), Duration.ofMillis(2_500));
  }

  @Test
  void servesTheContainersOwnApi() throws Exception {
    URI url = start(options()).url();
    assertThat(send(HttpRequest.newBuilder(url.resolve("/ping"))).statusCode()).isEqualTo(200);
    HttpResponse<String> scores =
        send(
            HttpRequest.newBuilder(url.resolve("/invocations"))
                .POST(BodyPublishers.ofString("1,2,3,4,5,6\n,,,,,")));
    assertThat(scores.statusCode()).isEqualTo(200);
    assertThat(scores.body().lines()).hasSize(2).allMatch(s -> Double.parseDouble(s) > 0);
    HttpResponse<String> refused =
        send(
            HttpRequest.newBuilder(url.resolve("/invocations"))
                .POST(BodyPublishers.ofString("1,2")));
    assertThat(refused.statusCode()).isEqualTo(415);
  }

  @Test
  void refusesARequestAboveSixMegabytes() {
    SageMakerEndpoint client = client(start(options()));
    assertThat(failure(client, null, new byte[6 * 1024 * 1024 + 1]))
        .isEqualTo(DegradedReason.TOO_LARGE);
  }

  @Test
  void saysInOneSentenceThatThePortIsInUse() {
    int port = start(options()).url().getPort();
    assertThatThrownBy(() -> StandInEndpoint.start(options().withPort(port)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "port " + port + " is in use: give another with --port, or --port 0 for a free one");
  }

  @Test
  void refusesAModelThatXgboostCannotLoad() {
    byte[] archive = ModelArchive.pack("no model".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(
            () ->
                StandInEndpoint.start(
                    StandInOptions.of("e", Map.of(), DeployedModel.of(archive, null, null))))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("model.tar.gz cannot be served: ")
        .hasMessageEndingWith("make it with millrace train");
  }
}
