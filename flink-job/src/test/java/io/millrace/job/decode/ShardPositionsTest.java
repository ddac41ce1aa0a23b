package io.millrace.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Origin;
import io.millrace.job.event.StageCount;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardPositionsTest {
  private final ShardPositions positions = new ShardPositions();

  private List<String> drain() {
    List<String> told = new ArrayList<>();
    positions.drainTo(
        (StageCount count) ->
            told.add(count.of + ' ' + count.first + '-' + count.last + ' ' + count.delta));
    return told;
  }

  @Test
  void tellsTheFirstAndTheLastOfEachShardHoweverTheyTakeTurns() {
    positions.add(Origin.ofShard("s", "a", "10", 0));
    positions.add(Origin.ofShard("s", "b", "5", 0));
    positions.add(Origin.ofShard("s", "a", "11", 0));
    positions.add(Origin.ofShard("s", "a", "12", 0));

    assertThat(drain()).containsExactlyInAnyOrder("a 10-12 3", "b 5-5 1");
  }

  @Test
  void tellsEachRecordOnce() {
    positions.add(Origin.ofFile("in", "f", 0, 0));
    assertThat(drain()).containsExactly("f 0-0 1");
    assertThat(drain()).isEmpty();
    positions.add(Origin.ofFile("in", "f", 1, 0));
    assertThat(drain()).containsExactly("f 1-1 1");
  }
}
