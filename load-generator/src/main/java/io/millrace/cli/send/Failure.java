package io.millrace.cli.send;

/** Why an event was not taken: a kind by which failures are counted, and a sentence. Immutable. */
public final class Failure {
  /** The run ended before the target said anything. */
  public static final String UNANSWERED = "unanswered";

  private final String kind;
  private final String sentence;

  /**
   * @param kind e.g. the service's error code
   * @param sentence what it means and what to do; no value of a record in it
   */
  public Failure(String kind, String sentence) {
    this.kind = kind;
    this.sentence = sentence;
  }

  static Failure unanswered() {
    return new Failure(
        UNANSWERED, "The run ended before the target answered; give it more overtime.");
  }

  public String kind() {
    return kind;
  }

  String sentence() {
    return sentence;
  }
}
