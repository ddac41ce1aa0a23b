package io.millrace.cli.replay;

import io.millrace.job.event.Counter;
import io.millrace.job.lineage.RunTotals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a run was at each second, as {@value #FILE} in its folder: milliseconds since the epoch,
 * and every counter so far. A run that is taken up goes on in the same file; its counters then
 * stand where its checkpoint had them.
 */
public final class RunTimeline implements AutoCloseable {
  /** The file in a run's folder. */
  public static final String FILE = "timeline.csv";

  /** Column of the time. */
  public static final String AT = "at";

  private static final Duration STEP = Duration.ofSeconds(1);

  private final Writer lines;
  private final Clock clock;
  private long last = Long.MIN_VALUE;

  private RunTimeline(Writer lines, Clock clock) {
    this.lines = lines;
    this.clock = clock;
  }

  /** Begins, or goes on with, the timeline of a run in its folder. */
  static RunTimeline in(Path folder, Clock clock) throws IOException {
    Path file = folder.resolve(FILE);
    boolean isNew = Files.notExists(file);
    Writer lines =
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (isNew) {
      lines.write(
          Stream.concat(Stream.of(AT), Arrays.stream(Counter.values()).map(Counter::label))
              .collect(Collectors.joining(",", "", "\n")));
    }
    return new RunTimeline(lines, clock);
  }

  /** Tells the totals of this moment; kept when a second has passed since the last that were. */
  void tell(RunTotals totals) {
    if (clock.millis() - STEP.toMillis() >= last) {
      write(totals);
    }
  }

  /** Tells the totals at the end. */
  void end(RunTotals totals) {
    write(totals);
  }

  /** Line by line, so that a run that is killed leaves what it had. */
  private void write(RunTotals totals) {
    last = clock.millis();
    List<Counter> counters = List.of(Counter.values());
    try {
      lines.write(
          last
              + counters.stream()
                  .map(counter -> Long.toString(totals.get(counter)))
                  .collect(Collectors.joining(",", ",", "\n")));
      lines.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
