package io.millrace.cli.bench;

import io.millrace.cli.bench.files.FilesBenchCommand;
import io.millrace.cli.bench.inference.InferenceBenchCommand;
import io.millrace.cli.bench.outage.OutageBenchCommand;
import io.millrace.cli.bench.quality.QualityBenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures what stages of the job cost on this machine. */
@Command(
    name = "bench",
    description = "Measure what stages of the job cost on this machine.",
    subcommands = {
      FeaturesBenchCommand.class,
      InferenceBenchCommand.class,
      QualityBenchCommand.class,
      OutageBenchCommand.class,
      LineageBenchCommand.class,
      FilesBenchCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "name what to measure: " + String.join(", ", spec.subcommands().keySet()));
  }
}
