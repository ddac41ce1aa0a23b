package io.millrace.job.lake;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.LakeSpec;
import io.millrace.job.testing.Cluster;
import io.millrace.job.testing.DuckDb;
import io.millrace.job.testing.FailOnce;
import io.millrace.job.testing.PacedSource;
import io.millrace.record.QualityResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.runtime.partitioner.GlobalPartitioner;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeSinkIT {
  private static final TypeInformation<QualityResult> TYPE =
      new AvroTypeInfo<>(QualityResult.class);
  private static final long HOUR = 3_600_000;

  @RegisterExtension static final MiniClusterExtension CLUSTER = Cluster.extension();

  @TempDir Path folder;

  /** One writer ends long before the other, which goes through a failure after that. */
  @Test
  void writesEachRowOnceAndNamesEachFileThroughARestart() throws Exception {
    PacedSource source = new PacedSource(25, 30, 150);
    FailOnce failure = new FailOnce("lake", PacedSource.SPLIT + 110);
    Recorder recorder = new Recorder("through-a-restart");
    StreamExecutionEnvironment env = Cluster.environment(2, 20, 1);
    define(env, source, failure, sink(recorder));
    env.execute();

    assertThat(failure.hasFailed()).isTrue();
    assertThat(writtenNumbers()).containsExactlyElementsOf(source.numbers());
    assertThat(recorder.files()).isEqualTo(visibleFiles());
    assertThat(recorder.mostOpen()).as("listeners at a time").isEqualTo(1);
    assertThat(recorder.open()).as("listeners after the job").isZero();
  }

  /** Rows of two hours come at both writers. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesAFileForAPartitionAndCheckpointThroughARestart(boolean joining) throws Exception {
    PacedSource source = new PacedSource(25, 100, 150);
    Recorder recorder = new Recorder("few-files-" + joining);
    StreamExecutionEnvironment env = Cluster.environment(2, 20, 1);
    LakeSink<QualityResult> sink = sink(recorder);
    define(
        env,
        source,
        new FailOnce("lake-" + joining, PacedSource.SPLIT + 110),
        joining ? sink.of(compacted()) : sink.routing(row -> 100, Clock.systemUTC()));
    env.execute();

    assertThat(writtenNumbers()).containsExactlyElementsOf(source.numbers());
    assertThat(recorder.files()).isEqualTo(visibleFiles());
    assertThat(recorder.mostInAFolder()).isEqualTo(1);
    assertThat(visibleFiles())
        .extracting(LakeFile::path)
        .anyMatch(path -> path.contains("hour=00"));
    try (Stream<Path> paths = Files.walk(folder)) {
      assertThat(paths).noneMatch(path -> path.toString().endsWith(".waiting"));
    }
  }

  /** As many as there are writers, without any of that. */
  @Test
  void writesAFileForEachWriterWhereNothingIsRouted() throws Exception {
    Recorder recorder = new Recorder("many-files");
    StreamExecutionEnvironment env = Cluster.environment(2, HOUR, 0);
    define(env, new PacedSource(Integer.MAX_VALUE, 20, 20), NEVER, sink(recorder));
    env.execute();
    assertThat(recorder.mostInAFolder()).isEqualTo(2);
  }

  @Test
  void writesWhatComesWithoutAnyCheckpoint() throws Exception {
    PacedSource source = new PacedSource(Integer.MAX_VALUE, 10, 20);
    Recorder recorder = new Recorder("without-checkpoint");
    StreamExecutionEnvironment env = Cluster.environment(2, HOUR, 0);
    define(env, source, NEVER, sink(recorder));
    env.execute();

    assertThat(writtenNumbers()).containsExactlyElementsOf(source.numbers());
    assertThat(recorder.files()).isEqualTo(visibleFiles());
  }

  /**
   * Flink's committer stands behind, as parallel as the writers, and gets no work. It is not
   * chained to what never is parallel: the state of such a chain could not be restored at more.
   */
  @Test
  void commitsInOnePlace() {
    StreamExecutionEnvironment env = Cluster.environment(3, 1000, 0);
    define(env, new PacedSource(1, 1, 1, 1), NEVER, sink(new Recorder("graph")));
    Map<String, StreamNode> nodes =
        env.getStreamGraph().getStreamNodes().stream()
            .collect(Collectors.toMap(StreamNode::getOperatorName, Function.identity()));
    assertThat(nodes.get("lake: Writer").getParallelism()).isEqualTo(3);
    StreamNode commits = nodes.get("lake: commit files");
    assertThat(commits.getParallelism()).isEqualTo(1);
    assertThat(commits.getTransformationUID()).isEqualTo("lake: commit-files");
    assertThat(nodes.get("lake: Committer").getInEdges())
        .singleElement()
        .extracting(StreamEdge::getPartitioner)
        .isInstanceOf(GlobalPartitioner.class);
  }

  private static final FailOnce NEVER = new FailOnce("never", -1);

  private void define(
      StreamExecutionEnvironment env,
      PacedSource source,
      FailOnce failure,
      LakeSink<QualityResult> sink) {
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers")
        .map(failure)
        .name("fail")
        .map(LakeSinkIT::row)
        .returns(TYPE)
        .name("row")
        .sinkTo(sink)
        .name("lake")
        .uid("lake");
  }

  private LakeSink<QualityResult> sink(Recorder recorder) {
    return LakeSink.exactlyOnce(
        new org.apache.flink.core.fs.Path(folder.toUri()),
        ParquetFiles.records(QualityResult.class),
        TimePartitions.by(List.of("dt", "hour"), row -> row.getWindowStart().toEpochMilli()),
        recorder);
  }

  private static LakeSpec compacted() {
    return new LakeSpec(List.of("dt", "hour"), LakeSpec.UNROUTED, 1 << 20, true);
  }

  /** A number as a row; they spread over a few hours. */
  private static QualityResult row(Long number) {
    Instant start = Instant.ofEpochMilli(number % 2 * HOUR);
    return QualityResult.newBuilder()
        .setPipeline("test")
        .setWindowStart(start)
        .setWindowEnd(start)
        .setGroupKey("")
        .setRule("")
        .setMetric("")
        .setValue(number.doubleValue())
        .setPassed(true)
        .setRevision(0)
        .setRulesetHash("")
        .build();
  }

  private List<Long> writtenNumbers() throws Exception {
    return DuckDb.query("SELECT value::BIGINT FROM " + DuckDb.parquet(folder) + " ORDER BY 1")
        .stream()
        .map(row -> (Long) row.get(0))
        .toList();
  }

  /** Files as the lake's readers see them; those in progress begin with a dot. */
  private Set<LakeFile> visibleFiles() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .map(LakeSinkIT::lakeFile)
          .collect(Collectors.toSet());
    }
  }

  private static LakeFile lakeFile(Path path) {
    try {
      return new LakeFile("file:" + path, Files.size(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Remembers the files that it hears of, beyond the life of the job. */
  private static final class Recorder implements CommitListener.Factory {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Set<LakeFile>> FILES = new ConcurrentHashMap<>();
    private static final Map<String, Integer> OPEN = new ConcurrentHashMap<>();
    private static final Map<String, Integer> MOST_OPEN = new ConcurrentHashMap<>();
    private static final Map<String, Long> MOST_IN_A_FOLDER = new ConcurrentHashMap<>();

    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    Set<LakeFile> files() {
      return new HashSet<>(FILES.getOrDefault(name, Set.of()));
    }

    int open() {
      return OPEN.get(name);
    }

    int mostOpen() {
      return MOST_OPEN.get(name);
    }

    /** Files of one commit in one folder. */
    long mostInAFolder() {
      return MOST_IN_A_FOLDER.get(name);
    }

    @Override
    public CommitListener open(MetricGroup metrics) {
      MOST_OPEN.merge(name, OPEN.merge(name, 1, Integer::sum), Math::max);
      return new CommitListener() {
        @Override
        public void committed(List<LakeFile> files, long checkpointId) {
          FILES.computeIfAbsent(name, key -> ConcurrentHashMap.newKeySet()).addAll(files);
          files.stream()
              .collect(groupingBy(file -> Path.of(file.path()).getParent(), counting()))
              .values()
              .forEach(count -> MOST_IN_A_FOLDER.merge(name, count, Math::max));
        }

        @Override
        public void close() {
          OPEN.merge(name, -1, Integer::sum);
        }
      };
    }
  }
}
