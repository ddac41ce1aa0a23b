package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Counter;
import io.millrace.record.RunProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunBookTest {
  private static final Instant START = Instant.parse("2026-07-01T00:00:30Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private Instant now = START;

  @Test
  void tellsTheStartThenChangesOnceInEachMinuteAndTheEnd() {
    RunBook book = RunBook.open(run("a"));
    List<RunProgress> told = new ArrayList<>();
    told.addAll(at(book, 1, Duration.ofSeconds(10), 0));
    told.addAll(at(book, 2, Duration.ofSeconds(19), 5)); // the same minute
    told.addAll(at(book, 3, SECOND, 5)); // the next
    told.addAll(at(book, 4, Duration.ofMinutes(5), 5)); // nothing new
    told.addAll(at(book, 5, SECOND, 6));
    now = now.plus(SECOND);
    told.addAll(book.atEnd(written(6), now));
    told.addAll(at(book, 6, Duration.ofMinutes(5), 6));

    assertThat(told)
        .extracting(RunBookTest::words)
        .containsExactly(
            "a 0 START at 10 s: checkpoint 1, written 0",
            "a 1 RUNNING at 30 s: checkpoint 3, written 5",
            "a 2 RUNNING at 331 s: checkpoint 5, written 6",
            "a 3 COMPLETE at 332 s: checkpoint null, written 6");
    assertThat(told).allMatch(row -> row.getStartedAt().equals(START) && row.getAttempt() == 1);
  }

  @Test
  void aRunThatGoesOnTellsSoAtOnceAndKeepsItsStartAndItsCounts() {
    RunBook first = RunBook.open(run("a"));
    at(first, 1, SECOND, 3);
    RunProgress kept = first.kept(written(7));
    now = now.plus(Duration.ofHours(1));

    RunBook second = RunBook.goOn(run("a"), kept, written(7));
    List<RunProgress> told = at(second, 2, SECOND, 7);

    assertThat(told)
        .extracting(RunBookTest::words)
        .containsExactly("a 1 RUNNING at 3602 s: checkpoint 2, written 7");
    assertThat(told.get(0).getStartedAt()).isEqualTo(START);
    assertThat(told.get(0).getAttempt()).isEqualTo(2);
  }

  @Test
  void aRunThatBeginsWithTheStateOfAnotherClosesThatOneAndCountsFromThere() {
    RunBook first = RunBook.open(run("a"));
    at(first, 1, SECOND, 3);
    RunProgress kept = first.kept(written(7));
    now = now.plus(Duration.ofHours(1));

    RunBook second = RunBook.goOn(run("b"), kept, written(7));
    List<RunProgress> told = at(second, 2, SECOND, 9);
    RunBook third = RunBook.goOn(run("b"), second.kept(written(10)), written(10));
    told.addAll(third.atEnd(written(12), now));

    assertThat(told)
        .extracting(RunBookTest::words)
        .containsExactly(
            "a 1 ABORT at 3602 s: checkpoint null, written 7",
            "b 0 START at 3602 s: checkpoint 2, written 2",
            "b 1 COMPLETE at 3602 s: checkpoint null, written 5");
    assertThat(told.get(0).getStartedAt()).isEqualTo(START);
    assertThat(told.get(1).getStartedAt()).isEqualTo(START.plusSeconds(3601));
  }

  @Test
  void aRunThatIsCompleteIsNotClosedByTheNext() {
    RunBook first = RunBook.open(run("a"));
    first.atEnd(written(7), now);

    RunBook second = RunBook.goOn(run("b"), first.kept(written(7)), written(7));

    assertThat(at(second, 1, SECOND, 7))
        .extracting(RunBookTest::words)
        .containsExactly("b 0 START at 1 s: checkpoint 1, written 0");
  }

  @Test
  void aRunThatIsTakenUpAfterItsEndTellsNothingMore() {
    RunBook first = RunBook.open(run("a"));
    first.atEnd(written(7), now);

    RunBook second = RunBook.goOn(run("a"), first.kept(written(7)), written(7));
    RunBook third = RunBook.goOn(run("a"), second.kept(written(7)), written(7));

    assertThat(at(second, 2, SECOND, 7)).isEmpty();
    assertThat(second.atEnd(written(7), now)).isEmpty();
    assertThat(third.atEnd(written(7), now)).as("taken up once more").isEmpty();
  }

  @Test
  void whatWasToldStaysAsItWasTold() {
    RunBook book = RunBook.open(run("a"));
    RunProgress first = at(book, 1, SECOND, 3).get(0);

    book.atEnd(written(9), now);

    assertThat(words(first)).isEqualTo("a 0 START at 1 s: checkpoint 1, written 3");
  }

  @ParameterizedTest
  @EnumSource(Counter.class)
  void everyCounterIsAColumnOfTheTable(Counter counter) {
    RunProgress row = RunBook.open(run("a")).atEnd(totals(counter, 4), now).get(0);

    assertThat(row.get(counter.name().toLowerCase(Locale.ROOT))).isEqualTo(4L);
  }

  private RunProgress run(String id) {
    return RunBook.run(id, "payments", "0123456789abcdef", "1.0", now);
  }

  private List<RunProgress> at(RunBook book, long checkpoint, Duration later, long written) {
    now = now.plus(later);
    return book.atCheckpoint(checkpoint, written(written), now);
  }

  private static RunTotals written(long rows) {
    return totals(Counter.WRITTEN, rows);
  }

  private static RunTotals totals(Counter counter, long count) {
    long[] totals = new long[Counter.count()];
    totals[counter.ordinal()] = count;
    return RunTotals.of(totals, new RunDetails());
  }

  private static String words(RunProgress row) {
    return "%s %d %s at %d s: checkpoint %s, written %d"
        .formatted(
            row.getRunId(),
            row.getRevision(),
            row.getStatus(),
            Duration.between(START, row.getToldAt()).toSeconds(),
            row.getCheckpointId(),
            row.getWritten());
  }
}
