package io.millrace.cli.send;

import io.millrace.cli.UserException;
import io.millrace.cli.workload.Workload;
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

  boolean isNull() {
    return kind == Kind.NULL;
  }

  /** The target, not yet connected. */
  Target target(Workload workload) {
    switch (kind) {
      case FILE:
        if (workload.payload().lines().isEmpty() && !workload.payload().json()) {
          throw new UserException(
              "--target FILE writes lines, but the workload's payload is Avro; add payload: {"
                  + " format: json } to it");
        }
        return new FileTarget(required(file, "--file", "events.ndjson"));
      case NULL:
        return new NullTarget();
      default:
        throw new UserException("--target " + kind + " is not built yet");
    }
  }

  private <T> T required(T option, String name, String example) {
    if (option == null) {
      throw new UserException(
          "--target " + kind + " needs " + name + ", got none; add e.g. " + name + ' ' + example);
    }
    return option;
  }
}
