package io.millrace.job.inference.batch;

import io.millrace.job.inference.endpoint.DegradedReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Events that share one request: their lines, and who waits for each score. Not thread-safe. */
final class Batch {
  private static final int LINE_ESTIMATE = 96;

  private final int maxRecords;
  private final int maxBytes;
  private final List<ScoreCallback> callbacks;
  private byte[] buffer;
  private int length;

  /**
   * @param maxRecords closes it, at least 1
   * @param maxBytes closes it too; a single longer line still goes, alone
   */
  Batch(int maxRecords, int maxBytes) {
    this(
        maxRecords,
        maxBytes,
        new ArrayList<>(maxRecords),
        new byte[(int) Math.min((long) maxRecords * LINE_ESTIMATE, maxBytes)],
        0);
  }

  private Batch(
      int maxRecords, int maxBytes, List<ScoreCallback> callbacks, byte[] buffer, int length) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
    this.callbacks = callbacks;
    this.buffer = buffer;
    this.length = length;
  }

  /** Number of events. */
  int size() {
    return callbacks.size();
  }

  /** Bytes of the request. */
  int length() {
    return length;
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

  /** The first half of at least two events, and the rest; this batch must not be used any more. */
  List<Batch> split() {
    int half = callbacks.size() / 2;
    int end = 0;
    for (int line = 0; line < half; end++) {
      if (buffer[end] == '\n') {
        line++;
      }
    }
    return List.of(part(0, half, 0, end - 1), part(half, callbacks.size(), end, length));
  }

  private Batch part(int fromEvent, int toEvent, int fromByte, int toByte) {
    return new Batch(
        maxRecords,
        maxBytes,
        new ArrayList<>(callbacks.subList(fromEvent, toEvent)),
        Arrays.copyOfRange(buffer, fromByte, toByte),
        toByte - fromByte);
  }

  /** Tells every event its score, in the order they were added. */
  void scored(double[] scores, Answer answer) {
    for (int i = 0; i < scores.length; i++) {
      callbacks.get(i).scored(scores[i], answer);
    }
  }

  /** Tells every event that no score comes. */
  void degraded(DegradedReason reason, double millis) {
    for (ScoreCallback callback : callbacks) {
      callback.degraded(reason, millis);
    }
  }
}
