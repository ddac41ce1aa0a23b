package io.millrace.job.dqdl.row;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matches whole texts against a regular expression, with an end to the work: there are patterns,
 * such as {@code (a+)+b}, that go through a text in more ways than there is time for. Each text may
 * be read so many times over; then the test is given up. Belongs to one thread.
 */
final class BoundedPattern {

  enum Outcome {
    MATCHES,
    DIFFERS,
    /** Neither is known: it would have taken too long, or too deep a recursion. */
    UNDECIDED
  }

  /** How often each character may be read, on average. An ordinary pattern reads it a few times. */
  private static final int READS_OF_EACH = 16;

  /** Reads that even the shortest text gets. */
  private static final int LEAST_READS = 10_000;

  private final Matcher matcher;
  private final Text text = new Text();

  BoundedPattern(String regex) {
    matcher = Pattern.compile(regex).matcher("");
  }

  Outcome test(String value) {
    text.value = value;
    text.reads = LEAST_READS + (long) READS_OF_EACH * value.length();
    try {
      return matcher.reset(text).matches() ? Outcome.MATCHES : Outcome.DIFFERS;
    } catch (GaveUp | StackOverflowError e) {
      // A group that repeats recurses once a repetition; the matcher is as new after a reset.
      return Outcome.UNDECIDED;
    }
  }

  /** A text that counts how often it is read. */
  private static final class Text implements CharSequence {
    private String value = "";
    private long reads;

    @Override
    public char charAt(int index) {
      if (--reads < 0) {
        throw GaveUp.INSTANCE;
      }
      return value.charAt(index);
    }

    @Override
    public int length() {
      return value.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return value.subSequence(start, end);
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /** One instance without a stack trace, so that giving up costs no more than it saves. */
  private static final class GaveUp extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final GaveUp INSTANCE = new GaveUp();

    private GaveUp() {
      super("a pattern reads a text too often", null, false, false);
    }
  }
}
