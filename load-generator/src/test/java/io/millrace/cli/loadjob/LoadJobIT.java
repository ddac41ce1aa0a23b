package io.millrace.cli.loadjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.UserException;
import io.millrace.cli.replay.LocalCluster;
import io.millrace.cli.send.StreamReader;
import io.millrace.job.config.InvalidSettingsException;
import io.millrace.job.config.LoadSettings;
import io.millrace.job.kinesis.KinesisServer;
import io.millrace.job.kinesis.KinesisStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The generator as a job on a MiniCluster, into Kinesis over HTTP. */
@Timeout(120)
class LoadJobIT {
  @RegisterExtension static final KinesisServer SERVER = new KinesisServer();

  @TempDir Path folder;

  private LoadSettings settings(String stream, String workload) throws IOException {
    Path file = Files.writeString(folder.resolve("w.yaml"), workload);
    Path settings =
        Files.writeString(
            folder.resolve("settings.json"),
            """
            [{"PropertyGroupId": "load", "PropertyMap": {
              "workload": "%s",
              "stream.arn": "arn:aws:kinesis:us-east-1:000000000000:stream/%s",
              "endpoint": "%s",
              "start.delay": "1s"}}]
            """
                .formatted(file.toUri(), stream, SERVER.kinesis().endpoint()));
    return LoadSettings.fromFile(settings);
  }

  @Test
  void sendsEveryEventOfTheWorkloadAtItsRate() throws Exception {
    KinesisStream stream = SERVER.kinesis().createStream(2);
    LoadSettings settings =
        settings(
            stream.name(),
            """
            workload: w
            profile: { ramp: { from: 50, to: 150, for: 4s } }
            payload: { format: json, customers: 40 }
            """);
    long begin = System.currentTimeMillis();

    try (LocalCluster cluster =
        LocalCluster.start(2, folder.resolve("checkpoints"), Duration.ofSeconds(1))) {
      StreamExecutionEnvironment env = cluster.environment(2);
      LoadJob.define(env, settings, Clock.systemUTC());
      cluster.run(env.getStreamGraph().getJobGraph(), counts -> {});
    }

    long seconds = (System.currentTimeMillis() - begin) / 1_000;
    Map<String, String> customers = new HashMap<>();
    List<Long> times = new ArrayList<>();
    StreamReader.read(
        SERVER.kinesis().endpoint(),
        stream,
        (shard, sequence, payload) -> {
          JsonNode event = new ObjectMapper().readTree(payload);
          String before =
              customers.put(event.get("event_id").asText(), event.get("customer_id").asText());
          assertThat(before).as("twice: " + event.get("event_id")).isNull();
          times.add(event.get("event_time").asLong());
        });
    assertThat(customers).hasSize(400);
    assertThat(customers.values().stream().distinct().count()).isBetween(20L, 40L);
    assertThat(seconds).isGreaterThanOrEqualTo(4);
    // The events are of the moments of the ramp: a third of them in its first half of time.
    times.sort(null);
    long first = times.get(0);
    assertThat(times.get(times.size() - 1) - first).isBetween(3_500L, 4_500L);
    assertThat(times.stream().filter(time -> time - first < 2_000).count()).isBetween(120L, 180L);
  }

  @Test
  void refusesWhatAJobCannotSend() throws Exception {
    LoadSettings settings =
        settings(
            "s",
            "workload: w\n"
                + "profile: { constant: { rate: 1, for: 1s } }\n"
                + "payload: { lines: a.csv }\n");

    assertThatThrownBy(
            () ->
                LoadJob.define(
                    StreamExecutionEnvironment.getExecutionEnvironment(),
                    settings,
                    Clock.systemUTC()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("send it with millrace send");
  }

  @Test
  void namesEveryFaultOfItsSettings() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("s.json"),
            "[{\"PropertyGroupId\": \"load\", \"PropertyMap\": {\"stream.arn\": \"payments\","
                + " \"worklod\": \"ramp\"}}]");

    assertThatThrownBy(() -> LoadSettings.fromFile(file))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("workload: expected a value, got none")
        .hasMessageContaining("stream.arn: expected the ARN of a Kinesis stream")
        .hasMessageContaining("'worklod'; did you mean 'workload'?");
  }
}
