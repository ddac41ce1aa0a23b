package io.millrace.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.endpoint.ScoreResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class BatchScorerTest {
  private final ManualTimers timers = new ManualTimers();
  private final RecordingEndpoint endpoint = new RecordingEndpoint();
  private final List<String> outcomes = new ArrayList<>();
  private final BatchScorer scorer = scorer(endpoint, 3, 1_000);

  private BatchScorer scorer(ModelEndpoint to, int records, int bytes) {
    return new BatchScorer(
        new BatchLimits(records, bytes, Duration.ofMillis(10), Duration.ofSeconds(2)),
        "payments-risk",
        to,
        timers,
        new Random(1),
        new InferenceMetrics(new UnregisteredMetricsGroup()));
  }

  private void submit(BatchScorer to, String variant, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    to.submit(
        variant,
        bytes,
        bytes.length,
        new ScoreCallback() {
          @Override
          public void scored(double score, String by, String version, double millis) {
            outcomes.add(line + "=" + score + " by " + by + " " + version + " in " + millis);
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
    BatchScorer small = scorer(endpoint, 100, 10);
    submit(small, null, "aaaa");
    submit(small, null, "bbbb");
    assertThat(endpoint.requests).isEmpty();
    submit(small, null, "cc");
    assertThat(endpoint.requests).extracting(r -> r.csv()).containsExactly("aaaa\nbbbb");
    timers.advanceMillis(10);
    assertThat(endpoint.requests).extracting(r -> r.csv()).containsExactly("aaaa\nbbbb", "cc");
  }

  @Test
  void sendsALineLongerThanABatchAlone() {
    BatchScorer small = scorer(endpoint, 100, 3);
    submit(small, null, "a");
    submit(small, null, "bbbbbbbb");
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
  void keepsAtMostEightRequestsOnTheirWayAndFillsBatchesMeanwhile() {
    for (int i = 0; i < 8; i++) {
      submit("a", "b", "c");
    }
    submit("waits");
    timers.advanceMillis(50);
    assertThat(endpoint.requests).hasSize(8);
    submit("joins");
    endpoint.request(3).answer("1\n1\n1");
    assertThat(endpoint.requests).hasSize(9);
    assertThat(endpoint.request(8).lines()).containsExactly("waits", "joins");
  }

  @Test
  void sendsWaitingBatchesInTheOrderInWhichTheyBecameReady() {
    for (int i = 0; i < 8; i++) {
      submit("a", "b", "c");
    }
    submit(scorer, "challenger", "first");
    timers.advanceMillis(10);
    submit("second", "second", "second");
    endpoint.request(0).answer("1\n1\n1");
    assertThat(endpoint.request(8).csv()).isEqualTo("first");
    endpoint.request(1).answer("1\n1\n1");
    assertThat(endpoint.request(9).csv()).isEqualTo("second\nsecond\nsecond");
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
    assertThat(outcomes).hasSize(3).allMatch(o -> o.contains("by champion"));
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
    timers.advanceMillis(1_999);
    endpoint.request(0).fail(DegradedReason.THROTTLED);
    assertThat(outcomes).contains("1 THROTTLED after 1999.0");
  }

  @Test
  void doesNotRepeatARequestThatWasRejected() {
    submit("1", "2", "3");
    endpoint.request(0).fail(DegradedReason.REJECTED);
    timers.advanceMillis(5_000);
    assertThat(endpoint.requests).hasSize(1);
    assertThat(outcomes).hasSize(3).allMatch(o -> o.contains("REJECTED"));
  }

  @Test
  void givesUpAHangingRequestWhenItsTimeIsOverAndCancelsIt() {
    submit("1", "2", "3");
    timers.advanceMillis(1_999);
    assertThat(outcomes).isEmpty();
    timers.advanceMillis(1);
    assertThat(outcomes)
        .containsExactly(
            "1 TIMEOUT after 2000.0", "2 TIMEOUT after 2000.0", "3 TIMEOUT after 2000.0");
    assertThat(endpoint.request(0).answer()).isCancelled();
  }

  @Test
  void freesTheSlotsOfHangingRequests() {
    for (int i = 0; i < 9; i++) {
      submit("a", "b", "c");
    }
    assertThat(endpoint.requests).hasSize(8);
    timers.advanceMillis(2_000);
    endpoint.request(8).answer("1\n2\n3");
    assertThat(outcomes).hasSize(27);
    assertThat(outcomes.subList(24, 27)).allMatch(o -> o.contains("by champion"));
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
    submit(scorer(broken, 1, 1_000), null, "1");
    assertThat(outcomes).containsExactly("1 INTERNAL after 0.0");
  }

  @Test
  void dropsTimersOfFinishedCalls() {
    submit("1", "2", "3");
    endpoint.request(0).answer("1\n2\n3");
    timers.advanceMillis(10);
    assertThat(timers.pending()).isZero();
  }

  @Test
  void closesClientAndTimersWithItself() {
    submit("1");
    scorer.close();
    assertThat(endpoint.closed).isTrue();
    assertThat(timers.pending()).isZero();
  }
}
