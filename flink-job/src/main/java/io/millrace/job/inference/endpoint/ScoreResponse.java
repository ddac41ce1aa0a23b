package io.millrace.job.inference.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * An endpoint's answer, read strictly: nothing but finite decimal numbers, as many as events were
 * sent. SageMaker's XGBoost container separates them by newlines in some versions and by commas in
 * others, so both are taken, but not mixed.
 */
public final class ScoreResponse {
  private final byte[] body;
  private final String variant;
  private final String modelVersion;

  private ScoreResponse(byte[] body, String variant, String modelVersion) {
    this.body = Objects.requireNonNull(body);
    this.variant = variant;
    this.modelVersion = modelVersion;
  }

  /**
   * @param body the answer's bytes; kept, not copied
   * @param variant production variant that answered; null when it was not said
   * @param modelVersion version of its model; null when it was not said
   */
  public static ScoreResponse of(byte[] body, String variant, String modelVersion) {
    return new ScoreResponse(body, variant, modelVersion);
  }

  /** Production variant that answered, or null. */
  public String variant() {
    return variant;
  }

  /** Version of the model that answered, or null. */
  public String modelVersion() {
    return modelVersion;
  }

  /**
   * The scores in the order of the events.
   *
   * @param expected number of events that were sent, at least 1
   * @throws ScoringException {@link DegradedReason#BAD_RESPONSE} when the answer is anything else;
   *     one wrong score condemns the batch, for then none can be matched to its event with
   *     certainty
   */
  public double[] scores(int expected) {
    double[] scores = new double[expected];
    int end = body.length;
    if (end > 0 && body[end - 1] == '\n') {
      end--;
    }
    int count = 0;
    int start = 0;
    byte separator = 0;
    for (int i = 0; i <= end; i++) {
      if (i < end && body[i] != '\n' && body[i] != ',') {
        continue;
      }
      if (i < end) {
        if (separator != 0 && separator != body[i]) {
          throw bad(expected, "lines of several numbers");
        }
        separator = body[i];
      }
      if (count == expected) {
        throw bad(expected, "more");
      }
      scores[count] = number(start, i, expected, count);
      count++;
      start = i + 1;
    }
    if (count < expected) {
      throw bad(expected, Integer.toString(count));
    }
    return scores;
  }

  private double number(int from, int to, int expected, int position) {
    int end = to > from && body[to - 1] == '\r' ? to - 1 : to;
    // Double.parseDouble also takes NaN, Infinity, hexadecimal, suffixes and blanks.
    for (int i = from; i < end; i++) {
      byte c = body[i];
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        throw bad(expected, "something else at position " + position);
      }
    }
    try {
      double score =
          Double.parseDouble(new String(body, from, end - from, StandardCharsets.US_ASCII));
      if (Double.isInfinite(score)) {
        throw bad(expected, "one out of range at position " + position);
      }
      return score;
    } catch (NumberFormatException e) {
      throw bad(expected, "something else at position " + position);
    }
  }

  private ScoringException bad(int expected, String got) {
    return new ScoringException(
        DegradedReason.BAD_RESPONSE,
        "expected " + expected + " finite numbers, got " + got + " in " + body.length + " bytes");
  }
}
