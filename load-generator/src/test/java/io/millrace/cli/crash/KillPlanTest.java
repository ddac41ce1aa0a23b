package io.millrace.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.lake.CommitStep;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KillPlanTest {
  private static final Duration START_UP = Duration.ofSeconds(5);

  @Test
  void killsAtEveryStepOfACommitEvenlyAndHalfOfTheTimeAtMoments() {
    KillPlan plan = new KillPlan(7, "payments");
    Map<CommitStep, Integer> steps = new EnumMap<>(CommitStep.class);
    int moments = 0;
    for (int i = 0; i < 4 * CommitStep.values().length; i++) {
      KillPlan.Kill kill = plan.next(START_UP);
      if (kill.place() == null) {
        moments++;
      } else {
        steps.merge(kill.place().step(), 1, Integer::sum);
      }
    }
    assertThat(steps)
        .hasSize(CommitStep.values().length)
        .allSatisfy((step, n) -> assertThat(n).isEqualTo(2));
    assertThat(moments).isEqualTo(2 * CommitStep.values().length);
  }

  @Test
  void isTheSameForTheSameSeedAndAnotherForAnother() {
    assertThat(drawn(1)).isEqualTo(drawn(1)).isNotEqualTo(drawn(2));
  }

  private static String drawn(long seed) {
    KillPlan plan = new KillPlan(seed, "payments");
    return IntStream.range(0, 20).mapToObj(i -> plan.next(START_UP).toString()).toList().toString();
  }
}
