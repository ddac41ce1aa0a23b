package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
  /** Items on their way are taken or refused at random; a refused one stays on its way. */
  @Test
  void keepsTheOrderOfEachKeyWhateverIsRefused() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    KeyOrder<int[]> order = new KeyOrder<>();
    Map<Integer, List<Integer>> came = new HashMap<>();
    Map<Integer, List<Integer>> taken = new HashMap<>();
    List<int[]> onTheirWay = new ArrayList<>();
    int next = 0;
    while (next < 5_000 || !onTheirWay.isEmpty()) {
      if (next < 5_000 && random.nextInt(3) > 0) {
        int[] item = {random.nextInt(20), next++};
        came.computeIfAbsent(item[0], key -> new ArrayList<>()).add(item[1]);
        if (order.begin("key" + item[0], item)) {
          onTheirWay.add(item);
        }
      } else if (!onTheirWay.isEmpty() && random.nextBoolean()) {
        int[] item = onTheirWay.remove(random.nextInt(onTheirWay.size()));
        taken.computeIfAbsent(item[0], key -> new ArrayList<>()).add(item[1]);
        int[] following = order.finished("key" + item[0]);
        if (following != null) {
          onTheirWay.add(following);
        }
      }
      assertThat(onTheirWay.stream().map(item -> item[0]).distinct().count())
          .as("seed %d", seed)
          .isEqualTo(onTheirWay.size());
    }

    assertThat(taken).as("seed %d", seed).isEqualTo(came);
    assertThat(order.keys()).isZero();
  }
}
