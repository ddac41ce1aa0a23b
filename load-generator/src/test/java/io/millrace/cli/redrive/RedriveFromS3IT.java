package io.millrace.cli.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.job.warehouse.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refused records that a job has left in a bucket. */
class RedriveFromS3IT {
  private static final String RUN = "s3://" + S3Server.BUCKET + "/millrace";

  @TempDir private Path folder;

  @Test
  void sendsWhatIsInABucketOnceHoweverOftenAndWhereverItIsAsked() throws Exception {
    RefusedRecords refused = new RefusedRecords(Files.createDirectory(folder.resolve("run")));
    refused.deadLetter(1, "MALFORMED", "one").quarantined(2, "RowCount > 0", "{\"a\": 2}", 0);
    // What a writer has in hand, and what is none of the job's, is no part of it.
    Path stray = Files.writeString(folder.resolve("stray"), "no Parquet");
    try (S3Server s3 = S3Server.start(folder.resolve("downloads"))) {
      upload(s3, refused.run());
      s3.put("millrace/dead-letter/dt=2024-05-01/.part-9.parquet", stray);
      s3.put("millrace/dead-letter/dt=2024-05-01/notes.txt", stray);
      s3.put("millrace/dead-letter/dt=2024-04-01/part-8.parquet", stray);

      assertThat(redrive(s3, RUN, "--dry-run").out()).containsPattern("chosen +2\n");
      assertThat(sent()).isEmpty();
      CommandRun run = redrive(s3, RUN, "--out=" + out());
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
      assertThat(sent()).containsExactlyInAnyOrder("one", "{\"a\": 2}");

      assertThat(redrive(s3, RUN + '/', "--out=" + out()).out())
          .containsPattern("sent before +2\n")
          .containsPattern("written +0\n");
      refused.deadLetter(3, "MALFORMED", "three");
      upload(s3, refused.run());
      redrive(s3, RUN, "--out=" + out(), "--kind=DEAD_LETTER");
      assertThat(sent()).containsExactlyInAnyOrder("one", "{\"a\": 2}", "three");
      // A copy of the same run goes by the same ledger.
      assertThat(redrive(s3, refused.run().toString(), "--out=" + out()).out())
          .containsPattern("sent before +3\n")
          .containsPattern("written +0\n");

      CommandRun elsewhere = redrive(s3, RUN + "/lake", "--out=" + out());
      assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(elsewhere.err())
          .contains("expected a run in s3://lake/millrace/lake, got nothing");
      CommandRun nowhere = redrive(s3, "s3://no-such-bucket/millrace", "--out=" + out());
      assertThat(nowhere.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(nowhere.err()).contains("does not give what is in s3://no-such-bucket/millrace");
    }
  }

  /** All of it is of one day: asked for by time, the day before is not even looked at. */
  private CommandRun redrive(S3Server s3, String from, String... more) {
    List<String> arguments = new ArrayList<>(List.of("redrive", "online-retail"));
    arguments.addAll(
        List.of(
            "--from=" + from,
            "--from-time=2024-05-01",
            "--until=2024-05-02",
            "--s3-endpoint-url=http://127.0.0.1:" + s3.port(),
            "--ledger=" + folder.resolve("redrive.duckdb")));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(new String[0]));
  }

  private static void upload(S3Server s3, Path run) throws IOException, InterruptedException {
    for (Path file : files(run)) {
      if (file.toString().endsWith(".parquet")) {
        s3.put("millrace/" + run.relativize(file), file);
      }
    }
  }

  private List<String> sent() throws IOException {
    List<String> lines = new ArrayList<>();
    if (Files.exists(out())) {
      for (Path file : files(out())) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private static List<Path> files(Path below) throws IOException {
    try (Stream<Path> paths = Files.walk(below)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  private Path out() {
    return folder.resolve("redriven");
  }
}
