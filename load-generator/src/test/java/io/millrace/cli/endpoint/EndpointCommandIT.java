package io.millrace.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.Millrace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as a user runs it, stopped as Ctrl-C would. */
class EndpointCommandIT {
  @TempDir private Path folder;

  @BeforeEach
  void writePipeline() throws IOException {
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        pipeline: test
        event: { schema: event.avsc, format: json, id: id, time: at }
        inference: { endpoint: risk, inputs: [amount], fallback: { score: null } }
        warehouse: { table: test }
        """);
    Files.writeString(
        folder.resolve("event.avsc"),
        """
        {"type": "record", "name": "Event", "fields": [
          {"name": "id", "type": "string"},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
          {"name": "amount", "type": ["null", "double"]}
        ]}
        """);
  }

  @Test
  void servesUntilItIsInterruptedAndSaysThatTheModelIsMissing() throws Exception {
    PipedWriter out = new PipedWriter();
    try (BufferedReader printed = new BufferedReader(new PipedReader(out))) {
      CommandLine line = Millrace.commandLine().setOut(new PrintWriter(out, true));
      FutureTask<Integer> run =
          new FutureTask<>(() -> line.execute("endpoint", folder.toString(), "--port", "0"));
      Thread command = new Thread(run, "endpoint-command");
      command.start();
      String serving = printed.readLine();
      assertThat(serving).startsWith("serving " + folder + " at http://127.0.0.1:");
      assertThat(printed.readLine()).startsWith("there is no model yet");
      URI url = URI.create(serving.substring(serving.indexOf("http")));
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(url.resolve("/endpoints/risk/invocations"))
                      .POST(BodyPublishers.ofString("1"))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("Endpoint risk has no model");
      command.interrupt();
      assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void saysInOneSentenceThatThePortIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          CommandRun.of(
              "endpoint", folder.toString(), "--port", Integer.toString(taken.getLocalPort()));
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err())
          .isEqualToNormalizingNewlines(
              "millrace endpoint: port "
                  + taken.getLocalPort()
                  + " is in use: give another with --port, or --port 0 for a free one\n");
    }
  }

  @Test
  void refusesOptionsThatMeanNothing() {
    assertThat(CommandRun.of("endpoint", folder.toString(), "--port", "70000").err())
        .contains("--port must be between 0 and 65535, got 70000");
    assertThat(CommandRun.of("endpoint", folder.toString(), "--record-latency-us", "-1").err())
        .contains("--record-latency-us must not be negative, got -1");
    assertThat(CommandRun.of("endpoint", folder.toString(), "--throttle-rate", "1.5").err())
        .contains("fault rates must be shares from 0 to 1");
  }
}
