package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.testing.DuckDb;
import io.millrace.record.QualityResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real Parquet files; only the file sink's own committer is a stand-in, which renames. */
class PublishJoinedTest {
  private static final String PENDING = ".inprogress";

  @TempDir Path folder;

  private static final List<List<LakeFile>> TOLD = new ArrayList<>();

  private int written;

  @BeforeEach
  void forget() {
    TOLD.clear();
  }

  @Test
  void joinsTheFilesOfAFolderAndTellsOfWhatTheyBecame() throws Exception {
    LakeCommit commit = new LakeCommit(List.of(file("h=1", 3), file("h=1", 4), file("h=2", 5)), 7);
    committer(CommitSteps.none()).commit(commit);

    assertThat(values()).containsExactlyElementsOf(numbers(12));
    assertThat(visible()).hasSize(2);
    assertThat(TOLD).singleElement().isEqualTo(visible());
    assertThat(everything()).as("nothing waits any more").isEqualTo(visible());
    assertThat(rowsOfGroups()).as("row groups as they were").containsExactlyInAnyOrder(3L, 4L, 5L);
  }

  /** After each of them the job is restored, and commits the same again. */
  @Test
  void makesEachRowVisibleOnceWhereverACommitFails() throws Exception {
    int steps = 0;
    while (true) {
      LakeCommit commit =
          new LakeCommit(
              List.of(file("h=1", 3), file("h=1", 4), file("h=2", 5), file("h=2", 1)), 7);
      TOLD.clear();
      boolean failed = failsAt(steps++, commit);
      List<LakeFile> before = failed ? visible() : List.of();
      committer(CommitSteps.none()).commit(commit);
      assertThat(visible()).as("after step %d", steps).hasSize(2).containsAll(before);
      assertThat(everything()).isEqualTo(visible());
      assertThat(values()).containsExactlyElementsOf(numbers(written));
      assertThat(TOLD).isNotEmpty().allSatisfy(files -> assertThat(files).isEqualTo(visible()));
      if (!failed) {
        assertThat(steps).as("steps that were tried").isGreaterThan(3);
        return;
      }
      clear();
    }
  }

  /** Every file operation of a commit in its turn is its last. */
  @Test
  void picksUpACommitWhateverItsLastFileOperationWas() throws Exception {
    for (int kept = 0; kept < 2; kept++) {
      LakeCommit commit = new LakeCommit(List.of(file("h=1", 3), file("h=1", 4)), 7);
      List<Path> waiting = pending(commit);
      // Waiting files have their names; of these, some are deleted, and the joined file is there.
      committer(CommitSteps.none()).commit(commit);
      for (int i = kept; i < waiting.size(); i++) {
        Files.writeString(waiting.get(i), "what a repeated delete leaves");
      }
      committer(CommitSteps.none()).commit(commit);
      assertThat(everything()).isEqualTo(visible()).hasSize(1);
      assertThat(values()).containsExactlyElementsOf(numbers(written));
      clear();
    }
  }

  @Test
  void commitsFilesOfAJobThatDidNotJoin() throws Exception {
    Path plain = folder.resolve("h=1/part-plain.parquet");
    write(plain, 2);
    committer(CommitSteps.none()).commit(new LakeCommit(List.of(pendingOf(plain)), 7));
    assertThat(visible()).extracting(LakeFile::path).containsExactly(plain.toString());
  }

