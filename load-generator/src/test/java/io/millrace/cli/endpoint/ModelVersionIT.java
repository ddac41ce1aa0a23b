package io.millrace.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.TestModels;
import io.millrace.cli.model.XgboostModel;
import io.millrace.job.inference.catalog.ServedModels;
import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.inference.endpoint.SageMakerEndpoint;
import io.millrace.job.inference.endpoint.ScoreResponse;
import io.millrace.job.inference.endpoint.ScoringException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the job knows of the models behind an endpoint, asked over the control plane. */
class ModelVersionIT {
  private static final int INPUTS = 3;
  private static final String HASH = "0123456789abcdef";
  private static final Map<String, Integer> VARIANTS = Map.of("champion", 90, "challenger", 10);
  private static byte[] oldModel;
  private static byte[] newModel;

  @BeforeAll
  static void train() throws Exception {
    oldModel = TestModels.train(INPUTS);
    newModel = TestModels.train(INPUTS, 2);
  }

  private static DeployedModel model(byte[] model, String hash, String version) {
    return DeployedModel.of(ModelArchive.pack(model), hash, version);
  }

  private static SageMakerEndpoint connect(StandInEndpoint server, Duration interval) {
    return SageMakerEndpoint.connect(
        EndpointSettings.local(server.url()).withModelInterval(interval),
        "risk",
        HASH,
        Duration.ofSeconds(10));
  }

  @Test
  void readsTheTagsOfEveryVariantsModel() {
    StandInOptions options =
        StandInOptions.of("risk", VARIANTS, model(oldModel, HASH, "v1"))
            .withModel("challenger", model(newModel, HASH, "v2"));
    try (StandInEndpoint server = StandInEndpoint.start(options);
        SageMakerEndpoint endpoint = connect(server, Duration.ofMinutes(1))) {
      ServedModels models = endpoint.models();
      assertThat(models.isSteady()).isTrue();
      assertThat(models.version("champion")).isEqualTo("v1");
      assertThat(models.version("challenger")).isEqualTo("v2");
      assertThat(models.ofOtherInputs(null, HASH)).isEmpty();
      assertThat(models.ofOtherInputs(null, "another")).isPresent();
    }
  }

  @Test
  void knowsNothingOfAnEndpointThatIsNotThere() {
    StandInOptions options = StandInOptions.of("other", VARIANTS, model(oldModel, HASH, "v1"));
    try (StandInEndpoint server = StandInEndpoint.start(options);
        SageMakerEndpoint endpoint = connect(server, Duration.ofMinutes(1))) {
      assertThat(endpoint.models()).isSameAs(ServedModels.UNKNOWN);
    }
  }

  @Test
  void doesNotAskAVariantWhoseModelWasMadeForOtherInputs() throws Exception {
    StandInOptions options =
        StandInOptions.of("risk", VARIANTS, model(oldModel, HASH, "v1"))
            .withModel("challenger", model(newModel, "fedcba9876543210", "v2"));
    byte[] line = TestModels.csv(TestModels.rows(1, INPUTS, 1), INPUTS).getBytes();
    try (StandInEndpoint server = StandInEndpoint.start(options);
        SageMakerEndpoint endpoint = connect(server, Duration.ofMinutes(1))) {
      assertThat(endpoint.invoke("champion", line).get().modelVersion()).isEqualTo("v1");
      CompletableFuture<ScoreResponse> refused = endpoint.invoke("challenger", line);
      assertThat(refused)
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .havingCause()
          .isInstanceOfSatisfying(
              ScoringException.class,
              e -> assertThat(e.reason()).isEqualTo(DegradedReason.OTHER_INPUTS));
    }
  }

  /** Requests go on all the time; the score itself tells which model gave it. */
  @Test
  void noScoreCarriesTheVersionOfAnotherModelWhileTheEndpointIsUpdated() throws Exception {
    float[] row = TestModels.rows(1, INPUTS, 5);
    byte[] line = TestModels.csv(row, INPUTS).getBytes(StandardCharsets.UTF_8);
    double oldScore = score(oldModel, row);
    double newScore = score(newModel, row);
    assertThat(oldScore).isNotEqualTo(newScore);
    StandInOptions options =
        StandInOptions.of("risk", Map.of("champion", 1), model(oldModel, HASH, "old"))
            .withLatency(Duration.ofMillis(40), Duration.ZERO);
    Map<String, Integer> labels = new TreeMap<>();
    try (StandInEndpoint server = StandInEndpoint.start(options);
        SageMakerEndpoint endpoint = connect(server, Duration.ofMillis(20))) {
      ArrayDeque<CompletableFuture<ScoreResponse>> inFlight = new ArrayDeque<>();
      long updateAt = System.nanoTime() + 300_000_000L;
      boolean updated = false;
      int newest = 0;
      for (int i = 0; i < 20_000 && newest < 200; i++) {
        if (!updated && System.nanoTime() > updateAt) {
          updated = true;
          // Each half lasts far longer than the time between two readings.
          server.update(Map.of("champion", model(newModel, HASH, "new")), Duration.ofSeconds(3));
        }
        inFlight.add(endpoint.invoke("champion", line));
        if (inFlight.size() < 8) {
          continue;
        }
        ScoreResponse answer = join(inFlight.poll());
        double score = answer.scores(1)[0];
        String gave = score == oldScore ? "old" : "new";
        assertThat(score).isIn(oldScore, newScore);
        if (answer.modelVersion() != null) {
          assertThat(answer.modelVersion()).as("answer %d", i).isEqualTo(gave);
        }
        String label = gave + " labelled " + answer.modelVersion();
        newest += label.equals("new labelled new") ? 1 : 0;
        labels.merge(label, 1, Integer::sum);
      }
    }
    assertThat(labels.keySet())
        .containsExactly(
            "new labelled new", "new labelled null", "old labelled null", "old labelled old");
  }

  private static ScoreResponse join(CompletableFuture<ScoreResponse> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw new AssertionError("every request is answered", e);
    }
  }

  private static double score(byte[] model, float[] row) throws Exception {
    try (XgboostModel local = XgboostModel.load(model, 1)) {
      return local.predict(row, 1)[0];
    }
  }
}
