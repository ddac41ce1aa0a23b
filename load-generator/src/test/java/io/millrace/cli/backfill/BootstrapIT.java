package io.millrace.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.generate.FaultOptions;
import io.millrace.cli.replay.LakeFolder;
import io.millrace.cli.replay.LocalRun;
import io.millrace.cli.replay.ReplayInput;
import io.millrace.cli.replay.RunFolder;
import io.millrace.cli.replay.RunRecord;
import io.millrace.cli.replay.Summary;
import io.millrace.job.Bootstrap;
import io.millrace.job.Edges;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Counter;
import io.millrace.job.event.Event;
import io.millrace.job.lineage.DatasetName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that begins in the middle, with the lake of what came before. */
class BootstrapIT {
  private static final int EVENTS = 2500;
  private static final int CUT = 1500;

  /** Records that were written already, and are read again. */
  private static final int OVERLAP = 100;

  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir private Path folder;

  private PastPayments past;
  private Path through;
  private Path first;
  private Path rest;

  private void runBefore(FaultOptions faults, String... changes) throws Exception {
    past = new PastPayments(folder, changes);
    Path events = past.generate(EVENTS, faults);
    through = past.out("through");
    first = past.out("first");
    rest = past.part(events, "rest.avro", CUT - OVERLAP, Long.MAX_VALUE);
    past.run("replay", past.pipeline(), "--input", events, "--out", through);
    Path before = past.part(events, "before.avro", 0, CUT);
    past.run("replay", past.pipeline(), "--input", before, "--out", first);
  }

  private static FaultOptions outOfOrder() {
    return new FaultOptions()
        .withDisorder(Duration.ofSeconds(3))
        .withMissing(0.02)
        .withDuplicates(0.05)
        .withLate(0.004)
        .withQuarantine(0.01);
  }

  @Test
  void equalsOneThatRanThrough() throws Exception {
    runBefore(outOfOrder());
    Path out = past.out("bootstrapped");

    past.run(
        "replay",
        past.pipeline(),
        "--input",
        rest,
        "--bootstrap",
        first,
        "--out",
        out,
        "--parallelism",
        2);

    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    JsonNode before = new ObjectMapper().readTree(first.resolve("summary.json").toFile());
    assertThat(summary.get("history")).isEqualTo(before.get("written"));
    assertThat(summary.get("read").asLong()).isGreaterThan(EVENTS - CUT);
    assertThat(summary.get("duplicates").asLong()).isGreaterThan(OVERLAP / 2);
    assertEqualsTheRunThrough(out);
  }

  /** Events are taken as they come, by two entities with an exchange between. */
  @Test
  void equalsOneThatRanThroughWithoutOrdering() throws Exception {
    runBefore(
        new FaultOptions().withDisorder(Duration.ZERO).withDuplicates(0.05),
        "ordering: 5s",
        "ordering: 0s");
    Path out = past.out("bootstrapped");

    past.run("replay", past.pipeline(), "--input", rest, "--bootstrap", first, "--out", out);

    assertEqualsTheRunThrough(out);
  }

  /** Without history, there is something to differ. */
  @Test
  void oneThatBeginsWithoutTheLakeDiffers() throws Exception {
    runBefore(outOfOrder());
    Path out = past.out("empty");
    past.run("replay", past.pipeline(), "--input", rest, "--out", out);
    assertThat(
            CommandRun.of("compare", past.pipeline() + "", through + "", out + "", "--part")
                .exitCode())
        .isEqualTo(1);
  }

  /** One failure while history is read, one in the stream; each after a checkpoint. */
  @Test
  void equalsOneThatRanThroughThoughItFails() throws Exception {
    runBefore(outOfOrder());
    Path out = past.out("bootstrapped");
    FailAfterCheckpoint inHistory = new FailAfterCheckpoint("history", 100, 1);
    FailAfterCheckpoint inStream = new FailAfterCheckpoint("stream", 300, 1);

    Summary summary = begin(out, inHistory, inStream, true);

    // Two subtasks can fail at once.
    assertThat(inHistory.failures()).isBetween(1, 2);
    assertThat(inStream.failures()).isBetween(1, 2);
    assertThat(summary.imbalances()).isEmpty();
    assertThat(summary.count(Counter.HISTORY)).isGreaterThan(CUT - 200);
    assertEqualsTheRunThrough(out);
  }

