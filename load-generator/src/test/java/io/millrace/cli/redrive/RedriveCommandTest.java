package io.millrace.cli.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedriveCommandTest {
  @TempDir Path folder;
  private RefusedRecords refused;
  private Path out;

  @BeforeEach
  void nameFolders() throws IOException {
    refused = new RefusedRecords(Files.createDirectory(folder.resolve("run")));
    out = folder.resolve("redriven");
  }

  private CommandRun redrive(String... options) {
    List<String> arguments = new ArrayList<>(List.of("redrive", "online-retail"));
    arguments.addAll(List.of("--from", refused.run().toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(new String[0]));
  }

  private List<String> toFiles(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--out", out.toString()));
    arguments.addAll(List.of(options));
    List<String> before = lines();
    CommandRun run = redrive(arguments.toArray(new String[0]));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    List<String> after = lines();
    after.removeAll(before);
    return after;
  }

  /** What the files hold: the folder of each, and its lines. */
  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    if (!Files.exists(out)) {
      return lines;
    }
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".ndjson")).sorted().toList()) {
        String count = file.getParent().getFileName().toString();
        Files.readAllLines(file).forEach(line -> lines.add(count + ' ' + line));
      }
    }
    return lines;
  }

  @Test
  void writesTheBytesAsTheyWereInTheOrderOfArrival() throws Exception {
    refused
        .quarantined(9, "ColumnValues \"a\" > 0", "{\"a\": 9}", 0)
        .deadLetter(10, "MALFORMED", "{\"a\":\n 10}")
        .deadLetter(2, "MALFORMED", "no JSON");

    assertThat(toFiles())
        .containsExactly("redrive=1 no JSON", "redrive=1 {\"a\": 9}", "redrive=1 {\"a\":  10}");
  }

  /** The records go back whole; nothing else that a redrive leaves tells of the people in them. */
  @Test
  void neitherWhatItPrintsNorItsLedgerHoldsAnythingOfTheRecords() throws Exception {
    String person = "customer-4711-of-main-street";
    refused
        .quarantined(1, "ColumnValues \"Quantity\" > 0", "{\"CustomerID\":\"" + person + "\"}", 0)
        .deadLetter(2, "MALFORMED", "CustomerID=" + person);

    CommandRun dry = redrive("--dry-run");
    CommandRun run = redrive("--out", out.toString());

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(dry.out() + dry.err() + run.out() + run.err()).doesNotContain(person);
    assertThat(lines()).hasSize(2).allSatisfy(line -> assertThat(line).contains(person));
    try (Stream<Path> files = Files.walk(refused.run())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".parquet")) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(person);
        }
      }
    }
  }

  @Test
  void aSecondRedriveSendsNothingTwiceButWhatCameSince() throws Exception {
    refused.deadLetter(1, "MALFORMED", "one");
    assertThat(toFiles()).hasSize(1);
    assertThat(toFiles()).isEmpty();

    refused.deadLetter(2, "MALFORMED", "two");

    assertThat(toFiles()).containsExactly("redrive=1 two");
  }

  @Test
  void recordsThatAreAlikeInEverythingAreSentEachOnce() throws Exception {
    refused.deadLetter(1, "MALFORMED", "same").deadLetter(1, "MALFORMED", "same");
    assertThat(toFiles()).containsExactly("redrive=1 same", "redrive=1 same");
    assertThat(toFiles()).isEmpty();
  }

  @Test
  void countsHowOftenARecordWasSentBackAndGivesUpInTheEnd() throws Exception {
    refused
        .quarantined(1, "RowCount > 0", "first", 0)
        .quarantined(2, "RowCount > 0", "again", 1)
        .quarantined(3, "RowCount > 0", "often", 3);

    assertThat(toFiles()).containsExactly("redrive=1 first", "redrive=2 again");
    // It comes back from a stream, which keeps no count: the ledger knows its bytes.
    refused.quarantined(4, "RowCount > 0", "again", 0);
    assertThat(toFiles()).containsExactly("redrive=3 again");
  }

  @Test
  void sendsOnlyWhatTheFiltersChoose() throws Exception {
    refused
        .deadLetter(1, "MALFORMED", "malformed")
        .deadLetter(2, "OVERSIZED", "oversized")
        .quarantined(3, "ColumnValues \"amount\" > 0", "amount", 0)
        .quarantined(4, "IsComplete \"shop\"", "shop", 0);

    assertThat(toFiles("--reason", "oversized")).containsExactly("redrive=1 oversized");
    assertThat(toFiles("--rule", "amount")).containsExactly("redrive=1 amount");
    assertThat(toFiles("--kind", "quarantine", "--from-time", "2024-05-01T12:05:00Z")).isEmpty();
    assertThat(toFiles("--until", "2024-05-01T12:04:00Z")).containsExactly("redrive=1 malformed");
    assertThat(toFiles("--kind", "quarantine", "--limit", "1")).containsExactly("redrive=1 shop");
  }

  @Test
  void aDryRunSaysWhatWouldBeSentAndSendsNothing() throws Exception {
    refused.deadLetter(1, "MALFORMED", "one").deadLetter(2, "OVERSIZED", "two");

    CommandRun dry = redrive("--dry-run");

    assertThat(dry.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(dry.out())
        .containsPattern("chosen +2\n +dead-letter malformed +1\n +dead-letter oversized +1\n")
        .contains("Nothing was sent");
    assertThat(toFiles()).hasSize(2);
  }

  /** It died when its records were entered, but before their file had its name. */
  @Test
  void whatARedriveThatDiedHadEnteredIsThereAfterTheNext() throws Exception {
    refused.deadLetter(1, "MALFORMED", "one");
    assertThat(toFiles()).hasSize(1);
    Path file;
    try (Stream<Path> files = Files.walk(out)) {
      file = files.filter(f -> f.toString().endsWith(".ndjson")).findFirst().orElseThrow();
    }
    Path unfinished = file.resolveSibling(".unfinished");
    Files.move(file, unfinished);
    try (Connection ledger =
            DriverManager.getConnection(
                "jdbc:duckdb:" + refused.run().resolve(RedriveLedger.FILE));
        Statement statement = ledger.createStatement()) {
      statement.execute("INSERT INTO files VALUES ('" + unfinished + "', '" + file + "')");
    }

    assertThat(toFiles()).containsExactly("redrive=1 one");
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void whatMayHaveBeenSentIsSentAgainOnlyWhenAsked() throws Exception {
    refused.deadLetter(1, "MALFORMED", "one");
    assertThat(toFiles()).hasSize(1);
    try (Connection ledger =
            DriverManager.getConnection(
                "jdbc:duckdb:" + refused.run().resolve(RedriveLedger.FILE));
        Statement statement = ledger.createStatement()) {
      statement.execute("UPDATE redriven SET state = 'sending'");
    }

    assertThat(redrive("--dry-run").out()).containsPattern("not certain +1\nchosen +0\n");
    assertThat(toFiles("--uncertain")).containsExactly("redrive=2 one");
  }

  @Test
  void refusesToGuessWhereTo() throws Exception {
    refused.deadLetter(1, "MALFORMED", "one");
    CommandRun run = redrive();
    assertThat(run.exitCode()).isNotEqualTo(ExitCode.OK);
    assertThat(run.err()).contains("--out DIR or to --stream NAME");
  }

  @Test
  void asksForALedgerOfARunInS3() {
    CommandRun run =
        CommandRun.of("redrive", "online-retail", "--from", "s3://bucket/run", "--dry-run");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("no ledger is kept in S3").contains("--ledger redrive.duckdb");
  }
}
