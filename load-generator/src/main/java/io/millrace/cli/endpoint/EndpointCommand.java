package io.millrace.cli.endpoint;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves a pipeline's model over SageMaker Runtime's HTTP API until it is interrupted. */
@Command(
    name = "endpoint",
    description = "Serve the pipeline's model as SageMaker would, on this machine, until Ctrl-C.")
public final class EndpointCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "PIPELINE",
      defaultValue = Pipelines.DEFAULT,
      description = "Folder or name of the pipeline (default: ${DEFAULT-VALUE}).")
  private String pipelineName;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description =
          "Port on the loopback interface; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--latency",
      paramLabel = "DURATION",
      defaultValue = "0ms",
      description = "Least time of a request, e.g. 5ms (default: ${DEFAULT-VALUE}).")
  private Duration latency;

  @Option(
      names = "--record-latency-us",
      paramLabel = "US",
      defaultValue = "0",
      description = "More of it for each record, in microseconds (default: ${DEFAULT-VALUE}).")
  private long recordLatencyMicros;

  @Option(
      names = "--throttle-rate",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of requests refused for load (default: ${DEFAULT-VALUE}).")
  private double throttleRate;

  @Option(
      names = "--error-rate",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of requests that fail (default: ${DEFAULT-VALUE}).")
  private double errorRate;

  @Option(
      names = "--hang-rate",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of requests that are never answered (default: ${DEFAULT-VALUE}).")
  private double hangRate;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of the faults (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (StandInEndpoint endpoint = StandInEndpoint.start(options())) {
      PrintWriter out = spec.commandLine().getOut();
      out.printf("serving %s at %s%n", pipelineName, endpoint.url());
      if (!endpoint.hasModel()) {
        out.println(
            "there is no model yet: every request is refused; make one with millrace train");
      }
      out.flush();
      CountDownLatch interrupted = new CountDownLatch(1);
      interrupted.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  private StandInOptions options() {
    if (port < 0 || port > 65_535) {
      throw new UserException("--port must be between 0 and 65535, got " + port);
    }
    if (recordLatencyMicros < 0) {
      throw new UserException(
          "--record-latency-us must not be negative, got " + recordLatencyMicros);
    }
    return StandInOptions.of(Pipeline.of(Pipelines.open(pipelineName)))
        .withPort(port)
        .withLatency(latency, Duration.of(recordLatencyMicros, ChronoUnit.MICROS))
        .withFaults(FaultRates.of(throttleRate, errorRate, hangRate), seed);
  }
}
