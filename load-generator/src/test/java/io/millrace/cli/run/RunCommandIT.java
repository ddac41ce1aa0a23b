package io.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.endpoint.StandInEndpoint;
import io.millrace.cli.endpoint.StandInOptions;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import io.millrace.job.kinesis.KinesisServer;
import io.millrace.job.kinesis.KinesisStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The live job on this machine, between {@code send} and {@code measure}. */
@Timeout(180)
class RunCommandIT {
  @RegisterExtension static final KinesisServer SERVER = new KinesisServer();

  private static final Path EXAMPLE = Path.of("../docs/examples/live/settings.json");

  @TempDir Path folder;

  /** The settings of the documentation, with this test's places. */
  private Path settings(KinesisStream stream, StandInEndpoint endpoint) throws IOException {
    String text =
        Files.readString(EXAMPLE)
            .replace("stream/payments", "stream/" + stream.name())
            .replace("http://127.0.0.1:4568", SERVER.kinesis().endpoint())
            .replace("http://127.0.0.1:8080", endpoint.url().toString())
            .replace("out/live", folder.resolve("live").toString())
            .replace("\"10s\"", "\"2s\"")
            .replace("\"5s\"", "\"500ms\"");
    return Files.writeString(folder.resolve("settings.json"), text);
  }

  private CommandRun send(KinesisStream stream, String out) throws IOException {
    Path workload =
        Files.writeString(
            folder.resolve("w.yaml"),
            """
            workload: w
            profile: { constant: { rate: 150, for: 2s } }
            payload: { customers: 50, malformed: 0.02, duplicates: 0.03, quarantine: 0.02 }
            thresholds: [ errors <= 0% ]
            """);
    return CommandRun.of(
        "send",
        workload.toString(),
        "--target=kinesis",
        "--stream=" + stream.name(),
        "--endpoint-url=" + SERVER.kinesis().endpoint(),
        "--out=" + folder.resolve(out));
  }

  private CommandRun measure(String sent) {
    return CommandRun.of(
        "measure", folder.resolve("live").toString(), "--sent=" + folder.resolve(sent));
  }

  @Test
  void writesAllThatWasSentOnceAndGoesOnWhereItStopped() throws Exception {
    KinesisStream stream = SERVER.kinesis().createStream(2);
    Pipeline pipeline = Pipeline.of(Pipelines.open(Pipelines.DEFAULT));
    try (StandInEndpoint endpoint =
        StandInEndpoint.start(StandInOptions.of(pipeline).withPort(0))) {
      String settings = settings(stream, endpoint).toString();
      assertThat(send(stream, "first").exitCode()).isEqualTo(ExitCode.OK);

      CommandRun run = CommandRun.of("run", settings, "--until-silent=2s");

      assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
      assertThat(run.out()).containsPattern("read +300\n").contains("--resume goes on from here");
      assertThat(measure("first"))
          .satisfies(
              all -> {
                assertThat(all.exitCode()).as(all.out() + all.err()).isEqualTo(ExitCode.OK);
                assertThat(all.out())
                    .containsPattern("delivered +300\n")
                    .containsPattern("lost +0\n")
                    .containsPattern("other than expected +0\n")
                    .containsPattern("arrival → committed +[1-9]");
              });

      CommandRun again = CommandRun.of("run", settings);
      assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(again.err()).contains("holds a run already; take it up with --resume");

      assertThat(send(stream, "second").exitCode()).isEqualTo(ExitCode.OK);
      CommandRun resumed = CommandRun.of("run", settings, "--resume", "--until-silent=2s");

      assertThat(resumed.exitCode()).as(resumed.out() + resumed.err()).isEqualTo(ExitCode.OK);
      assertThat(resumed.out()).containsPattern("read +600\n");
      assertThat(measure("first").exitCode()).isEqualTo(ExitCode.OK);
      assertThat(measure("second").exitCode()).isEqualTo(ExitCode.OK);

      CommandRun audit = CommandRun.of("audit", folder.resolve("live").toString());
      assertThat(audit.exitCode()).as(audit.out() + audit.err()).isEqualTo(ExitCode.OK);
      assertThat(audit.out())
          .contains("run started  by the start of the job", "run taken up", "model in use")
          .contains("job runs", "files committed", "files loaded  by commits of the lake");
    }
  }
}
