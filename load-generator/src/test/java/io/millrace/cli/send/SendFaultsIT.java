package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code millrace send} says and leaves when a run does not go as it was asked to. */
@Timeout(120)
class SendFaultsIT {
  @TempDir private Path folder;

  private Path workload(String text) throws IOException {
    return Files.writeString(folder.resolve("w.yaml"), text);
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/report.json").toFile());
  }

  @Test
  void withoutPermissionItSaysWhatToAllow() throws Exception {
    HttpServer denying =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = cbor("__type", "AccessDeniedException", "message", "not authorized");
    denying.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "application/x-amz-cbor-1.1");
          exchange.sendResponseHeaders(400, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    denying.start();
    try {
      String url = "http://127.0.0.1:" + denying.getAddress().getPort();
      CommandRun run =
          CommandRun.of(
              "send",
              workload("workload: w\nprofile: { constant: { rate: 1, for: 1s } }\n").toString(),
              "--target=kinesis",
              "--stream=payments",
              "--endpoint-url=" + url,
              "--out=" + folder.resolve("out"));

      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err())
          .isEqualTo(
              "millrace send: no permission to use stream payments at "
                  + url
                  + "; allow kinesis:ListShards and kinesis:PutRecords\n");
      assertThat(folder.resolve("out")).doesNotExist();
    } finally {
      denying.stop(0);
    }
  }

  /** A map of short texts in RFC 8949, as Kinesis answers. */
  private static byte[] cbor(String... keysAndValues) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xa0 + keysAndValues.length / 2);
    for (String text : keysAndValues) {
      out.write(0x60 + text.length());
      out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
    return out.toByteArray();
  }

  /** More than any processor encodes: it says that it fell short, by how much, and why. */
  @Test
  void aRateThatCannotBeReachedIsAFailedCheckAndToldWhy() throws Exception {
    CommandRun run =
        CommandRun.of(
            "send",
            workload(
                    "workload: w\n"
                        + "profile: { constant: { rate: 10000000, for: 1s } }\n"
                        + "overtime: 1s\n"
                        + "thresholds: [ achieved > 99% ]\n")
                .toString(),
            "--target=null",
            "--out=" + folder.resolve("out"));

    assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.out())
        .contains("The rate was not reached: ")
        .contains("of the 10,000,000 that were asked for.")
        .contains("One event of a hundred left ");
    assertThat(report().path("thresholds").path(0).path("kept").asBoolean(true)).isFalse();
  }

  @Test
  void ctrlCEndsItWithTheReportSoFar() throws Exception {
    Path out = folder.resolve("out");
    Path printed = folder.resolve("printed");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.cli.Millrace",
                "send",
                workload(
                        "workload: w\n"
                            + "profile: { constant: { rate: 100, for: 10m } }\n"
                            + "payload: { format: json }\n")
                    .toString(),
                "--target=file",
                "--file=" + folder.resolve("events.ndjson"),
                "--out=" + out)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      while (!Files.exists(out.resolve(SentLog.FILE))) {
        assertThat(process.isAlive()).as(() -> read(printed)).isTrue();
        TimeUnit.MILLISECONDS.sleep(50);
      }
      TimeUnit.SECONDS.sleep(2); // to be well in the middle of sending
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(() -> read(printed)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(read(printed)).contains("The run was ended early; these are its figures so far.");
    assertThat(report().path("interrupted").asBoolean()).isTrue();
    long delivered = report().path("delivered").asLong();
    assertThat(delivered).as(read(printed)).isPositive();
    assertThat(Files.readAllLines(folder.resolve("events.ndjson")))
        .as("each line that was reported is whole in the file")
        .hasSize((int) (delivered + report().path("warmUpEvents").asLong()));
  }

  private static String read(Path printed) {
    try {
      return Files.readString(printed);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
