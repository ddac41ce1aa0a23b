package io.millrace.cli.send;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * What was sent, a line for each event, for {@code millrace measure}: identity, where the target
 * put it, when it should have left, and what a run must make of it. Gzipped CSV with a header.
 * Nothing of an event but its identity is written.
 */
final class SentLog implements Closeable {
  /** Name of the file in the folder of a run. */
  static final String FILE = "sent.csv.gz";

  private static final int BUFFER = 1 << 16;

  private final Writer out;
  private final SendClock clock;
  private long offsetMillis;

  private SentLog(Writer out, SendClock clock) {
    this.out = out;
    this.clock = clock;
  }

  /** Keeps nothing. */
  static SentLog none() {
    return new SentLog(null, null);
  }

  /** Writes to a new file. */
  static SentLog to(Path file, SendClock clock) throws IOException {
    GZIPOutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(file), BUFFER) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        };
    Writer out = new BufferedWriter(new OutputStreamWriter(gzip, StandardCharsets.UTF_8), BUFFER);
    out.write("event_id,status,expected,stream_shard,sequence,intended_us,answered_us,bytes\n");
    SentLog log = new SentLog(out, clock);
    log.offsetMillis = clock.epochMillis() - clock.nanos() / 1_000_000;
    return log;
  }

  void delivered(Outgoing event, String shard, String sequence) {
    enter(event, "delivered", shard, sequence);
  }

  void failed(Outgoing event, Failure failure) {
    enter(event, failure.kind(), null, null);
  }

  private void enter(Outgoing event, String status, String shard, String sequence) {
    if (out == null) {
      return;
    }
    String line =
        text(event.id())
            + ','
            + status
            + ','
            + (event.expected() == null ? "" : event.expected().label())
            + ','
            + text(shard)
            + ','
            + text(sequence)
            + ','
            + micros(event.intendedNanos())
            + ','
            + micros(clock.nanos())
            + ','
            + event.payload().length
            + '\n';
    synchronized (out) {
      try {
        out.write(line);
      } catch (IOException e) {
        throw new UncheckedIOException("the log of what was sent cannot be written", e);
      }
    }
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }

  private long micros(long nanos) {
    return offsetMillis * 1_000 + nanos / 1_000;
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      synchronized (out) {
        out.close();
      }
    }
  }
}
