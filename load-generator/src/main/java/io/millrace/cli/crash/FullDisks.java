package io.millrace.cli.crash;

import io.millrace.cli.Folders;
import io.millrace.cli.replay.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;

/**
 * Runs whose disk is full for a while: lake, checkpoints, manifests and warehouse are all on it. A
 * process that does not come through that is taken up once there is room.
 */
final class FullDisks {
  /** Some checkpoints after the first commit, or during the start. */
  private static final int MOST_MILLIS_UNTIL = 1_500;

  /** From less than a checkpoint to longer than the job's restarts last. */
  private static final int MOST_MILLIS_FULL = 8_000;

  private final Lab lab;
  private final Random random;
  private final Verdict verdict;
  private final PrintWriter out;
  private int full;
  private int ended;
  private int runs;

  FullDisks(Lab lab, long seed, Verdict verdict, PrintWriter out) {
    this.lab = lab;
    this.random = new Random(seed);
    this.verdict = verdict;
    this.out = out;
  }

  /** Fills the disk so many times; where that cannot be done, it is told and none. */
  void fill(int times) throws IOException, InterruptedException, SQLException {
    while (full < times) {
      runs++;
      Path folder = lab.run("disk-" + runs);
      try (FullDisk disk = FullDisk.mount(folder)) {
        run(disk, times);
      } catch (FullDisk.NotAllowedException e) {
        Folders.delete(folder);
        out.printf("full disk: skipped, as no file system can be mounted: %s%n", e.getMessage());
        return;
      }
      Folders.delete(folder);
    }
  }

  private void run(FullDisk disk, int times)
      throws IOException, InterruptedException, SQLException {
    Path run = disk.folder().resolve("full-" + runs);
    int processes = 0;
    while (!Files.exists(run.resolve(RunFolder.SUMMARY))) {
      processes++;
      try (Life life = lab.start(run, lab.trace(run))) {
        if (full == times) {
          life.awaitEnd();
        } else {
          fill(disk, life, processes > 1);
        }
      }
    }
    boolean good = verdict.add(run);
    out.printf(
        "disk %d: %d processes, full %d times so far: %s%n",
        runs, processes, full, good ? "as undisturbed" : "DIFFERS, see " + keep(run));
    out.flush();
  }

  private void fill(FullDisk disk, Life life, boolean begun)
      throws IOException, InterruptedException {
    boolean fromTheStart = begun && random.nextInt(3) == 0;
    Duration until = Duration.ofMillis(random.nextInt(MOST_MILLIS_UNTIL));
    Duration lasting = Duration.ofMillis(1 + random.nextInt(MOST_MILLIS_FULL));
    if ((fromTheStart || life.awaitFirstStep()) && life.live(until)) {
      disk.fill();
      full++;
      life.live(lasting);
      disk.free();
    }
    life.awaitAnyEnd();
    if (life.exitCode() != 0) {
      ended++;
    }
  }

  /** What is in memory is gone with the disk. */
  private Path keep(Path run) throws IOException {
    Path kept = lab.run(run.getFileName().toString());
    Folders.copy(run, kept);
    return kept;
  }

  /** How often the disk was full. */
  int times() {
    return full;
  }

  /** Processes that did not come through it, and were taken up. */
  int ended() {
    return ended;
  }
}
