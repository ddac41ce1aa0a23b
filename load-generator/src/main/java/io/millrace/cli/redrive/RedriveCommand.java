package io.millrace.cli.redrive;

import io.millrace.cli.ExitCode;
import io.millrace.cli.Folders;
import io.millrace.cli.UserException;
import io.millrace.cli.audit.CommandAudit;
import io.millrace.cli.send.AwsAccess;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends refused records back, when what was wrong is put right. */
@Command(
    name = "redrive",
    description = {
      "Send dead letters and quarantined records back, when what was wrong is put right.",
      "They go to a stream, or to files that replay takes as its input. What was sent is noted in a"
          + " ledger, and never sent again."
    },
    sortOptions = false)
public final class RedriveCommand implements Callable<Integer> {
  /** Records that are held at once. */
  private static final int ROUND = 10_000;

  @Parameters(
      index = "0",
      paramLabel = "PIPELINE",
      defaultValue = Pipelines.DEFAULT,
      description = "Folder or name of the pipeline, as it is now (default: ${DEFAULT-VALUE}).")
  private String pipelineName;

  @Option(
      names = "--from",
      paramLabel = "OUT",
      required = true,
      description =
          "Folder of a run, with dead-letter/ and quarantine/, or its path in S3, s3://BUCKET/KEY.")
  private String from;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write record files below this folder, for replay --input.")
  private Path out;

  @Option(names = "--stream", paramLabel = "NAME", description = "Send to this Kinesis stream.")
  private String stream;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "AWS region of stream and bucket (default: that of the environment).")
  private String region;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "Address of a stand-in for Kinesis, called with made-up credentials.")
  private URI url;

  @Option(
      names = "--s3-endpoint-url",
      paramLabel = "URL",
      description = "Address of a stand-in for S3, called with made-up credentials.")
  private URI s3Url;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "At most so many records a second to the stream (default: no limit).")
  private double rate;

  @ArgGroup(validate = false, heading = "Which records:%n")
  private RedriveFilter filter = new RedriveFilter();

  @Option(
      names = "--uncertain",
      description =
          "Also those of which a redrive that died did not learn whether the stream has them.")
  private boolean uncertain;

  @Option(names = "--dry-run", description = "Only say what would be sent.")
  private boolean dryRun;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "What was sent (default: "
              + RedriveLedger.FILE
              + " in the run's folder; of a run in S3 it has to be named).")
  private Path ledgerFile;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check();
    PipelineFiles files = Pipelines.open(pipelineName);
    if (!S3Run.isS3(from)) {
      Path run = Path.of(from);
      Path ledger = ledgerFile == null ? run.resolve(RedriveLedger.FILE) : ledgerFile;
      return redrive(files, run, ledger, run);
    }
    Path copy = Files.createTempDirectory("millrace-redrive");
    try {
      S3Run.at(from, region, s3Url).download(filter.folders(), filter::reaches, copy);
      return redrive(files, copy, ledgerFile, ledgerFile.toAbsolutePath().getParent());
    } finally {
      Folders.delete(copy);
    }
  }

  /**
   * Sends.
   *
   * @param run folder with what was refused
   * @param audited folder whose audit trail tells of it
   */
  private int redrive(PipelineFiles files, Path run, Path ledgerPath, Path audited)
      throws Exception {
    Pipeline pipeline = Pipeline.of(files);
    try (RedriveLedger ledger = RedriveLedger.open(ledgerPath, run)) {
      Map<String, Long> counts = ledger.choose(filter, uncertain);
      counts.forEach(this::row);
      ledger.reasons().forEach((reason, count) -> row("  " + reason, count));
      if (dryRun) {
        spec.commandLine().getOut().println("Nothing was sent: this was a dry run.");
        return ExitCode.OK;
      }
      int exitCode =
          out != null
              ? toFiles(ledger, pipeline)
              : toStream(
                  ledger, new RedriveStream(stream, new AwsAccess(region, url), files, rate));
      if (counts.get("chosen") > 0) {
        CommandAudit.of(audited, "redrive", Clock.systemUTC())
            .enter(
                "refused records sent back",
                Map.of(
                    "chosen",
                    counts.get("chosen"),
                    "from",
                    from,
                    "target",
                    out == null ? stream : out));
      }
      return exitCode;
    }
  }

  private void check() {
    if (dryRun ? out != null && stream != null : (out == null) == (stream == null)) {
      throw new UserException(
          "redrive sends to --out DIR or to --stream NAME; give one of them, or --dry-run");
    }
    if (rate < 0 || rate > 0 && stream == null) {
      throw new UserException(
          "--rate is a positive number of records a second to a --stream; files take them at once");
    }
    if (S3Run.isS3(from)) {
      if (ledgerFile == null) {
        throw new UserException(
            "no ledger is kept in S3; name the file of this machine that has what was sent of "
                + from
                + ", the same each time, e.g. --ledger redrive.duckdb");
      }
      return;
    }
    Path run = Path.of(from);
    if (!Files.isDirectory(run.resolve("dead-letter"))
        && !Files.isDirectory(run.resolve("quarantine"))) {
      throw new UserException(
          "expected a run in "
              + from
              + ", got a folder without dead-letter/ and quarantine/; name the folder of a replay,"
              + " or a copy of what the job wrote");
    }
  }

  private int toFiles(RedriveLedger ledger, Pipeline pipeline) throws Exception {
    long empty = 0;
    RedriveFiles files = new RedriveFiles(out, pipeline.event());
    try (files) {
      long place = 1;
      List<RefusedRecord> records = ledger.records(place, ROUND);
      while (!records.isEmpty()) {
        for (RefusedRecord record : records) {
          empty += files.write(record) ? 0 : 1;
        }
        place += records.size();
        records = ledger.records(place, ROUND);
      }
    }
    if (!files.written().isEmpty()) {
      ledger.written(files.written(), files.files());
    }
    row("written", (long) files.written().size());
    if (empty > 0) {
      row("without bytes", empty);
    }
    files.files().values().forEach(spec.commandLine().getOut()::println);
    return ExitCode.OK;
  }

  private int toStream(RedriveLedger ledger, RedriveStream target) throws Exception {
    long sent = 0;
    Map<String, Integer> failures = new TreeMap<>();
    long place = 1;
    List<RefusedRecord> records = ledger.records(place, ROUND);
    while (!records.isEmpty() && failures.isEmpty()) {
      List<RefusedRecord> round = records;
      RedriveStream.Outcome outcome =
          target.send(round, () -> ledger.sending(round, target.toString()));
      ledger.sent(outcome.sent);
      ledger.refused(outcome.refused);
      sent += outcome.sent.size();
      failures.putAll(outcome.failures);
      place += records.size();
      records = ledger.records(place, ROUND);
    }
    row("sent", sent);
    failures.forEach((kind, count) -> row("  " + kind, count.longValue()));
    return failures.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private void row(String words, Long count) {
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf(Locale.ROOT, "%-32s %,12d%n", words, count);
  }
}
