package io.millrace.cli.crash;

import io.millrace.cli.ExitCode;
import io.millrace.cli.Folders;
import io.millrace.cli.UserException;
import io.millrace.cli.replay.OutFolder;
import io.millrace.job.lake.CommitStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Breaks replays and looks whether every row arrives once all the same. */
@Command(
    name = "crash",
    description = {
      "Kill replays again and again, at every step of a commit and at moments drawn by lot, take"
          + " them up from their last checkpoint, and hold what they wrote against an undisturbed"
          + " replay: row by row nothing lost and nothing twice, in lake, warehouse, dead letters"
          + " and quarantine. Then the same with a disk that is full for a while."
    },
    sortOptions = false)
public final class CrashCommand implements Callable<Integer> {
  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "100",
      description = "Processes to kill (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--full-disk",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "How often the disk is full for up to 8 s; takes the right to mount a file system in"
              + " memory, and is skipped in words without (default: ${DEFAULT-VALUE}).")
  private int fullDisk;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draws the events and the kills (default: another each time; printed).")
  private Long seed;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "40000",
      description = "Events of a replay (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "Subtasks of each stage (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--lake",
      paramLabel = "KEYS",
      defaultValue = "",
      description = "Keys of the lake in the pipeline file, e.g. 'writers: all, compact: true'.")
  private String lake;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "New folder for kills.csv, logs, and runs that differ (default: out/crash, or the next"
              + " free number).")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (kills < 0 || kills > 10_000) {
      throw new UserException("--kills is a number from 0 to 10,000, got " + kills);
    }
    if (fullDisk < 0 || fullDisk > 1_000 || kills + fullDisk == 0) {
      throw new UserException(
          "--full-disk is a number from 0 to 1,000, and above 0 without kills, got " + fullDisk);
    }
    if (parallelism < 1 || parallelism > 16) {
      throw new UserException("--parallelism is a number from 1 to 16, got " + parallelism);
    }
    long drawn = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
    Path folder = Files.createDirectories(OutFolder.fresh(out, "crash")).toAbsolutePath();
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf("seed %d%n", drawn);
    Lab lab = Lab.in(folder, lake, events, drawn, parallelism);
    terminal.printf(
        Locale.ROOT,
        "undisturbed: lake %s; dead letters %,d, quarantine %,d; %.1f s to the first commit%n",
        lab.expected(Output.LAKE),
        lab.expected(Output.DEAD_LETTERS).rows(),
        lab.expected(Output.QUARANTINE).rows(),
        lab.startUp().toMillis() / 1e3);
    terminal.flush();
    Verdict verdict = new Verdict(lab);
    Kills lives = new Kills(lab, drawn, verdict, terminal);
    try {
      lives.kill(kills);
    } finally {
      Files.write(folder.resolve("kills.csv"), lives.csv());
    }
    FullDisks disks = new FullDisks(lab, drawn, verdict, terminal);
    disks.fill(fullDisk);
    return report(lives, disks, verdict, folder);
  }

  private int report(Kills lives, FullDisks disks, Verdict verdict, Path folder)
      throws IOException {
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println();
    if (kills > 0) {
      lives.table().print(terminal);
      terminal.println();
    }
    if (disks.times() > 0) {
      terminal.printf(
          "disk full %d times; %d processes ended by it and were taken up%n%n",
          disks.times(), disks.ended());
    }
    verdict.print(terminal);
    boolean good = verdict.isGood();
    for (CommitStep step : kills > 0 ? lives.table().missing() : List.<CommitStep>of()) {
      good = false;
      spec.commandLine()
          .getErr()
          .println(
              "millrace: nobody died "
                  + step.words()
                  + "; raise --kills, two for each of "
                  + CommitStep.values().length
                  + " steps");
    }
    if (kills > 0) {
      terminal.printf("%nEach kill is in %s.%n", folder.resolve("kills.csv"));
    }
    if (good) {
      Folders.delete(folder.resolve("whole"));
    }
    return good ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }
}
