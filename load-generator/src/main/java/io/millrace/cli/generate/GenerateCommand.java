package io.millrace.cli.generate;

import io.millrace.cli.ExitCode;
import io.millrace.cli.Progress;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import io.millrace.job.event.Counter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a file of payments with known frauds and faults, and what a run over it must count. */
@Command(
    name = "generate",
    description = {
      "Generate card payments with labelled frauds and, if wanted, faults of every kind.",
      "Writes FILE and FILE.manifest.json, which holds the counts that a replay of it must show."
    },
    sortOptions = false)
public final class GenerateCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "File to write; must end in .avro, .ndjson or .ndjson.gz.")
  private Path out;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; follows from the name of FILE.")
  private GeneratedFile.Format format;

  @Mixin private PopulationOptions population = new PopulationOptions();
  @Mixin private FaultOptions faults = new FaultOptions();
  @Mixin private DriftOptions drift = new DriftOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Pipeline payments = Pipeline.of(Pipelines.open(Pipelines.DEFAULT));
    GeneratedFile file = GeneratedFile.of(out, format);
    Generator generator = new Generator(payments.event(), population, faults, drift);
    Manifest manifest;
    try (Progress progress = Progress.of("generate", "events", population.events())) {
      manifest = generator.write(file, progress);
    }
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf(Locale.ROOT, "%-14s %,14d%n", "records", manifest.count(Counter.READ));
    print(terminal, manifest, Counter.DEAD_LETTERED, "dead letters");
    print(terminal, manifest, Counter.QUARANTINED, "quarantined");
    print(terminal, manifest, Counter.DUPLICATES, "duplicates");
    print(terminal, manifest, Counter.WRITTEN, "to be written");
    print(terminal, manifest, Counter.LATE, "  of them late");
    for (FraudPattern pattern : FraudPattern.values()) {
      terminal.printf(
          Locale.ROOT, "  %-20s %,6d frauds%n", pattern.label(), manifest.frauds(pattern));
    }
    terminal.println(file.path() + " and " + file.manifest().getFileName());
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, Manifest manifest, Counter counter, String words) {
    out.printf(Locale.ROOT, "%-14s %,14d%n", words, manifest.count(counter));
  }
}
