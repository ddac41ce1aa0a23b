package io.millrace.cli.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.send.StreamReader;
import io.millrace.job.kinesis.KinesisServer;
import io.millrace.job.kinesis.KinesisStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Refused records on their way back into a stream, over HTTP. */
@Timeout(90)
class RedriveKinesisIT {
  @RegisterExtension static final KinesisServer SERVER = new KinesisServer();

  @TempDir Path folder;

  @Test
  void putsEachRecordOnceAndTheNextTimeNone() throws Exception {
    KinesisStream stream = SERVER.kinesis().createStream(2);
    RefusedRecords refused = new RefusedRecords(Files.createDirectory(folder.resolve("run")));
    refused.deadLetter(1, "MALFORMED", "no JSON").quarantined(2, "RowCount > 0", "{}", 0);

    // A stream that is not there has taken nothing.
    assertThat(redrive(refused, "nowhere").exitCode()).isEqualTo(ExitCode.USAGE);
    CommandRun first = redrive(refused, stream.name(), "--rate", "100");
    CommandRun second = redrive(refused, stream.name());

    assertThat(first.exitCode()).as(first.out() + first.err()).isEqualTo(ExitCode.OK);
    assertThat(first.out()).containsPattern("sent +2\n");
    assertThat(second.exitCode()).as(second.err()).isEqualTo(ExitCode.OK);
    assertThat(second.out()).containsPattern("sent before +2\n").containsPattern("chosen +0\n");
    assertThat(payloads(stream)).containsExactlyInAnyOrder("no JSON", "{}");
  }

  private static CommandRun redrive(RefusedRecords refused, String stream, String... options) {
    List<String> arguments = new ArrayList<>(List.of("redrive", "online-retail"));
    arguments.addAll(List.of("--from", refused.run().toString(), "--stream", stream));
    arguments.addAll(List.of("--endpoint-url", SERVER.kinesis().endpoint()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(new String[0]));
  }

  private static List<String> payloads(KinesisStream stream) throws IOException {
    List<String> payloads = new ArrayList<>();
    StreamReader.read(
        SERVER.kinesis().endpoint(),
        stream,
        (shard, sequence, payload) -> payloads.add(new String(payload, StandardCharsets.UTF_8)));
    return payloads;
  }
}
