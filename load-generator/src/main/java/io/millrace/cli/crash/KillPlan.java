package io.millrace.cli.crash;

import io.millrace.job.lake.CommitStep;
import java.time.Duration;
import java.util.Random;

/**
 * When the processes die, drawn from a seed: every second one at a step of a commit, each step in
 * turn, the others at moments that nobody chose.
 */
final class KillPlan {
  private static final int MOST_OCCURRENCES = 3;

  /** Some checkpoints long. */
  private static final int MOST_MILLIS = 1_500;

  private static final CommitStep[] STEPS = CommitStep.values();

  private final Random random;
  private final String table;
  private int drawn;

  /**
   * @param table of the warehouse
   */
  KillPlan(long seed, String table) {
    this.random = new Random(seed);
    this.table = table;
  }

  /**
   * The next kill.
   *
   * @param startUp how long a process takes to its first commit
   */
  Kill next(Duration startUp) {
    int number = drawn++;
    if (number % 2 == 0) {
      CommitStep step = STEPS[number / 2 % STEPS.length];
      return Kill.at(new Place(step, output(step)), 1 + random.nextInt(MOST_OCCURRENCES));
    }
    if (random.nextInt(4) == 0) {
      return Kill.afterStart(Duration.ofMillis(random.nextInt((int) startUp.toMillis() + 1)));
    }
    return Kill.afterFirstCommit(Duration.ofMillis(random.nextInt(MOST_MILLIS)));
  }

  private String output(CommitStep step) {
    switch (step) {
      case BEFORE_COPY:
      case AFTER_COPY:
      case AFTER_COPY_COMMIT:
        return table;
      case BETWEEN_FILES:
        return "lake";
      default:
        int draw = random.nextInt(4);
        return draw == 0 ? "dead-letter" : draw == 1 ? "quarantine" : "lake";
    }
  }

  /** One kill. */
  static final class Kill {
    private final Place place;
    private final int occurrence;
    private final boolean afterFirstCommit;
    private final Duration delay;

    private Kill(Place place, int occurrence, boolean afterFirstCommit, Duration delay) {
      this.place = place;
      this.occurrence = occurrence;
      this.afterFirstCommit = afterFirstCommit;
      this.delay = delay;
    }

    private static Kill at(Place place, int occurrence) {
      return new Kill(place, occurrence, false, Duration.ZERO);
    }

    private static Kill afterStart(Duration delay) {
      return new Kill(null, 0, false, delay);
    }

    private static Kill afterFirstCommit(Duration delay) {
      return new Kill(null, 0, true, delay);
    }

    /** Where it is to hit; null: at a moment. */
    Place place() {
      return place;
    }

    /** Whose trace holds the commit there. */
    CommitTrace arm(CommitTrace trace) {
      return place == null ? trace : trace.holdingAt(place, occurrence);
    }

    /** Waits for the moment; false when the process ends before. */
    boolean await(Life life) throws java.io.IOException, InterruptedException {
      if (place != null) {
        return life.awaitHeld();
      }
      return (!afterFirstCommit || life.awaitFirstStep()) && life.live(delay);
    }

    @Override
    public String toString() {
      if (place != null) {
        return place + " occurrence " + occurrence;
      }
      return delay.toMillis()
          + " ms after "
          + (afterFirstCommit ? "the first commit" : "the start");
    }
  }
}
