package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.job.kinesis.KinesisServer;
import io.millrace.job.kinesis.KinesisStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace send} to Kinesis over HTTP. */
@Timeout(90)
class KinesisTargetIT {
  @RegisterExtension static final KinesisServer SERVER = new KinesisServer();

  @TempDir Path folder;

  private CommandRun send(KinesisStream stream, String workload) throws IOException {
    Path file = folder.resolve("w.yaml");
    Files.writeString(file, workload);
    return CommandRun.of(
        "send",
        file.toString(),
        "--target",
        "kinesis",
        "--stream",
        stream == null ? "nowhere" : stream.name(),
        "--endpoint-url",
        SERVER.kinesis().endpoint(),
        "--out",
        folder.resolve("out").toString());
  }

  private List<String[]> sent() throws IOException {
    List<String[]> rows = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(folder.resolve("out").resolve(SentLog.FILE))),
                StandardCharsets.UTF_8))) {
      reader.lines().skip(1).forEach(line -> rows.add(line.split(",", -1)));
    }
    return rows;
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/report.json").toFile());
  }

  @Test
  void putsEveryEventOnceAndTellsWhereItLies() throws Exception {
    KinesisStream stream = SERVER.kinesis().createStream(2);

    CommandRun run =
        send(
            stream,
            """
            workload: w
            profile: { constant: { rate: 300, for: 3s } }
            warm-up: 1s
            workers: 2
            payload: { format: json, customers: 40 }
            thresholds: [ errors <= 0%, achieved > 90% ]
            """);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.OK);
    Map<String, String> sequences = new HashMap<>();
    for (String[] row : sent()) {
      assertThat(row[1]).isEqualTo("delivered");
      assertThat(sequences.put(row[0], row[3] + ' ' + row[4])).as("twice: " + row[0]).isNull();
    }
    Map<String, String> lying = new HashMap<>();
    Map<String, Long> lastTimes = new HashMap<>();
    StreamReader.read(
        SERVER.kinesis().endpoint(),
        stream,
        (shard, sequence, payload) -> {
          JsonNode event = new ObjectMapper().readTree(payload);
          lying.put(event.get("event_id").asText(), shard + ' ' + sequence);
          // In the order of time for each customer.
          long time = event.get("event_time").asLong();
          Long before = lastTimes.put(event.get("customer_id").asText(), time);
          assertThat(time).isGreaterThanOrEqualTo(before == null ? 0 : before);
        });
    assertThat(lying).hasSize(1_200).isEqualTo(sequences);
    assertThat(report().get("delivered").asLong()).isEqualTo(900);
    assertThat(report().get("warmUpEvents").asLong()).isEqualTo(300);
    assertThat(names(report().get("deliveredByShard"))).hasSize(2);
  }

  @Test
  void saysThatAShardWasClosed() throws Exception {
    KinesisStream stream = SERVER.kinesis().createStream(1);
    CompletableFuture<Void> split =
        CompletableFuture.runAsync(
            () -> {
              try {
                Thread.sleep(1_500);
                stream.split(0);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    CommandRun run =
        send(
            stream,
            "workload: w\n"
                + "profile: { constant: { rate: 100, for: 4s } }\n"
                + "thresholds: [ errors <= 0% ]\n");

    split.join();
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains(
            "Shard shardId-000000000000 was closed in mid-run; its keys went on to"
                + " shardId-000000000001 and shardId-000000000002.");
    assertThat(names(report().get("deliveredByShard")))
        .contains("shardId-000000000000")
        .hasSizeGreaterThan(1);
    assertThat(report().get("delivered").asLong()).isEqualTo(400);
  }

  @Test
  void saysThatThereIsNoSuchStream() throws Exception {
    CommandRun run = send(null, "workload: w\nprofile: { constant: { rate: 1, for: 1s } }\n");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "millrace send: there is no stream nowhere at "
                + SERVER.kinesis().endpoint()
                + "; check the name and the region\n");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
