package io.millrace.cli.send;

import io.millrace.cli.ExitCode;
import io.millrace.cli.replay.OutFolder;
import io.millrace.cli.workload.PayloadSpec;
import io.millrace.cli.workload.Workload;
import io.millrace.cli.workload.WorkloadFile;
import io.millrace.job.config.EventSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends events at the rates of a workload, and reports how the target took them. */
@Command(
    name = "send",
    description = {
      "Send events at the rates of a workload, each at its moment whether or not the target keeps"
          + " up, and report rates, latencies and errors.",
      "Writes report.html, report.json, timeline.csv, latency.hlog, delay.hlog and, for millrace"
          + " measure, sent.csv.gz to the output folder."
    },
    sortOptions = false)
public final class SendCommand implements Callable<Integer> {
  /** Time from here to the first event, for threads to start. */
  private static final long LEAD_MILLIS = 200;

  private static final long SECONDS_TO_REPORT = 20;

  @Parameters(
      index = "0",
      paramLabel = "WORKLOAD",
      description =
          "A workload file, or one that comes with Millrace: constant, ramp, step, spike, soak.")
  private String workloadName;

  @Mixin private TargetOptions targetOptions = new TargetOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "New folder for the report (default: out/send, or the next free number).")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Decides who pays what, and begins every identity; the same seed twice sends duplicates"
              + " (default: the time).")
  private Long seed;

  @Option(names = "--no-log", description = "Do not write sent.csv.gz, a line for each event.")
  private boolean noLog;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Workload described = WorkloadFile.read(workloadName);
    PayloadSpec.Recorded recorded = described.payload().recorded().orElse(null);
    Recording recording = recorded == null ? null : Recording.read(recorded);
    Workload workload =
        recorded == null ? described : described.withLoad(recording.curve(recorded.speed()));
    SendClock clock = SendClock.system();
    long runSeed = seed != null ? seed : TimeUnit.MILLISECONDS.toSeconds(clock.epochMillis());
    List<Payloads> payloads =
        recorded == null ? payloads(workload, runSeed) : payloads(workload, recording);
    try (Target target = targetOptions.target(workload)) {
      target.open();
      Path folder = Files.createDirectories(OutFolder.fresh(out, "send"));
      boolean logged = !noLog && !targetOptions.isNull();
      try (SentLog log =
          logged ? SentLog.to(folder.resolve(SentLog.FILE), clock) : SentLog.none()) {
        Measurements measurements =
            new Measurements(
                clock,
                clock.nanos() + TimeUnit.MILLISECONDS.toNanos(LEAD_MILLIS),
                clock.epochMillis() + LEAD_MILLIS,
                log);
        target.deliverTo(measurements);
        try (Timeline timeline =
            Timeline.loggingTo(folder, measurements, workload.curve(), clock)) {
          Sending sending = new Sending(workload, payloads, target, clock, measurements, timeline);
          SendResult result = execute(sending, target, folder, runSeed);
          if (sending.aborted() != null) {
            throw sending.aborted();
          }
          return result.passed() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        }
      }
    }
  }

  /** Runs and reports, also when somebody presses Ctrl-C: the process ends after the report. */
  private SendResult execute(Sending sending, Target target, Path folder, long runSeed)
      throws IOException, InterruptedException {
    CountDownLatch reported = new CountDownLatch(1);
    Thread onCtrlC = new Thread(() -> end(sending, reported), "send-interrupted");
    Runtime.getRuntime().addShutdownHook(onCtrlC);
    try {
      LiveView live = LiveView.on(spec.commandLine().getErr(), sending.scheduledSeconds());
      SendResult result = sending.execute(live::show);
      live.clear();
      SendReport report = new SendReport(result, target.toString(), runSeed, target.remarks());
      report.write(folder);
      PrintWriter terminal = spec.commandLine().getOut();
      report.print(terminal);
      terminal.printf("%nThe report is in %s.%n", folder);
      terminal.flush();
      return result;
    } finally {
      reported.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(onCtrlC);
      } catch (IllegalStateException e) {
        // The process is ending, and the hook is what waits for this.
      }
    }
  }

  private static void end(Sending sending, CountDownLatch reported) {
    sending.interrupt();
    try {
      reported.await(SECONDS_TO_REPORT, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Payloads> payloads(Workload workload, Recording recording) {
    List<Payloads> payloads = new ArrayList<>();
    for (int i = 0; i < workload.workers(); i++) {
      payloads.add(recording.of(i, workload.workers()));
    }
    return payloads;
  }

  private static List<Payloads> payloads(Workload workload, long seed) throws IOException {
    List<Payloads> payloads = new ArrayList<>();
    Optional<Path> file = workload.payload().lines();
    if (file.isPresent()) {
      List<byte[]> lines = LinePayloads.read(file.get());
      for (int i = 0; i < workload.workers(); i++) {
        payloads.add(LinePayloads.of(lines, i, workload.workers()));
      }
      return payloads;
    }
    EventSpec event = Pipeline.of(Pipelines.open(Pipelines.DEFAULT)).event();
    for (int i = 0; i < workload.workers(); i++) {
      payloads.add(GeneratedPayloads.of(workload, event, seed, i));
    }
    return payloads;
  }
}
