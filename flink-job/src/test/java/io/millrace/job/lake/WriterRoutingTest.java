package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WriterRoutingTest {
  private static final int WRITERS = 8;
  private static final int ANY = 1024;
  private static final long FILE = 1000;

  /** What one sender of eight sends when all together fill a file. */
  private static final long SHARE = FILE / WRITERS;

  @Test
  void sendsWhatFillsNoFileToOneWriter() {
    WriterRouting routing = new WriterRouting(WRITERS, ANY, FILE);
    assertThat(writers(routing, 3, SHARE)).containsExactly(3);
    assertThat(writers(routing, 4, SHARE)).containsExactly(4);
    assertThat(writers(routing, 11, SHARE)).as("as many partitions on").containsExactly(3);
  }

  @Test
  void spreadsAHotPartitionOverAsManyWritersAsItFillsFilesOf() {
    WriterRouting routing = new WriterRouting(WRITERS, ANY, FILE);
    assertThat(writers(routing, 0, 3 * SHARE)).hasSize(3);
    assertThat(writers(routing, 0, 100 * SHARE)).hasSize(WRITERS);
    assertThat(writers(routing, -1, SHARE)).as("an older one beside it").containsExactly(7);
  }

  @Test
  void spreadsItEvenlyOnceItIsHot() {
    WriterRouting routing = new WriterRouting(WRITERS, ANY, FILE);
    writers(routing, 0, 4 * SHARE);
    routing.nextInterval();
    Map<Integer, Integer> rows = new HashMap<>();
    for (int i = 0; i < 4 * SHARE; i++) {
      rows.merge(routing.writer(0, 1), 1, Integer::sum);
    }
    assertThat(rows).hasSize(4).allSatisfy((writer, n) -> assertThat(n).isEqualTo((int) SHARE));
  }

  @Test
  void givesAPartitionNoMoreWritersThanItMayHave() {
    WriterRouting routing = new WriterRouting(WRITERS, 2, FILE);
    assertThat(writers(routing, 5, 100 * SHARE)).containsExactlyInAnyOrder(5, 6);
  }

  @Test
  void comesBackToOneWriterWhenLessComes() {
    WriterRouting routing = new WriterRouting(WRITERS, ANY, FILE);
    writers(routing, 0, 6 * SHARE);
    routing.nextInterval();
    writers(routing, 0, SHARE);
    routing.nextInterval();
    assertThat(writers(routing, 0, SHARE)).containsExactly(0);
  }

  @Test
  void beginsANewHourWithAsManyWritersAsTheLastEndedWith() {
    WriterRouting routing = new WriterRouting(WRITERS, ANY, FILE);
    writers(routing, 7, 4 * SHARE);
    assertThat(writers(routing, 8, 8)).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(writers(routing, 2, 8)).as("a late one").containsExactly(2);
  }

  /** Whatever comes: no more writers than files are filled, and the one that the first begins. */
  @Test
  void usesAsFewWritersAsTheVolumeNeedsForAnyStream() {
    long seed = 20261129;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      WriterRouting routing = new WriterRouting(WRITERS, ANY, FILE);
      Map<Long, Long> bytes = new HashMap<>();
      Map<Long, Set<Integer>> used = new HashMap<>();
      for (int i = 0; i < 500; i++) {
        // Backwards in time, so that no partition takes over what another had.
        long partition = -(i / 100) * 2L - random.nextInt(2);
        if (bytes.keySet().stream().anyMatch(other -> other < partition)
            && !bytes.containsKey(partition)) {
          continue;
        }
        long size = random.nextInt(20);
        bytes.merge(partition, size, Long::sum);
        used.computeIfAbsent(partition, p -> new HashSet<>()).add(routing.writer(partition, size));
      }
      bytes.forEach(
          (partition, sent) ->
              assertThat(used.get(partition))
                  .as("seed %d, partition %d of %d bytes", seed, partition, sent)
                  .contains(Math.floorMod(partition, WRITERS))
                  .hasSizeLessThanOrEqualTo(
                      (int) Math.max(1, Math.ceil(sent * WRITERS / (double) FILE))));
    }
  }

  private static Set<Integer> writers(WriterRouting routing, long partition, long bytes) {
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < bytes; i++) {
      used.add(routing.writer(partition, 1));
    }
    return used;
  }
}
