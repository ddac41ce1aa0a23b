package io.millrace.cli.send;

import io.millrace.cli.UserException;
import io.millrace.cli.workload.Workload;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What events are sent to; options of {@code millrace send}. */
final class TargetOptions {
  /** Kinds of targets. */
  enum Kind {
    KINESIS,
    ENDPOINT,
    FILE,
    NULL
  }

  @Option(
      names = "--target",
      required = true,
      description =
          "${COMPLETION-CANDIDATES}; NULL takes everything at once, which shows what the generator"
              + " itself can do.")
  private Kind kind;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "With --target FILE: a new file of lines (.ndjson).")
  private Path file;

  @Option(
      names = "--stream",
      paramLabel = "NAME",
      description = "With --target KINESIS: the stream, which must be there.")
  private String stream;

  @Option(
      names = "--endpoint",
      paramLabel = "NAME",
      description =
          "With --target ENDPOINT: the SageMaker endpoint. Each line of the workload's"
              + " payload.lines is a request.")
  private String endpoint;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description = "With --target ENDPOINT: the production variant that is asked.")
  private String variant;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "AWS region (default: that of the environment).")
  private String region;

  @Option(
      names = "--from-terraform",
      paramLabel = "FILE",
      description =
          "Take stream or endpoint, and region, from what terraform output -json wrote to this"
              + " file.")
  private Path terraform;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "Address of a stand-in for the AWS service, called with made-up credentials.")
  private URI url;

  boolean isNull() {
    return kind == Kind.NULL;
  }

  /** The target, not yet connected. */
  Target target(Workload workload) {
    switch (kind) {
      case FILE:
        if (workload.payload().isBinary()) {
          throw new UserException(
              "--target FILE writes lines, but the workload's payload is Avro; add payload: {"
                  + " format: json } to it, or name a recording of JSON lines");
        }
        return new FileTarget(required(file, "--file", "events.ndjson"));
      case KINESIS:
        if (terraform != null && stream == null) {
          stream = TerraformOutputs.read(terraform).stream();
        }
        return new KinesisTarget(required(stream, "--stream", "payments"), access());
      case ENDPOINT:
        if (workload.payload().lines().isEmpty()) {
          throw new UserException(
              "--target ENDPOINT sends the lines of a file, and the workload names none; add"
                  + " payload: { lines: requests.csv } to it");
        }
        if (terraform != null && endpoint == null) {
          endpoint = TerraformOutputs.read(terraform).endpoint();
        }
        return new EndpointTarget(required(endpoint, "--endpoint", "fraud"), variant, access());
      default:
        return new NullTarget();
    }
  }

  private AwsAccess access() {
    if (terraform != null && region == null) {
      region = TerraformOutputs.read(terraform).region();
    }
    return new AwsAccess(region, url);
  }

  private <T> T required(T option, String name, String example) {
    if (option == null) {
      throw new UserException(
          "--target " + kind + " needs " + name + ", got none; add e.g. " + name + ' ' + example);
    }
    return option;
  }
}
