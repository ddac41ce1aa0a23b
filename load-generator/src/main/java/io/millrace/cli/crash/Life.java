package io.millrace.cli.crash;

import io.millrace.cli.replay.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of a run that is killed again and again. */
final class Life implements AutoCloseable {
  /** A replay of the lab takes seconds, and minutes on a machine that is many times overbooked. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final long POLL_MILLIS = 3;

  /** What a process killed by signal 9 gives, by the convention of shells. */
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final Path trace;
  private final Path printed;
  private final long from;
  private final long started = System.nanoTime();

  private Life(Process process, Path trace, Path printed, long from) {
    this.process = process;
    this.trace = trace;
    this.printed = printed;
    this.from = from;
  }

  /**
   * Starts a process: of a new run, or of one that goes on.
   *
   * @param run folder of the run
   * @param steps what becomes of its commits
   * @param arguments of the replay, beside the folder
   */
  static Life start(Path run, Path trace, CommitTrace steps, List<String> arguments)
      throws IOException {
    Path printed = trace.resolveSibling("printed.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-XX:+UseSerialGC");
    // It does not live long enough for optimized code to pay.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xshare:auto");
    command.add("--add-opens=java.base/java.util=ALL-UNNAMED");
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("-Dmillrace.interactive=false");
    command.add("-Dmillrace.log=" + trace.resolveSibling("replay.log"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ChildReplay.class.getName());
    command.add(steps.toArgument());
    command.addAll(arguments);
    command.add("--out=" + run);
    if (Files.exists(run.resolve(RunFolder.RECORD))) {
      command.add("--resume");
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(printed.toFile()))
            .start();
    return new Life(process, trace, printed, CommitTrace.length(trace));
  }

  /** Waits until its commits reach the first step; false when it ends before. */
  boolean awaitFirstStep() throws IOException, InterruptedException {
    return await(() -> !places().isEmpty());
  }

  /** Waits until a commit is held; false when it ends before. */
  boolean awaitHeld() throws IOException, InterruptedException {
    return await(() -> CommitTrace.isHeld(trace, from));
  }

  /** Waits so long, or until it ends; false then. */
  boolean live(Duration duration) throws InterruptedException {
    return !process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean await(Condition condition) throws IOException, InterruptedException {
    while (!condition.holds()) {
      if (!process.isAlive()) {
        return false;
      }
      checkPatience();
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return true;
  }

  private void checkPatience() {
    if (age().compareTo(PATIENCE) > 0) {
      throw new IllegalStateException(
          "a replay took longer than "
              + PATIENCE.toMinutes()
              + " minutes; its log is "
              + trace.resolveSibling("replay.log"));
    }
  }

  /** Since it was started. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** Kills it, which it cannot see coming; false when it had ended by itself. */
  boolean kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    if (process.exitValue() == KILLED) {
      return true;
    }
    checkEnd();
    return false;
  }

  /** Waits for its end. */
  void awaitEnd() throws IOException, InterruptedException {
    await(() -> false);
    checkEnd();
  }

  /** Waits for its end, be it good or bad. */
  void awaitAnyEnd() throws IOException, InterruptedException {
    await(() -> false);
  }

  /** Its exit code, once it has ended. */
  int exitCode() {
    return process.exitValue();
  }

  private void checkEnd() {
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "expected a replay to end with 0, got "
              + process.exitValue()
              + "; what it printed is in "
              + printed);
    }
  }

  /** The places that its commits have reached. */
  List<Place> places() throws IOException {
    return CommitTrace.read(trace, from);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }
}
