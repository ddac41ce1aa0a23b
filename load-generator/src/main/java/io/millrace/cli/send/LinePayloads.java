package io.millrace.cli.send;

import io.millrace.cli.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The lines of a file, over and over, as they are; each is its own key. */
final class LinePayloads implements Payloads {
  /** Held in memory, so that reading never delays an event. */
  private static final long MOST_BYTES = 256L << 20;

  private final List<byte[]> lines;
  private final int step;
  private long next;

  private LinePayloads(List<byte[]> lines, int first, int step) {
    this.lines = lines;
    this.next = first;
    this.step = step;
  }

  /**
   * Reads a file, plain or gzipped.
   *
   * @throws UserException when it is not there, empty, or too long to hold
   */
  static List<byte[]> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          "payload.lines: there is no file " + file + "; name one, relative to the workload's own");
    }
    List<byte[]> lines = new ArrayList<>();
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in,
                    StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isEmpty()) {
          lines.add(line.getBytes(StandardCharsets.UTF_8));
          bytes += line.length();
        }
        if (bytes > MOST_BYTES) {
          throw new UserException(
              "payload.lines: " + file + " holds more than 256 MiB; send a part of it");
        }
      }
    }
    if (lines.isEmpty()) {
      throw new UserException("payload.lines: " + file + " has no line; name a file with some");
    }
    return lines;
  }

  /** The share of one worker: every line in turn, beginning with its own. */
  static LinePayloads of(List<byte[]> lines, int worker, int workers) {
    return new LinePayloads(lines, worker, workers);
  }

  @Override
  public Outgoing next(long timeMillis, long intendedNanos, boolean measured) {
    long number = next;
    next += step;
    byte[] line = lines.get((int) (number % lines.size()));
    return new Outgoing(line, Long.toString(number), null, null, intendedNanos, measured);
  }
}
