package io.millrace.cli.crash;

import io.millrace.job.lake.CommitStep;
import io.millrace.job.lake.CommitSteps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes each step of a commit to a file, and holds the commit at a chosen one until the process is
 * killed. What is written is there after a kill: the operating system has it.
 */
final class CommitTrace implements CommitSteps {
  private static final long serialVersionUID = 1L;
  private static final String HELD = "HELD ";

  /** The command line has no comma in it otherwise. */
  private static final String SEPARATOR = ",";

  /** How often the chosen step was reached. A copy that travelled to a task counts on. */
  private static final AtomicInteger REACHED = new AtomicInteger();

  private final String file;
  private final Place place;
  private final int occurrence;

  private CommitTrace(String file, Place place, int occurrence) {
    this.file = file;
    this.place = place;
    this.occurrence = occurrence;
  }

  /** A trace that holds nothing. */
  static CommitTrace to(Path file) {
    return new CommitTrace(file.toString(), null, 0);
  }

  /** A trace that holds the n-th time that a place is reached, from 1. */
  CommitTrace holdingAt(Place chosen, int n) {
    return new CommitTrace(file, chosen, n);
  }

  /** The trace as one argument of a command. */
  String toArgument() {
    return place == null
        ? file
        : String.join(
            SEPARATOR, file, place.step().name(), place.output(), Integer.toString(occurrence));
  }

  /** Reads {@link #toArgument}. */
  static CommitTrace fromArgument(String text) {
    String[] parts = text.split(SEPARATOR, -1);
    CommitTrace trace = to(Path.of(parts[0]));
    return parts.length == 1
        ? trace
        : trace.holdingAt(
            new Place(CommitStep.valueOf(parts[1]), parts[2]), Integer.parseInt(parts[3]));
  }

  @Override
  public void at(CommitStep step, String output) throws IOException {
    Place here = new Place(step, output);
    boolean hold = here.equals(place) && REACHED.incrementAndGet() == occurrence;
    append((hold ? HELD : "") + here);
    while (hold) {
      // Cancelling the task interrupts, and must not let the commit go on.
      Thread.interrupted();
      LockSupport.parkNanos(Long.MAX_VALUE);
    }
  }

  private void append(String line) throws IOException {
    Files.write(
        Path.of(file),
        (line + '\n').getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The places that were reached, in their order, from a position of the file on. */
  static List<Place> read(Path file, long from) throws IOException {
    List<Place> places = new ArrayList<>();
    for (String line : lines(file, from)) {
      places.add(Place.parse(line.startsWith(HELD) ? line.substring(HELD.length()) : line));
    }
    return places;
  }

  /** Whether a commit is held, by the lines from a position of the file on. */
  static boolean isHeld(Path file, long from) throws IOException {
    return lines(file, from).stream().anyMatch(line -> line.startsWith(HELD));
  }

  /** Length of the file; 0 when there is none yet. */
  static long length(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Whole lines only: a process may have died while it wrote one. */
  private static List<String> lines(Path file, long from) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = Files.readString(file).substring(Math.toIntExact(from));
    List<String> lines = new ArrayList<>();
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      lines.add(text.substring(0, end));
      text = text.substring(end + 1);
    }
    return lines;
  }
}
