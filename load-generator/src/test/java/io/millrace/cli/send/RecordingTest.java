package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.workload.RateCurve;
import io.millrace.cli.workload.Workload;
import io.millrace.cli.workload.WorkloadFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private static final int EVENTS = 2_000;

  @TempDir static Path folder;

  @BeforeAll
  static void record() {
    for (String name : List.of("day.ndjson", "day.avro")) {
      CommandRun run =
          CommandRun.of(
              "generate",
              "--out=" + folder.resolve(name),
              "--events=" + EVENTS,
              "--days=1",
              "--seed=3",
              "--malformed=" + (name.endsWith("avro") ? 0.01 : 0));
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    }
  }

  private static Path workload(String payload) throws IOException {
    return Files.writeString(
        folder.resolve("w.yaml"), "workload: w\npayload: { " + payload + " }\n");
  }

  private static Recording read(String payload) throws IOException {
    Workload workload = WorkloadFile.read(workload(payload).toString());
    return Recording.read(workload.payload().recorded().orElseThrow());
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 60, 0.5})
  void letsEventsLeaveAsFarApartAsTheyWere(double speed) throws IOException {
    RateCurve curve = read("recorded: day.ndjson").curve(speed);

    List<String> lines = lines(folder.resolve("day.ndjson"));
    assertThat(curve.events()).isEqualTo(lines.size());
    long first = -1;
    long last = -1;
    for (int i = 0; i < lines.size(); i++) {
      long time = new ObjectMapper().readTree(lines.get(i)).get("event_time").asLong();
      first = first < 0 ? time : first;
      last = Math.max(last, time);
      double seconds = (last - first) / 1e3;
      assertThat(curve.nanosOf(i) / 1e9 * speed)
          .as("event " + i)
          .isBetween(Math.floor(seconds) - 0.01, Math.floor(seconds) + 1.01);
    }
  }

  @Test
  void sendsEveryRecordOnceAndInOrder() throws IOException {
    Path sent = folder.resolve("sent.ndjson");
    CommandRun run =
        CommandRun.of(
            "send",
            workload("recorded: day.ndjson, speed: maximum").toString(),
            "--target=file",
            "--file=" + sent,
            "--out=" + folder.resolve("out"));

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
    assertThat(lines(sent)).isEqualTo(lines(folder.resolve("day.ndjson")));
  }

  @Test
  void keepsTheBytesIdentitiesAndCardHoldersOfAvro() throws IOException {
    Recording recording = read("recorded: day.avro, speed: 10x");
    Payloads first = recording.of(0, 2);
    Payloads second = recording.of(1, 2);
    int known = 0;
    for (int i = 0; i < EVENTS / 2; i++) {
      for (Payloads payloads : List.of(first, second)) {
        Outgoing event = payloads.next(0, 0, true);
        known += event.id() == null ? 0 : 1;
        assertThat(event.key()).isNotEmpty();
        assertThat(event.payload()).isNotEmpty();
      }
    }
    assertThat(known).isBetween(EVENTS * 95 / 100, EVENTS - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recorded: day.ndjson, speed: fast | expected original, maximum, or how many times faster",
        "recorded: day.ndjson, speed: 0x | expected original, maximum, or how many times faster",
        "recorded: day.ndjson, lines: a.csv | expected either lines or recorded",
        "lines: a.csv, speed: 2x | expected this key only beside recorded",
      })
  void refusesWhatDoesNotGoTogether(String payload, String message) throws IOException {
    Path file = workload(payload);

    assertThatThrownBy(() -> WorkloadFile.read(file.toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAFileThatIsNone() {
    assertThatThrownBy(() -> read("recorded: none.avro"))
        .hasMessageContaining("none.avro, which is not there");
    assertThatThrownBy(() -> read("recorded: w.yaml"))
        .hasMessageContaining("payload.recorded: expected a record file");
    assertThatThrownBy(
            () ->
                WorkloadFile.read(
                    Files.writeString(
                            folder.resolve("w.yaml"),
                            "workload: w\n"
                                + "warm-up: 1s\n"
                                + "profile: { constant: { rate: 1, for: 1s } }\n"
                                + "payload: { recorded: day.avro }\n")
                        .toString()))
        .hasMessageContaining("no profile, as the recording has its own times")
        .hasMessageContaining("no warm-up of a recording");
  }
}
