package io.millrace.cli.crash;

import io.millrace.job.lake.CommitStep;
import java.io.Serializable;
import java.util.Objects;

/** A step of a commit of one output, as {@code BETWEEN_FILES lake}. */
final class Place implements Serializable {
  private static final long serialVersionUID = 1L;

  private final CommitStep step;
  private final String output;

  /**
   * @param output a folder of the run, or a table of the warehouse
   */
  Place(CommitStep step, String output) {
    this.step = step;
    this.output = output;
  }

  /** Reads what {@link #toString} wrote. */
  static Place parse(String text) {
    int space = text.indexOf(' ');
    return new Place(CommitStep.valueOf(text.substring(0, space)), text.substring(space + 1));
  }

  CommitStep step() {
    return step;
  }

  String output() {
    return output;
  }

  /** Whether the process dies in the middle of a commit when it dies behind this step. */
  boolean isWithin() {
    return step != CommitStep.BEFORE_TOLD && step != CommitStep.AFTER_COPY_COMMIT;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Place
        && ((Place) other).step == step
        && ((Place) other).output.equals(output);
  }

  @Override
  public int hashCode() {
    return Objects.hash(step, output);
  }

  @Override
  public String toString() {
    return step.name() + ' ' + output;
  }
}
