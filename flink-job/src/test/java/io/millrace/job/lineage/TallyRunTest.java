package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Counter;
import io.millrace.job.event.StageCount;
import io.millrace.job.testing.ManualClock;
import io.millrace.record.RunProgress;
import io.openlineage.client.OpenLineage.RunEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphTestUtils;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TallyRunTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Written counts of the events that were sent, in their order. */
  private static final List<Object> SENT = Collections.synchronizedList(new ArrayList<>());

  private final ManualClock clock = new ManualClock();
  private LineageTransport transport = event -> SENT.add(written(event));

  @BeforeEach
  void forgetEvents() {
    SENT.clear();
  }

  @Test
  void addsUpWhatTheStagesCounted() throws Exception {
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(null)) {
      count(run, Counter.READ, 5);
      count(run, Counter.WRITTEN, 3);
      count(run, Counter.READ, 2);

      assertThat(accumulator(run, "millrace.read")).isEqualTo(7L);
      assertThat(accumulator(run, "millrace.written")).isEqualTo(3L);
      assertThat(accumulator(run, "millrace.duplicates")).isEqualTo(0L);
    }
  }

  @Test
  void standsAfterAFailureWhereTheCheckpointStood() throws Exception {
    OperatorSubtaskState checkpoint;
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(null)) {
      count(run, Counter.READ, 5);
      checkpoint = run.snapshot(1, 1);
      count(run, Counter.READ, 100);
    }

    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(checkpoint)) {
      assertThat(accumulator(run, "millrace.read")).isEqualTo(5L);
      count(run, Counter.READ, 1);
      checkpoint = run.snapshot(2, 2);
    }
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(checkpoint)) {
      assertThat(accumulator(run, "millrace.read")).isEqualTo(6L);
    }
  }

  @Test
  void reportsTheTotalsOfACompletedCheckpointAndNothingYounger() throws Exception {
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(null)) {
      count(run, Counter.WRITTEN, 5);
      run.snapshot(1, 1);
      count(run, Counter.WRITTEN, 100);
      run.notifyOfCompletedCheckpoint(1);
    }
    assertThat(SENT).containsExactly(5);
  }

  @Test
  void reportsAtMostOncePerIntervalAndOnlyChanges() throws Exception {
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(null)) {
      complete(run, 1, 5);
      awaitSent(1);
      complete(run, 2, 1); // too early
      clock.advance(INTERVAL);
      complete(run, 3, 1);
      awaitSent(2);
      clock.advance(INTERVAL);
      complete(run, 4, 0); // nothing new
      run.notifyOfCompletedCheckpoint(99);
    }
    assertThat(SENT).containsExactly(5, 7);
  }

  @Test
  void reportsNothingAgainAfterARestart() throws Exception {
    OperatorSubtaskState checkpoint;
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(null)) {
      count(run, Counter.WRITTEN, 5);
      checkpoint = run.snapshot(1, 1);
    }
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(checkpoint)) {
      complete(run, 2, 0);
    }
    assertThat(SENT).isEmpty();
  }

  @Test
  void goesOnWhenTheBackendTakesNoEvent() throws Exception {
    transport =
        event -> {
          throw new IOException("the backend is down");
        };
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(null)) {
      complete(run, 1, 5);
      clock.advance(INTERVAL);
      complete(run, 2, 5);

      assertThat(accumulator(run, "millrace.written")).isEqualTo(10L);
    }
  }

  @Test
  void knowsWhereItHasReadAndHowRulesWereAnsweredAlsoAfterAFailure() throws Exception {
    OperatorSubtaskState checkpoint;
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(null)) {
      run.processElement(StageCount.position("shard-1", "100", "109", 10), 0);
      run.processElement(StageCount.verdict("RowCount > 0", "Dataset.*.RowCount", true), 0);
      checkpoint = run.snapshot(1, 1);
      run.processElement(StageCount.position("shard-1", "110", "199", 90), 0);
    }
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(checkpoint)) {
      run.processElement(StageCount.position("shard-1", "110", "119", 10), 0);
      run.processElement(StageCount.position("shard-2", "7", "7", 1), 0);
      run.processElement(StageCount.verdict("RowCount > 0", "Dataset.*.RowCount", false), 0);
      run.snapshot(2, 2);

      assertThat(accumulator(run, RunTotals.DETAILS))
          .hasToString(
              "(POSITION,shard-1,100,119,20)\n(POSITION,shard-2,7,7,1)\n"
                  + "(HELD,RowCount > 0,Dataset.*.RowCount,,1)\n"
                  + "(BROKEN,RowCount > 0,Dataset.*.RowCount,,1)");
    }
  }

  @Test
  void showsTheTotalsInTheOnlyMetricGroupThatTheManagedServicePublishes() throws Exception {
    Map<String, Gauge<?>> gauges = new HashMap<>();
    TestingMetricRegistry registry =
        TestingMetricRegistry.builder()
            .setRegisterConsumer(
                (metric, name, group) -> {
                  List<String> scope = List.of(group.getScopeComponents());
                  if (scope.get(scope.size() - 1).equals("kinesisanalytics")) {
                    gauges.put(name, (Gauge<?>) metric);
                  }
                })
            .build();
    TaskMetricGroup group =
        TaskManagerMetricGroup.createTaskManagerMetricGroup(
                registry, "localhost", ResourceID.generate())
            .addJob(new JobID(), "job")
            .addTask(ExecutionGraphTestUtils.createExecutionAttemptId(), "task");
    try (MockEnvironment environment = new MockEnvironmentBuilder().setMetricGroup(group).build();
        OneInputStreamOperatorTestHarness<StageCount, RunProgress> run =
            new OneInputStreamOperatorTestHarness<>(tally(), environment)) {
      run.open();
      count(run, Counter.QUARANTINED, 4);

      assertThat(gauges)
          .containsOnlyKeys(
              "read",
              "deadLettered",
              "quarantined",
              "duplicates",
              "written",
              "scored",
              "degraded",
              "late",
              "bytes",
              "history");
      assertThat(gauges.get("quarantined").getValue()).isEqualTo(4L);
    }
  }

  @Test
  void tellsTheTotalsOfACheckpointAheadOfItAndGoesOnWithThemAfterAFailure() throws Exception {
    OperatorSubtaskState checkpoint;
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(null)) {
      count(run, Counter.READ, 5);
      run.prepareSnapshotPreBarrier(1);
      checkpoint = run.snapshot(1, 1);
      count(run, Counter.READ, 90);
      clock.advance(RunBook.INTERVAL);
      run.prepareSnapshotPreBarrier(2); // of a checkpoint that is never complete

      assertThat(told(run))
          .containsExactly("0 START attempt 1, read 5", "1 RUNNING attempt 1, read 95");
    }
    try (OneInputStreamOperatorTestHarness<StageCount, RunProgress> run = open(checkpoint)) {
      count(run, Counter.READ, 1);
      run.prepareSnapshotPreBarrier(3);
      checkpoint = run.snapshot(3, 3);
      count(run, Counter.READ, 1);
      run.getOperator().finish();
      run.prepareSnapshotPreBarrier(4);

      assertThat(told(run))
          .containsExactly("1 RUNNING attempt 2, read 6", "2 COMPLETE attempt 2, read 7");
      assertThat(run.extractOutputValues().get(1).getStartedAt())
          .isEqualTo(clock.instant().minus(RunBook.INTERVAL));
    }
  }

  private static List<String> told(OneInputStreamOperatorTestHarness<StageCount, RunProgress> run) {
    return run.extractOutputValues().stream()
        .map(
            row ->
                "%d %s attempt %d, read %d"
                    .formatted(row.getRevision(), row.getStatus(), row.getAttempt(), row.getRead()))
        .toList();
  }

  private TallyRun tally() {
    return new TallyRun(LineageEventsTest.events(), transport, INTERVAL, clock);
  }

  private OneInputStreamOperatorTestHarness<StageCount, RunProgress> open(
      OperatorSubtaskState state) throws Exception {
    OneInputStreamOperatorTestHarness<StageCount, RunProgress> harness =
        new OneInputStreamOperatorTestHarness<>(tally(), 1, 1, 0);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void count(
      OneInputStreamOperatorTestHarness<StageCount, RunProgress> run, Counter counter, long delta)
      throws Exception {
    run.processElement(new StageCount(counter, delta), 0);
  }

  private static void complete(
      OneInputStreamOperatorTestHarness<StageCount, RunProgress> run, long checkpoint, long written)
      throws Exception {
    count(run, Counter.WRITTEN, written);
    run.snapshot(checkpoint, checkpoint);
    run.notifyOfCompletedCheckpoint(checkpoint);
  }

  private static Object accumulator(
      OneInputStreamOperatorTestHarness<StageCount, RunProgress> run, String name) {
    Map<String, Accumulator<?, ?>> all = run.getEnvironment().getAccumulatorRegistry().getUserMap();
    return all.get(name).getLocalValue();
  }

  private static void awaitSent(int count) throws InterruptedException {
    for (int i = 0; i < 1_000 && SENT.size() < count; i++) {
      Thread.sleep(10);
    }
    assertThat(SENT).hasSize(count);
  }

  private static Object written(RunEvent event) {
    Object counts = event.getRun().getFacets().getAdditionalProperties().get("millrace_counts");
    Map<String, Object> values =
        ((io.openlineage.client.OpenLineage.RunFacet) counts).getAdditionalProperties();
    return ((Number) values.get("written")).intValue();
  }
}
