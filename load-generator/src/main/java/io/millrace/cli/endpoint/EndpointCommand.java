package io.millrace.cli.endpoint;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.model.ModelCard;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
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
      names = "--latency-p99",
      paramLabel = "DURATION",
      description = "Time that one request of a hundred takes at least; --latency is the median.")
  private Duration latencyP99;

  @Option(
      names = "--record-latency-us",
      paramLabel = "US",
      defaultValue = "0",
      description = "More of it for each record, in microseconds (default: ${DEFAULT-VALUE}).")
  private long recordLatencyMicros;

  @Option(
      names = "--model",
      paramLabel = "VARIANT=DIR",
      description = "Another model for a variant: a folder that millrace train wrote; repeatable.")
  private Map<String, Path> models = Map.of();

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
      description = "Seed of faults and latency (default: ${DEFAULT-VALUE}).")
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
    LatencyModel latencies =
        LatencyModel.constant(latency, Duration.of(recordLatencyMicros, ChronoUnit.MICROS));
    if (latencyP99 != null) {
      if (latency.isZero() || latencyP99.compareTo(latency) < 0) {
        throw new UserException(
            "--latency-p99 must be at least --latency, which must be above 0ms, got "
                + latencyP99.toMillis()
                + " ms and "
                + latency.toMillis()
                + " ms");
      }
      latencies = latencies.withP99(latencyP99);
    }
    StandInOptions served =
        StandInOptions.of(Pipeline.of(Pipelines.open(pipelineName)))
            .withPort(port)
            .withLatency(latencies)
            .withFaults(FaultRates.of(throttleRate, errorRate, hangRate), seed);
    for (Map.Entry<String, Path> model : models.entrySet()) {
      served = served.withModel(model.getKey(), read(model.getValue()));
    }
    return served;
  }

  private static DeployedModel read(Path folder) {
    try {
      return DeployedModel.of(
          Files.readAllBytes(folder.resolve("model.tar.gz")),
          Optional.of(ModelCard.parse(Files.readAllBytes(folder.resolve("model.json")))));
    } catch (IOException e) {
      throw new UserException(
          "the model in " + folder + " cannot be read: " + e + "; make it with millrace train", e);
    }
  }
}
