package io.millrace.cli.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.job.audit.RunAudit;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-07-01T00:00:00Z"), ZoneOffset.UTC);
  private static final UUID RUN = UUID.fromString("01890000-0000-7000-8000-000000000001");

  @TempDir Path out;

  @BeforeEach
  void aRunThatIsTakenUpOnceAndRescored() throws Exception {
    Pipeline pipeline = Pipeline.of(Pipelines.open("payments"));
    CommandAudit.ofRun(out, RUN, "replay", CLOCK).begins(pipeline);
    RunAudit again = CommandAudit.ofRun(out, RUN, "replay", CLOCK);
    again.begins(pipeline);
    again.enter("run ended", Map.of("written", 12));
    CommandAudit.of(out, "rescore", CLOCK).enter("rows rescored", Map.of("rows", 3));
  }

  private CommandRun audit(String... more) {
    String[] args = new String[2 + more.length];
    args[0] = "audit";
    args[1] = out.toString();
    System.arraycopy(more, 0, args, 2, more.length);
    return CommandRun.of(args);
  }

  private Path entry(int number) {
    return out.resolve("audit/" + RUN + String.format("/%010d.json", number));
  }

  @Test
  void showsWhoDidWhatAndFindsATrailWhole() {
    CommandRun run = audit();

    assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("run started  by millrace replay, started by ")
        .contains("ruleset in use", "model in use", "run taken up", "written=12")
        .contains("rows rescored  by millrace rescore")
        .contains("12 entries in 2 chains, whole; head ");
  }

  @Test
  void tellsWhatANextRunHasOtherwise() throws Exception {
    PipelineFiles payments = Pipelines.open("payments");
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : payments.names()) {
      files.put(name, payments.bytes(name));
    }
    String rules = payments.text("rules.dqdl");
    files.put("rules.dqdl", rules.replace("RowCount > 0", "RowCount > 7").getBytes(UTF_8));
    Pipeline changed = Pipeline.of(PipelineFiles.of("payments", files));
    UUID next = UUID.fromString("01890000-0000-7000-8000-000000000002");

    CommandAudit.ofRun(out, next, "replay", CLOCK).begins(changed);

    String[] lines = audit().out().split("\n");
    assertThat(lines)
        .filteredOn(line -> line.contains(" changed  by "))
        .hasSize(1)
        .allMatch(line -> line.contains("ruleset changed"))
        .allMatch(line -> line.contains("added=RowCount > 7 "))
        .allMatch(line -> line.contains("removed=RowCount > 0 "));
  }

  @Test
  void tellsThatAnEntryWasEdited() throws Exception {
    Files.writeString(entry(2), Files.readString(entry(2)).replace("ruleset", "Ruleset"));

    CommandRun run = audit();

    assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.out()).contains("entry 2 was edited").contains("NOT as they were written");
  }

  @Test
  void tellsThatAChainWasCutInTheMiddle() throws Exception {
    Files.delete(entry(3));
    Files.delete(entry(4));

    assertThat(audit().out()).contains("entries 3 to 4 are missing: the chain was cut");
  }

  @Test
  void tellsThatEntriesWereReordered() throws Exception {
    Path aside = out.resolve("aside");
    Files.move(entry(2), aside);
    Files.move(entry(3), entry(2));
    Files.move(aside, entry(3), StandardCopyOption.REPLACE_EXISTING);

    assertThat(audit().out()).contains("in the place of entry 2 stands entry 3");
  }

  @Test
  void tellsThatTheEndWasCutOffBecauseALaterChainSawIt() throws Exception {
    Files.delete(entry(11));

    CommandRun run = audit();

    assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.out()).contains("entry 11, which chain rescore-").contains("is missing");
  }

  @Test
  void tellsWhetherItIsStillTheTrailThatSomebodyNoted() throws Exception {
    String text = audit().out();
    String head = text.substring(text.lastIndexOf(' ')).strip();

    assertThat(audit("--expect", head).exitCode()).isEqualTo(ExitCode.OK);
    CommandAudit.of(out, "redrive", CLOCK).enter("records sent back", Map.of("records", 1));
    assertThat(audit("--expect", head).exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(audit().exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void saysSoWhereThereIsNoTrail(@TempDir Path empty) {
    CommandRun run = CommandRun.of("audit", empty.toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("has no audit trail");
  }
}
