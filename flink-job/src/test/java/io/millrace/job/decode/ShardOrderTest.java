package io.millrace.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardOrderTest {
  private static final long ORDERING = 5;

  private final ShardOrder order = new ShardOrder(ORDERING);

  @Test
  void anEventIsLateWhenItIsOlderThanItsShardsHighestTimeLessTheOrdering() {
    assertThat(order.isLate(shard("a"), 100)).isFalse();
    assertThat(order.isLate(shard("a"), 95)).isFalse();
    assertThat(order.isLate(shard("a"), 94)).isTrue();
    assertThat(order.isLate(shard("a"), 100)).isFalse();
    assertThat(order.isLate(shard("a"), 101)).isFalse();
    assertThat(order.isLate(shard("a"), 95)).isTrue();
  }

  @Test
  void oneShardMakesNoEventOfAnotherLate() {
    assertThat(order.isLate(shard("a"), 1_000_000)).isFalse();
    assertThat(order.isLate(shard("b"), 1)).isFalse();
    assertThat(order.isLate(shard("a"), 2)).isTrue();
    assertThat(order.isLate(Origin.ofShard("other", "a", "1", 0), 2)).isFalse();
  }

  @Test
  void interleavingShardsChangesNoAnswer() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<List<Boolean>> apart = new ArrayList<>();
      List<List<Long>> times = new ArrayList<>();
      for (int shard = 0; shard < 3; shard++) {
        ShardOrder alone = new ShardOrder(ORDERING);
        times.add(new ArrayList<>());
        apart.add(new ArrayList<>());
        for (int i = 0; i < 30; i++) {
          long time = random.nextInt(40) + i;
          times.get(shard).add(time);
          apart.get(shard).add(alone.isLate(shard("" + shard), time));
        }
      }
      ShardOrder together = new ShardOrder(ORDERING);
      int[] next = new int[3];
      List<List<Boolean>> mixed = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      while (next[0] + next[1] + next[2] < 90) {
        int shard = random.nextInt(3);
        if (next[shard] < 30) {
          long time = times.get(shard).get(next[shard]++);
          mixed.get(shard).add(together.isLate(shard("" + shard), time));
        }
      }
      assertThat(mixed).as("seed %d", seed).isEqualTo(apart);
    }
  }

  @Test
  void goesOnFromTheHigherOfTwoRestoredTimes() {
    order.restore("stream/a", 100);
    order.restore("stream/a", 90);
    assertThat(order.isLate(shard("a"), 94)).isTrue();
    assertThat(order.isLate(shard("a"), 95)).isFalse();
  }

  @Test
  void knowsWhichShardsItReads() {
    order.restore("stream/idle", 7);
    order.isLate(shard("a"), 9);
    assertThat(order.shards())
        .extracting(s -> s.name() + ' ' + s.highest() + ' ' + s.isActive())
        .containsExactlyInAnyOrder("stream/idle 7 false", "stream/a 9 true");
  }

  private static Origin shard(String name) {
    return Origin.ofShard("stream", name, "1", 0);
  }
}
