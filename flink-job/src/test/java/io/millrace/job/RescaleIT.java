package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Counter;
import io.millrace.job.lineage.RunTotals;
import io.millrace.job.testing.Cluster;
import io.millrace.job.testing.DuckDb;
import io.millrace.job.testing.PurchasesJob;
import io.millrace.job.testing.SteppedSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.CommonTestUtils;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole topology, stopped with a savepoint and restored at another parallelism, from one
 * subtask to two and back: every output is that of a job which ran through.
 */
class RescaleIT {
  private static final int EVENTS = 3_000;

  @RegisterExtension static final MiniClusterExtension CLUSTER = Cluster.extension();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(SavepointFormatType.class)
  void fromOneSubtaskToTwoAndBackChangesNothing(
      SavepointFormatType format, @InjectMiniCluster MiniCluster cluster, TestReporter report)
      throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    report.publishEntry("seed", String.valueOf(seed));
    List<String> records = PurchasesJob.records(new Random(seed), EVENTS);
    String name = format + "-" + seed;

    Path whole = folder.resolve("whole");
    SteppedSource unbroken = new SteppedSource(name + "-whole", records.size());
    unbroken.allow(Integer.MAX_VALUE);
    JobExecutionResult expected =
        start(unbroken, records, whole, 1, null).getJobExecutionResult().get();

    Path rescaled = folder.resolve("rescaled");
    SteppedSource source = new SteppedSource(name, records.size());
    String savepoint = null;
    for (int parallelism : new int[] {1, 2}) {
      JobClient job = start(source, records, rescaled, parallelism, savepoint);
      source.allow(records.size() / 3);
      CommonTestUtils.waitForAllTaskRunning(cluster, job.getJobID(), false);
      source.awaitPause();
      savepoint =
          job.stopWithSavepoint(false, folder.resolve("savepoints").toUri().toString(), format)
              .get();
      job.getJobExecutionResult().get();
    }
    JobClient last = start(source, records, rescaled, 1, savepoint);
    source.allow(Integer.MAX_VALUE);
    JobExecutionResult result = last.getJobExecutionResult().get();

    assertThat(totals(result)).as("seed %d", seed).isEqualTo(totals(expected));
    Map<String, List<String>> outputs = PurchasesJob.outputs(whole);
    assertThat(outputs.values()).as("seed %d", seed).noneMatch(List::isEmpty);
    assertThat(PurchasesJob.outputs(rescaled)).as("seed %d", seed).isEqualTo(outputs);
    assertRunGoesOn(rescaled, expected);
  }

  /** Each part tells that it goes on; what the last says counts all of them. */
  private static void assertRunGoesOn(Path out, JobExecutionResult expected) throws Exception {
    List<List<Object>> told =
        DuckDb.query(
            "SELECT revision, status, attempt, written FROM "
                + DuckDb.parquet(out.resolve("runs"))
                + " ORDER BY revision");
    assertThat(told.get(0).subList(0, 3)).containsExactly(0, "START", 1);
    assertThat(told).extracting(row -> row.get(0)).doesNotHaveDuplicates();
    assertThat(told).extracting(row -> row.get(2)).contains(1, 2, 3);
    assertThat(told.get(told.size() - 1).subList(1, 4))
        .containsExactly("COMPLETE", 3, totals(expected).get(Counter.WRITTEN.label()));
  }

  private static JobClient start(
      SteppedSource source, List<String> records, Path out, int parallelism, String savepoint)
      throws Exception {
    return new PurchasesJob(source, records, out.toUri().toString())
        .parallelism(parallelism)
        .from(savepoint)
        .start();
  }

  private static Map<String, Long> totals(JobExecutionResult result) {
    RunTotals totals = RunTotals.ofAccumulators(result.getAllAccumulatorResults());
    return Stream.of(Counter.values())
        .collect(Collectors.toMap(Counter::label, totals::get, (a, b) -> a, LinkedHashMap::new));
  }
}
