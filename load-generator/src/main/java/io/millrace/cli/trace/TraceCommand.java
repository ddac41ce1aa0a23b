package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.cli.ExitCode;
import io.millrace.cli.replay.OutFolder;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says of one row, or of one refused record, where it came from and what made it. */
@Command(
    name = "trace",
    description = {
      "Trace a row, a quarantined event or a dead letter back to its record.",
      "Tells the record's bytes, each rule's verdict, each feature with the events that"
          + " contributed, the score's variant and latency, file, load and commit."
    },
    sortOptions = false)
public final class TraceCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ID",
      description = "Identity of the event, or SHARD#SEQUENCE of its record.")
  private String id;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the run (default: the last of out/PIPELINE).")
  private Path out;

  @Option(
      names = "--pipeline",
      paramLabel = "PIPELINE",
      description = "Folder or name of the run's pipeline (default: the name that the run noted).")
  private String pipeline;

  @Option(names = "--json", description = "Print JSON, with every contributing event.")
  private boolean json;

  @Option(
      names = "--show-personal",
      description = "Show fields that the schema marks as personal, and the record's bytes.")
  private boolean showPersonal;

  @Option(
      names = "--sql",
      paramLabel = "DIALECT",
      description =
          "Print the questions as SQL instead, for the pipeline of --pipeline:"
              + " ${COMPLETION-CANDIDATES}.")
  private TraceSql.Dialect dialect;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Trace N random rows instead of one, and check each against the input.")
  private Integer sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which rows --sample takes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if ((id == null) == (sample == null)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "name one ID, or --sample with a number of rows");
    }
    if (sample != null && sample < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--sample must be 1 or more, got " + sample);
    }
    PrintWriter print = spec.commandLine().getOut();
    if (dialect != null) {
      Pipeline asked = Pipeline.of(Pipelines.open(pipeline == null ? Pipelines.DEFAULT : pipeline));
      print.print(TraceSql.of(asked, dialect, id));
      return ExitCode.OK;
    }
    Path folder = OutFolder.last(out, pipeline == null ? Pipelines.DEFAULT : pipeline);
    try (Tracer tracer = new Tracer(RunOutputs.open(folder, pipeline), showPersonal)) {
      if (sample != null) {
        SampleCheck check = SampleCheck.run(tracer, sample, seed);
        print.print(check.report());
        return check.holds() ? ExitCode.OK : ExitCode.CHECK_FAILED;
      }
      JsonNode trace = tracer.trace(id);
      print.print(json ? JSON.writeValueAsString(trace) + "\n" : TraceText.of(trace));
      return ExitCode.OK;
    }
  }
}
