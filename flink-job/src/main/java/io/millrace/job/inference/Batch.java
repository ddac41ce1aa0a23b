package io.millrace.job.inference;

import io.millrace.job.inference.endpoint.DegradedReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Events that share one request: their lines, and who waits for each score. Not thread-safe. */
final class Batch {
  private static final int LINE_ESTIMATE = 96;

  private final String variant;
  private final int maxRecords;
  private final int maxBytes;
  private final List<ScoreCallback> callbacks;
  private byte[] buffer;
  private int length;

  /**
   * @param variant production variant that scores it; null lets the endpoint choose
   * @param maxRecords closes it, at least 1
   * @param maxBytes closes it too; a single longer line still goes, alone
   */
  Batch(String variant, int maxRecords, int maxBytes) {
    this.variant = variant;
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
    this.callbacks = new ArrayList<>(maxRecords);
    this.buffer = new byte[(int) Math.min((long) maxRecords * LINE_ESTIMATE, maxBytes)];
  }

  String variant() {
    return variant;
  }

  /** Number of events. */
  int size() {
    return callbacks.size();
  }

  boolean isFull() {
    return callbacks.size() >= maxRecords || length >= maxBytes;
  }

  /** True when a line of so many bytes may be added. */
  boolean fits(int lineLength) {
    return callbacks.isEmpty() || (!isFull() && (long) length + 1 + lineLength <= maxBytes);
  }

  /** Adds an event's line, from the start of {@code line}; copied. */
  void add(byte[] line, int lineLength, ScoreCallback callback) {
    int newline = callbacks.isEmpty() ? 0 : 1;
    int end = length + newline + lineLength;
    if (end > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(end, buffer.length * 2));
    }
    if (newline == 1) {
      buffer[length] = '\n';
    }
    System.arraycopy(line, 0, buffer, length + newline, lineLength);
    length = end;
    callbacks.add(callback);
  }

  /** Body of the request: the lines, newlines between them and none at the end. */
  byte[] body() {
    return Arrays.copyOf(buffer, length);
  }

  /** Tells every event its score, in the order they were added. */
  void scored(double[] scores, String answeredBy, String modelVersion, double millis) {
    for (int i = 0; i < scores.length; i++) {
      callbacks.get(i).scored(scores[i], answeredBy, modelVersion, millis);
    }
  }

  /** Tells every event that no score comes. */
  void degraded(DegradedReason reason, double millis) {
    for (ScoreCallback callback : callbacks) {
      callback.degraded(reason, millis);
    }
  }
}