  @Test
  void joinsWhatARestoredCheckpointHolds() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var harness = harness()) {
      harness.open();
      process(harness, new CommittableSummary<>(0, 1, 1L, 2, 2, 0));
      process(harness, new CommittableWithLineage<>(file("h=1", 3), 1L, 0));
      process(harness, new CommittableWithLineage<>(file("h=1", 4), 1L, 0));
      checkpoint = harness.snapshot(1, 1);
    }
    assertThat(visible()).isEmpty();
    for (int restores = 0; restores < 2; restores++) {
      try (var harness = harness()) {
        harness.initializeState(checkpoint);
        harness.open();
      }
      assertThat(visible()).hasSize(1);
      assertThat(everything()).isEqualTo(visible());
      assertThat(values()).containsExactlyElementsOf(numbers(7));
    }
  }

  private boolean failsAt(int step, LakeCommit commit) throws Exception {
    int[] left = {step};
    LakeCommitter failing =
        committer(
            (at, output) -> {
              if (left[0]-- == 0) {
                throw new IOException("killed " + at.words());
              }
            });
    try {
      failing.commit(commit);
      return false;
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("killed");
      return true;
    }
  }

  private static LakeCommitter committer(CommitSteps steps) {
    CommitListener listener =
        new CommitListener() {
          @Override
          public void committed(List<LakeFile> files, long checkpointId) {
            TOLD.add(files);
          }

          @Override
          public void close() {}
        };
    return new LakeCommitter(
        new PublishJoined(new PublishEach(new Renaming()), 1 << 20, ".parquet"),
        listener,
        steps,
        "lake");
  }

  private OneInputStreamOperatorTestHarness<
          CommittableMessage<FileSinkCommittable>, CommittableMessage<FileSinkCommittable>>
      harness() throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new CommitFiles(PendingFiles::serializer, context -> committer(CommitSteps.none())));
    harness.setup(
        CommittableMessageTypeInfo.of(PendingFiles::fileSerializer)
            .createSerializer(new SerializerConfigImpl()));
    return harness;
  }

  private static void process(
      OneInputStreamOperatorTestHarness<
              CommittableMessage<FileSinkCommittable>, CommittableMessage<FileSinkCommittable>>
          harness,
      CommittableMessage<FileSinkCommittable> message)
      throws Exception {
    harness.processElement(message, 0);
  }

  private FileSinkCommittable file(String partition, int rows) throws IOException {
    String name = FileJoins.WAITING_PREFIX + '-' + written + FileJoins.waitingSuffix(".parquet");
    Path file = folder.resolve(partition).resolve(name);
    write(file, rows);
    return pendingOf(file);
  }

  private static FileSinkCommittable pendingOf(Path file) {
    return new FileSinkCommittable("dt", new PendingFiles.Pending(file.toString()));
  }

  private void write(Path file, int rows) throws IOException {
    Files.createDirectories(file.getParent());
    List<QualityResult> results = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      results.add(row(written++));
    }
    ParquetFile.write(
        ParquetFiles.records(QualityResult.class),
        file.resolveSibling(file.getFileName() + PENDING),
        results);
  }

  private static QualityResult row(int number) {
    return QualityResult.newBuilder()
        .setPipeline("test")
        .setWindowStart(Instant.EPOCH)
        .setWindowEnd(Instant.EPOCH)
        .setGroupKey("")
        .setRule("")
        .setMetric("")
        .setValue((double) number)
        .setPassed(true)
        .setRevision(0)
        .setRulesetHash("")
        .build();
  }

  private List<Path> pending(LakeCommit commit) {
    return commit.files().stream()
        .map(file -> Path.of(file.getPendingFile().getPath().toString()))
        .toList();
  }

  private static List<Long> numbers(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  private List<Long> values() throws Exception {
    return column("SELECT value::BIGINT FROM " + DuckDb.parquet(folder) + " ORDER BY 1");
  }

  private List<Long> rowsOfGroups() throws Exception {
    return column(
        "SELECT DISTINCT row_group_num_rows FROM parquet_metadata('" + folder + "/*/*.parquet')");
  }

  private static List<Long> column(String sql) throws Exception {
    return DuckDb.query(sql).stream().map(row -> (Long) row.get(0)).toList();
  }

  /** As the lake's readers see it. */
  private List<LakeFile> visible() throws IOException {
    return files(path -> !path.getFileName().toString().startsWith("."));
  }

  private List<LakeFile> everything() throws IOException {
    return files(path -> true);
  }

  private List<LakeFile> files(Predicate<Path> which) throws IOException {
    List<LakeFile> files = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).filter(which).sorted().toList()) {
        files.add(new LakeFile(path.toString(), Files.size(path)));
      }
    }
    return files;
  }

  private void clear() throws IOException {
    for (LakeFile file : everything()) {
      Files.delete(Path.of(file.path()));
    }
    written = 0;
  }

  /** As Flink's file sink commits in a file system: a file that is gone was committed before. */
  private static final class Renaming implements Committer<FileSinkCommittable> {
    @Override
    public void commit(Collection<CommitRequest<FileSinkCommittable>> requests) throws IOException {
      for (CommitRequest<FileSinkCommittable> request : requests) {
        Path file = Path.of(request.getCommittable().getPendingFile().getPath().toString());
        Path pending = file.resolveSibling(file.getFileName() + PENDING);
        if (Files.exists(pending)) {
          Files.move(pending, file);
        }
      }
    }

    @Override
    public void close() {}
  }
}
