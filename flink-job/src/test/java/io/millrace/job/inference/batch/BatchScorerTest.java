package io.millrace.job.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.endpoint.ScoreResponse;
import io.millrace.job.inference.metric.InferenceMetrics;
import io.millrace.job.inference.timing.ManualTimers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchScorerTest {
  private static final int SLOTS = AdaptiveLimit.FIRST;

  private final ManualTimers timers = new ManualTimers();
  private final RecordingEndpoint endpoint = new RecordingEndpoint();
  private final List<String> outcomes = new ArrayList<>();
  private final BatchScorer scorer = scorer(endpoint, 3, 1_000, List.of());

  private BatchScorer scorer(ModelEndpoint to, int records, int bytes, List<String> helping) {
    return new BatchScorer(
        new BatchLimits(records, bytes, Duration.ofMillis(10), Duration.ofSeconds(2), 16),
        VariantPlan.of(List.of("champion", "challenger"), helping),
        RetryPolicy.backoff(new Random(1)),
        "payments-risk",
        to,
        timers,
        new InferenceMetrics(new UnregisteredMetricsGroup())::variant);
  }

  private void submit(BatchScorer to, String variant, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    to.submit(
        variant,
        bytes,
        bytes.length,
        new ScoreCallback() {
          @Override
          public void scored(double score, Answer answer) {
            outcomes.add(
                line
                    + "="
                    + score
                    + " by "
                    + answer.variant()
                    + answer.detour().map(reason -> " as " + reason).orElse("")
                    + " "
                    + answer.modelVersion()
                    + " in "
                    + answer.millis());
          }

          @Override
          public void degraded(DegradedReason reason, double millis) {
            outcomes.add(line + " " + reason + " after " + millis);
          }
        });
  }

  private void submit(String... lines) {
    for (String line : lines) {
      submit(scorer, "champion", line);
    }
  }

  /** As many full batches. */
  private void submitBatches(BatchScorer to, String variant, int batches) {
    for (int i = 0; i < batches * 3; i++) {
      submit(to, variant, "x");
    }
  }

  /** Lets a variant fail until its breaker opens. */
  private void breakDown(BatchScorer of, String variant) {
    for (int i = 0; i < 20; i++) {
      submitBatches(of, variant, 1);
      endpoint.open().forEach(request -> request.fail(DegradedReason.REJECTED));
    }
    endpoint.requests.clear();
    outcomes.clear();
  }

  @Test
  void closesABatchByRecords() {
    submit("1", "2", "3", "4");
    assertThat(endpoint.requests).hasSize(1);
    assertThat(endpoint.request(0).csv()).isEqualTo("1\n2\n3");
  }

  @Test
  void closesABatchByDelayOfItsFirstEvent() {
    submit("1");
    timers.advanceMillis(6);
    submit("2");
    timers.advanceMillis(3);
    assertThat(endpoint.requests).isEmpty();
    timers.advanceMillis(1);
    assertThat(endpoint.requests).hasSize(1);
    assertThat(endpoint.request(0).csv()).isEqualTo("1\n2");
    timers.advanceMillis(100);
    assertThat(endpoint.requests).hasSize(1);
  }

  @Test
  void closesABatchBeforeALineThatWouldOverflowItsBytes() {
    BatchScorer small = scorer(endpoint, 100, 10, List.of());
    submit(small, "champion", "aaaa");
    submit(small, "champion", "bbbb");
    assertThat(endpoint.requests).isEmpty();
    submit(small, "champion", "cc");
    assertThat(endpoint.requests).extracting(r -> r.csv()).containsExactly("aaaa\nbbbb");
    timers.advanceMillis(10);
    assertThat(endpoint.requests).extracting(r -> r.csv()).containsExactly("aaaa\nbbbb", "cc");
  }

  @Test
  void sendsALineLongerThanABatchAlone() {
    BatchScorer small = scorer(endpoint, 100, 3, List.of());
    submit(small, "champion", "a");
    submit(small, "champion", "bbbbbbbb");
    assertThat(endpoint.requests).extracting(r -> r.csv()).containsExactly("a", "bbbbbbbb");
  }

  @Test
  void neverMixesVariants() {
    submit(scorer, "champion", "1");
    submit(scorer, "challenger", "2");
    submit(scorer, "champion", "3");
    timers.advanceMillis(10);
    assertThat(endpoint.requests)
        .extracting(r -> r.variant() + ":" + r.csv())
        .containsExactly("champion:1\n3", "challenger:2");
  }

  @Test
  void givesEachEventItsOwnScoreWithVariantVersionAndTime() {
    submit("1", "2", "3");
    timers.advanceMillis(7);
    endpoint.request(0).answer("0.1\n0.2\n0.3\n");
    assertThat(outcomes)
        .containsExactly(
            "1=0.1 by champion version-1 in 7.0",
            "2=0.2 by champion version-1 in 7.0",
            "3=0.3 by champion version-1 in 7.0");
  }

  @Test
  void namesTheVariantThatAnsweredNotTheOneThatWasAsked() {
    submit("1", "2", "3");
    byte[] body = "1,2,3".getBytes(StandardCharsets.UTF_8);
    endpoint.request(0).answer().complete(ScoreResponse.of(body, "challenger", null));
    assertThat(outcomes.get(0)).isEqualTo("1=1.0 by challenger null in 0.0");
  }

  @Test
  void keepsToTheSlotsOfAVariantAndFillsBatchesMeanwhile() {
    submitBatches(scorer, "champion", SLOTS);
    submit("waits");
    timers.advanceMillis(50);
    assertThat(endpoint.requests).hasSize(SLOTS);
    submit("joins");
    endpoint.request(3).fail(DegradedReason.REJECTED);
    assertThat(endpoint.requests).hasSize(SLOTS + 1);
    assertThat(endpoint.last().lines()).containsExactly("waits", "joins");
  }

  @Test
  void sendsWaitingBatchesInTheOrderInWhichTheyBecameReady() {
    submitBatches(scorer, "champion", SLOTS);
    submit("first");
    timers.advanceMillis(10);
    submit("first", "first");
    submit("second", "second", "second");
    endpoint.request(0).fail(DegradedReason.REJECTED);
    assertThat(endpoint.last().csv()).isEqualTo("first\nfirst\nfirst");
    endpoint.request(1).fail(DegradedReason.REJECTED);
    assertThat(endpoint.last().csv()).isEqualTo("second\nsecond\nsecond");
  }

  @Test
  void aVariantThatHangsDoesNotHoldUpAnother() {
    submitBatches(scorer, "challenger", SLOTS + 5);
    submit("1", "2", "3");
    assertThat(endpoint.requests).hasSize(SLOTS + 1);
    assertThat(endpoint.last().variant()).isEqualTo("champion");
  }

  @Test
  void hasRoomForWhatTheVariantsTakeNowAndOneBatchMoreThatFills() {
    int room = 2 * 3 * (SLOTS + 1);
    for (int i = 0; i < room; i++) {
      assertThat(scorer.hasRoom()).as("after %d events", i).isTrue();
      submit(scorer, i % 2 == 0 ? "champion" : "challenger", "x");
    }
    assertThat(scorer.hasRoom()).isFalse();
    endpoint.request(0).answer("1\n1\n1");
    assertThat(scorer.hasRoom()).isTrue();
    assertThat(scorer.pending()).isEqualTo(room - 3);
  }

  @Test
  void hasLessRoomWhenAVariantThrottles() {
    submitBatches(scorer, "champion", SLOTS);
    endpoint.open().forEach(request -> request.fail(DegradedReason.THROTTLED));
    int room = 3 * (SLOTS / 2 + 1) + 3 * (SLOTS + 1);
    for (int i = scorer.pending(); i < room; i++) {
      assertThat(scorer.hasRoom()).isTrue();
      submit(scorer, "challenger", "x");
    }
    assertThat(scorer.hasRoom()).isFalse();
  }

  @Test
  void sendsAgainWithGrowingDelaysWhenThrottled() {
    submit("1", "2", "3");
    endpoint.request(0).fail(DegradedReason.THROTTLED);
    assertThat(endpoint.requests).hasSize(1);
    timers.advanceMillis(50);
    assertThat(endpoint.requests).hasSize(2);
    endpoint.request(1).fail(DegradedReason.THROTTLED);
    timers.advanceMillis(49);
    assertThat(endpoint.requests).hasSize(2);
    timers.advanceMillis(51);
    assertThat(endpoint.request(2).csv()).isEqualTo("1\n2\n3");
    endpoint.request(2).answer("1\n2\n3");
    assertThat(outcomes).hasSize(3).allMatch(o -> o.contains("by champion version-1"));
  }

  @Test
  void givesUpAfterFourTries() {
    submit("1", "2", "3");
    for (int i = 0; i < 4; i++) {
      endpoint.request(i).fail(DegradedReason.UNAVAILABLE);
      timers.advanceMillis(500);
    }
    assertThat(endpoint.requests).hasSize(4);
    assertThat(outcomes).hasSize(3).allMatch(o -> o.contains(" UNAVAILABLE after "));
  }

  @Test
  void saysWhyItWasRefusedWhenNoTimeIsLeftToTryAgain() {
    submit("1", "2", "3");
    timers.advanceMillis(1_000);
    timers.advanceMillis(999);
    endpoint.request(1).fail(DegradedReason.THROTTLED);
    assertThat(outcomes).contains("1 THROTTLED after 1999.0");
  }

  @ParameterizedTest
  @EnumSource(
      value = DegradedReason.class,
      names = {"REJECTED", "BAD_RESPONSE", "INTERNAL", "OTHER_INPUTS"})
  void doesNotRepeatARequestThatFailsForItself(DegradedReason reason) {
    submit("1", "2", "3");
    endpoint.request(0).fail(reason);
    timers.advanceMillis(5_000);
    assertThat(endpoint.requests).hasSize(1);
    assertThat(outcomes).hasSize(3).allMatch(o -> o.contains(reason.name()));
  }

  @Test
  void givesUpAHangingRequestAtHalfTimeAndSendsItOnceMore() {
    submit("1", "2", "3");
    timers.advanceMillis(999);
    assertThat(endpoint.requests).hasSize(1);
    timers.advanceMillis(1);
    assertThat(endpoint.request(0).answer()).isCancelled();
    endpoint.request(1).answer("1\n2\n3");
    assertThat(outcomes).contains("1=1.0 by champion version-1 in 1000.0");
  }

  @Test
  void givesUpABatchWhenItsTimeIsOver() {
    submit("1", "2", "3");
    timers.advanceMillis(1_999);
    assertThat(outcomes).isEmpty();
    timers.advanceMillis(1);
    assertThat(outcomes)
        .containsExactly(
            "1 TIMEOUT after 2000.0", "2 TIMEOUT after 2000.0", "3 TIMEOUT after 2000.0");
    assertThat(endpoint.requests).hasSize(2).allMatch(request -> request.answer().isCancelled());
  }

  @Test
  void waitingForASlotIsPartOfABatchsTime() {
    submitBatches(scorer, "champion", SLOTS);
    timers.advanceMillis(500);
    submit("1", "2", "3");
    timers.advanceMillis(1_000);
    // The hanging requests were sent again; none of them has left a slot.
    assertThat(endpoint.requests).hasSize(2 * SLOTS);
    timers.advanceMillis(1_000);
    assertThat(outcomes).contains("1 TIMEOUT after 2000.0");
    assertThat(scorer.pending()).isZero();
  }

  @Test
  void anAnswerThatComesAfterItsRequestWasGivenUpIsNotUsed() {
    submit("1", "2", "3");
    timers.advanceMillis(1_000);
    endpoint.request(0).answer("9\n9\n9");
    assertThat(outcomes).isEmpty();
    endpoint.request(1).answer("1\n2\n3");
    assertThat(outcomes)
        .containsExactly(
            "1=1.0 by champion version-1 in 1000.0",
            "2=2.0 by champion version-1 in 1000.0",
            "3=3.0 by champion version-1 in 1000.0");
  }

  @Test
  void freesTheSlotsOfHangingRequests() {
    submitBatches(scorer, "champion", SLOTS);
    timers.advanceMillis(1_000);
    endpoint.open().subList(0, 4).forEach(request -> request.answer("1\n1\n1"));
    timers.advanceMillis(1_000);
    assertThat(outcomes).hasSize(3 * SLOTS).filteredOn(o -> o.contains("TIMEOUT")).hasSize(12);
    outcomes.clear();
    submit("1", "2", "3");
    endpoint.last().answer("1\n2\n3");
    assertThat(outcomes).hasSize(3).allMatch(o -> o.contains("by champion"));
  }

  @Test
  void degradesABatchWhoseAnswerHasTheWrongNumberOfScores() {
    submit("1", "2", "3");
    endpoint.request(0).answer("0.1\n0.2\n");
    assertThat(outcomes).containsExactly(badly("1"), badly("2"), badly("3"));
  }

  private static String badly(String line) {
    return line + " BAD_RESPONSE after 0.0";
  }

  @Test
  void halvesABatchThatIsTooLargeUntilItFits() {
    BatchScorer large = scorer(endpoint, 5, 1_000, List.of());
    for (String line : List.of("a", "bb", "c", "dd", "e")) {
      submit(large, "champion", line);
    }
    endpoint.request(0).fail(DegradedReason.TOO_LARGE);
    assertThat(endpoint.open()).extracting(r -> r.csv()).containsExactly("a\nbb", "c\ndd\ne");
    endpoint.request(2).fail(DegradedReason.TOO_LARGE);
    assertThat(endpoint.open()).extracting(r -> r.csv()).containsExactly("a\nbb", "c", "dd\ne");
    endpoint.request(1).answer("1\n2");
    endpoint.request(3).answer("3");
    endpoint.request(4).answer("4\n5");
    assertThat(outcomes)
        .containsExactly(
            "a=1.0 by champion version-1 in 0.0",
            "bb=2.0 by champion version-1 in 0.0",
            "c=3.0 by champion version-1 in 0.0",
            "dd=4.0 by champion version-1 in 0.0",
            "e=5.0 by champion version-1 in 0.0");
    timers.advanceMillis(10);
    assertThat(timers.pending()).isZero();
  }

  @Test
  void makesSmallerBatchesAfterOneWasTooLarge() {
    BatchScorer large = scorer(endpoint, 100, 19, List.of());
    for (int i = 0; i < 5; i++) {
      submit(large, "champion", "aaaa");
    }
    assertThat(endpoint.last().csv()).hasSize(19);
    endpoint.last().fail(DegradedReason.TOO_LARGE);
    endpoint.open().forEach(RecordingEndpoint.Request::answerAll);
    timers.advanceMillis(10);
    endpoint.requests.clear();
    for (int i = 0; i < 3; i++) {
      submit(large, "champion", "aaaa");
    }
    assertThat(endpoint.request(0).csv()).isEqualTo("aaaa\naaaa");
  }

  @Test
  void aSingleEventThatIsTooLargeIsDegraded() {
    submit("1", "2", "3");
    endpoint.request(0).fail(DegradedReason.TOO_LARGE);
    endpoint.request(1).fail(DegradedReason.TOO_LARGE);
    assertThat(outcomes).containsExactly("1 TOO_LARGE after 0.0");
    endpoint.request(2).answer("2\n3");
    assertThat(outcomes).hasSize(3);
  }

  @Test
  void theHalvesOfABatchHaveTheRestOfItsTime() {
    submit("1", "2", "3");
    timers.advanceMillis(900);
    endpoint.request(0).fail(DegradedReason.TOO_LARGE);
    timers.advanceMillis(1_099);
    assertThat(outcomes).isEmpty();
    timers.advanceMillis(1);
    assertThat(outcomes).hasSize(3).allMatch(o -> o.endsWith(" TIMEOUT after 2000.0"));
  }

  @Test
  void asksAnotherVariantWhenOneGivesUp() {
    BatchScorer helped = scorer(endpoint, 3, 1_000, List.of("champion", "challenger"));
    submitBatches(helped, "champion", 1);
    endpoint.request(0).fail(DegradedReason.REJECTED);
    assertThat(endpoint.last().variant()).isEqualTo("challenger");
    endpoint.last().answer("0.5\n0.5\n0.5");
    assertThat(outcomes)
        .hasSize(3)
        .containsOnly("x=0.5 by challenger as REJECTED version-1 in 0.0");
  }

  @Test
  void leavesHalfOfTheTimeToTheOtherVariant() {
    BatchScorer helped = scorer(endpoint, 3, 1_000, List.of("challenger"));
    submitBatches(helped, "champion", 1);
    timers.advanceMillis(1_000);
    assertThat(endpoint.requests)
        .extracting(r -> r.variant())
        .containsExactly("champion", "challenger");
    timers.advanceMillis(500);
    endpoint.last().answer("1\n1\n1");
    assertThat(outcomes).containsOnly("x=1.0 by challenger as TIMEOUT version-1 in 1500.0");
  }

  @Test
  void namesTheFirstVariantsFaultWhenNoneScores() {
    BatchScorer helped = scorer(endpoint, 3, 1_000, List.of("challenger"));
    submitBatches(helped, "champion", 1);
    endpoint.request(0).fail(DegradedReason.REJECTED);
    endpoint.request(1).fail(DegradedReason.BAD_RESPONSE);
    assertThat(outcomes).hasSize(3).containsOnly("x REJECTED after 0.0");
  }

  @Test
  void asksHelpersWithoutWeightWhenTheirTurnComes() {
    BatchScorer helped = scorer(endpoint, 3, 1_000, List.of("backup"));
    submitBatches(helped, "challenger", 1);
    endpoint.request(0).fail(DegradedReason.REJECTED);
    endpoint.request(1).answer("1\n1\n1");
    assertThat(outcomes).containsOnly("x=1.0 by backup as REJECTED version-1 in 0.0");
  }

  @Test
  void anOpenBreakerDegradesAtOnceWithoutARequest() {
    breakDown(scorer, "champion");
    submit("1", "2", "3");
    assertThat(endpoint.requests).isEmpty();
    assertThat(outcomes).hasSize(3).contains("1 CIRCUIT_OPEN after 0.0");
    submitBatches(scorer, "challenger", 1);
    assertThat(endpoint.requests).hasSize(1);
  }

  @Test
  void anOpenBreakerSendsEventsToTheOtherVariantAtOnce() {
    BatchScorer helped = scorer(endpoint, 3, 1_000, List.of("challenger"));
    for (int i = 0; i < 20; i++) {
      submitBatches(helped, "champion", 1);
      endpoint.open().stream()
          .filter(request -> request.variant().equals("champion"))
          .forEach(request -> request.fail(DegradedReason.REJECTED));
      endpoint.open().forEach(request -> request.answer("1\n1\n1"));
    }
    endpoint.requests.clear();
    outcomes.clear();
    submitBatches(helped, "champion", 1);
    assertThat(endpoint.requests).extracting(r -> r.variant()).containsExactly("challenger");
    endpoint.last().answer("1\n1\n1");
    assertThat(outcomes).containsOnly("x=1.0 by challenger as CIRCUIT_OPEN version-1 in 0.0");
  }

  @Test
  void probesAfterAPauseAndClosesTheBreakerWhenTheySucceed() {
    breakDown(scorer, "champion");
    timers.advance(VariantBreaker.PAUSE);
    submitBatches(scorer, "champion", 5);
    assertThat(endpoint.requests).as("probes").hasSize(3);
    assertThat(outcomes).hasSize(6).allMatch(o -> o.contains("CIRCUIT_OPEN"));
    endpoint.open().forEach(request -> request.answer("1\n1\n1"));
    outcomes.clear();
    endpoint.requests.clear();
    submitBatches(scorer, "champion", 5);
    assertThat(endpoint.requests).hasSize(5);
  }

  @Test
  void staysOpenWhenProbesFailOrHang() {
    breakDown(scorer, "champion");
    timers.advance(VariantBreaker.PAUSE);
    submitBatches(scorer, "champion", 3);
    endpoint.request(0).fail(DegradedReason.UNAVAILABLE);
    timers.advanceMillis(1_000);
    endpoint.requests.clear();
    submitBatches(scorer, "champion", 1);
    assertThat(endpoint.requests).isEmpty();
    timers.advance(VariantBreaker.PAUSE);
    submitBatches(scorer, "champion", 1);
    assertThat(endpoint.requests).hasSize(1);
  }

  @Test
  void refusalsForLoadOpenNoBreakerWhileSomeRequestsGoThrough() {
    for (int i = 0; i < 60; i++) {
      submitBatches(scorer, "champion", 1);
      endpoint.last().fail(DegradedReason.THROTTLED);
      timers.advanceMillis(50);
      endpoint.last().fail(DegradedReason.THROTTLED);
      timers.advanceMillis(100);
      endpoint.last().answer("1\n1\n1");
    }
    assertThat(outcomes).hasSize(180).allMatch(o -> o.contains("by champion"));
  }

  @Test
  void nothingButRefusalsForLoadOpensTheBreaker() {
    for (int i = 0; i < 20; i++) {
      submitBatches(scorer, "champion", 1);
      for (int attempt = 0; attempt < 4; attempt++) {
        endpoint.open().forEach(request -> request.fail(DegradedReason.THROTTLED));
        timers.advanceMillis(200);
      }
    }
    assertThat(outcomes).hasSize(60).contains("x CIRCUIT_OPEN after 0.0");
    assertThat(outcomes.get(0)).startsWith("x THROTTLED after ");
  }

  @Test
  void reportsTheFaultThatOpenedTheBreakerRatherThanTheBreaker() {
    submitBatches(scorer, "champion", SLOTS);
    endpoint.open().forEach(request -> request.fail(DegradedReason.UNAVAILABLE));
    timers.advanceMillis(50);
    endpoint.open().forEach(request -> request.fail(DegradedReason.UNAVAILABLE));
    timers.advanceMillis(100);
    endpoint.open().forEach(request -> request.fail(DegradedReason.UNAVAILABLE));
    timers.advanceMillis(200);
    assertThat(outcomes).hasSize(3 * SLOTS).allMatch(o -> o.contains(" UNAVAILABLE after "));
  }

  @Test
  void survivesAClientThatThrowsInsteadOfFailing() {
    ModelEndpoint broken =
        new ModelEndpoint() {
          @Override
          public CompletableFuture<ScoreResponse> invoke(String variant, byte[] csv) {
            throw new IllegalStateException("closed");
          }

          @Override
          public void close() {}
        };
    submit(scorer(broken, 1, 1_000, List.of()), "champion", "1");
    assertThat(outcomes).containsExactly("1 INTERNAL after 0.0");
  }

  @Test
  void survivesAnEventThatCannotTakeItsScore() {
    byte[] line = {'1'};
    ScoreCallback broken =
        new ScoreCallback() {
          @Override
          public void scored(double score, Answer answer) {
            throw new IllegalStateException("as the test wants");
          }

          @Override
          public void degraded(DegradedReason reason, double millis) {}
        };
    for (int i = 0; i < 3 * (SLOTS + 1); i++) {
      scorer.submit("champion", line, 1, broken);
    }
    endpoint.open().forEach(RecordingEndpoint.Request::answerAll);
    endpoint.open().forEach(RecordingEndpoint.Request::answerAll);
    assertThat(endpoint.requests).hasSize(SLOTS + 1);
    assertThat(scorer.pending()).isZero();
  }

  @Test
  void manyBatchesThatFailAtOnceDoNotPileUpOnTheStack() {
    submitBatches(scorer, "champion", 2_000);
    for (int i = 0; i < 20; i++) {
      endpoint.open().forEach(request -> request.fail(DegradedReason.REJECTED));
    }
    assertThat(outcomes).hasSize(6_000);
    assertThat(scorer.pending()).isZero();
    timers.advanceMillis(10);
    assertThat(timers.pending()).as("the breaker's pause").isEqualTo(1);
  }

  @Test
  void dropsTimersOfFinishedCalls() {
    submit("1", "2", "3");
    endpoint.request(0).answer("1\n2\n3");
    timers.advanceMillis(10);
    assertThat(timers.pending()).isZero();
  }
}