  /** Its state is complete: the rows of the lake would count twice. */
  @Test
  void aJobThatIsRestoredTakesNothingFromALakeThatWasNamedSince() throws Exception {
    runBefore(outOfOrder());
    Path out = past.out("restored");
    FailAfterCheckpoint never = new FailAfterCheckpoint("never", 0, 0);
    FailAfterCheckpoint always = new FailAfterCheckpoint("always", 100, 99);
    Path whole = folder.resolve("events.avro");
    assertThatThrownBy(() -> run(begin(out, whole), whole, never, always, false)).isNotNull();
    assertThat(always.failures()).isGreaterThan(1);

    always.mend();
    Summary summary = run(RunFolder.takeUp(out), whole, never, always, true);

    assertThat(summary.resumed()).isTrue();
    assertThat(summary.count(Counter.HISTORY)).as("read, and left alone").isPositive();
    assertEqualsTheRunThrough(out);
  }

  @Test
  void refusesALakeThatIsNone() throws Exception {
    past = new PastPayments(folder);
    Path events = past.generate(100, new FaultOptions());
    CommandRun run =
        CommandRun.of(
            "replay", past.pipeline() + "", "--input", events + "", "--bootstrap", folder + "/no");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("/no: expected a folder, got nothing there");
  }

  private void assertEqualsTheRunThrough(Path out) throws Exception {
    Path json = past.out("compared.json");
    past.run("compare", past.pipeline(), through, out, "--part", "--out", json);
    JsonNode compared = new ObjectMapper().readTree(json.toFile());
    long rows = compared.get("rows").get("both").asLong();
    assertThat(rows).isGreaterThan(EVENTS - CUT - 200);
    for (JsonNode column : compared.get("columns")) {
      assertThat(column.get("equal").asLong()).as(column.toString()).isGreaterThan(rows / 2);
    }
  }

  private Summary begin(
      Path out, FailAfterCheckpoint inHistory, FailAfterCheckpoint inStream, boolean bootstrapped)
      throws Exception {
    return run(begin(out, rest), rest, inHistory, inStream, bootstrapped);
  }

  private RunFolder begin(Path out, Path input) throws Exception {
    PipelineFiles files = past.files();
    Pipeline pipeline = Pipeline.of(files);
    return RunFolder.begin(
        out,
        RunRecord.backfill(
            UUID.randomUUID(), pipeline.name(), pipeline.hash(), input, pipeline.table()));
  }

  private Summary run(
      RunFolder out,
      Path input,
      FailAfterCheckpoint inHistory,
      FailAfterCheckpoint inStream,
      boolean bootstrapped)
      throws Exception {
    PipelineFiles files = past.files();
    Bootstrap lake = LakeFolder.use(first, root -> Bootstrap.from(root, Pipeline.of(files)));
    Edges.Source source = ReplayInput.of(input).source(CLOCK);
    try (RunFolder folder = out) {
      return new LocalRun(files, folder, 2, Duration.ofMillis(150), CLOCK)
          .execute(
              "bootstrap",
              edges ->
                  edges
                      .source(
                          (env, pipeline, decoder, type) ->
                              inStream.behind(source.attach(env, pipeline, decoder, type), type),
                          DatasetName.ofPath(input.toUri().toString()))
                      .history(bootstrapped ? failing(lake, inHistory) : null));
    }
  }

  private static Edges.History failing(Bootstrap lake, FailAfterCheckpoint failure) {
    return new Edges.History() {
      @Override
      public long since() {
        return lake.since();
      }

      @Override
      public SingleOutputStreamOperator<Event> attach(
          StreamExecutionEnvironment env, PipelineFiles files, TypeInformation<Event> type) {
        SingleOutputStreamOperator<Event> rows = lake.attach(env, files, type);
        failure.behind(rows, type).sinkTo(new DiscardingSink<>());
        return rows;
      }
    };
  }
}
