package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A replay in a process of its own, which can be killed with everything open. */
final class ReplayProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path output;
  private final Checkpoints checkpoints;
  private final Optional<Path> lastOfForerunner;

  private ReplayProcess(Process process, Path output, Checkpoints checkpoints) throws IOException {
    this.process = process;
    this.output = output;
    this.checkpoints = checkpoints;
    this.lastOfForerunner = checkpoints.newest();
  }

  /**
   * Starts {@code millrace replay}.
   *
   * @param out folder of the run
   * @param output takes what the process prints
   * @param options further arguments
   */
  static ReplayProcess start(Path out, Path output, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    // It does not live long enough for optimized code to pay.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--add-opens=java.base/java.util=ALL-UNNAMED");
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("io.millrace.cli.Millrace", "replay", "--out=" + out));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ReplayProcess(process, output, new Checkpoints(out.resolve("checkpoints")));
  }

  /** Waits until it has completed a checkpoint of its own. */
  void awaitCheckpoint() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (checkpoints.newest().equals(lastOfForerunner)) {
      assertThat(process.isAlive()).as(this::printed).isTrue();
      assertThat(System.nanoTime()).as(this::printed).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Ends it without notice; fails when it has ended by itself. */
  void kill() throws InterruptedException {
    assertThat(process.isAlive()).as(() -> "it ended before it was killed: " + printed()).isTrue();
    process.destroyForcibly().waitFor();
  }

  private String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
