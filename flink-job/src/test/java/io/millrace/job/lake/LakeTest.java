package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.testing.WrittenLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTest {
  private static final long HOUR = 3_600_000;

  @TempDir Path folder;

  @Test
  void listsVisibleFilesInTheOrderOfTheirPartitions() throws IOException {
    touch("dt=2024-05-02/hour=00/part-b.parquet");
    touch("dt=2024-05-01/hour=23/part-z.parquet");
    touch("dt=2024-05-02/hour=00/part-a.parquet");
    touch("dt=2024-05-02/hour=00/.part-c.parquet.inprogress.4e1");
    touch("dt=2024-05-02/hour=00/_SUCCESS");
    touch("dt=2024-05-02/hour=00/part-a.parquet.crc");
    touch("_manifests/loaded/m.parquet");
    assertThat(names(Lake.open(root()), TimeRange.ALL))
        .containsExactly(
            "dt=2024-05-01/hour=23/part-z.parquet",
            "dt=2024-05-02/hour=00/part-a.parquet",
            "dt=2024-05-02/hour=00/part-b.parquet");
  }

  @Test
  void choosesPartitionsByTheirTimes() throws IOException {
    touch("dt=2024-05-01/hour=22/a.parquet");
    touch("dt=2024-05-01/hour=23/a.parquet");
    touch("dt=2024-05-02/hour=00/a.parquet");
    touch("dt=2024-05-02/late.parquet");
    touch("unpartitioned.parquet");
    Lake lake = Lake.open(root());
    assertThat(names(lake, TimeRange.since(millis("2024-05-01T23:59:59.999Z"))))
        .containsExactly(
            "dt=2024-05-01/hour=23/a.parquet",
            "dt=2024-05-02/hour=00/a.parquet",
            "dt=2024-05-02/late.parquet",
            "unpartitioned.parquet");
    assertThat(
            names(
                lake, TimeRange.of(millis("2024-05-01T22:30:00Z"), millis("2024-05-01T23:00:00Z"))))
        .containsExactly("dt=2024-05-01/hour=22/a.parquet", "unpartitioned.parquet");
  }

  @Test
  void knowsItsLongestPartition() throws IOException {
    touch("dt=2024-05-01/hour=22/a.parquet");
    assertThat(Lake.open(root()).partitionMillis()).isEqualTo(OptionalLong.of(HOUR));
    touch("dt=2024-05-02/a.parquet");
    assertThat(Lake.open(root()).partitionMillis()).isEqualTo(OptionalLong.of(24 * HOUR));
    touch("a.parquet");
    assertThat(Lake.open(root()).partitionMillis()).isEmpty();
  }

  @Test
  void refusesAFolderThatIsMissingOrHoldsNoRows() {
    assertThatThrownBy(() -> Lake.open(new org.apache.flink.core.fs.Path(root(), "none")))
        .isInstanceOf(UnfitLakeException.class)
        .hasMessage(
            "lake file:%s/none: expected a folder, got nothing there; name the folder 'lake' that a"
                + " run wrote",
            folder);
    assertThatThrownBy(() -> Lake.open(root()))
        .isInstanceOf(UnfitLakeException.class)
        .hasMessageContaining("expected files that end in .parquet, got none");
  }

  @Test
  void endsAtItsHighestEventTime() throws IOException {
    WrittenLake lake =
        new WrittenLake(folder)
            .file("dt=2024-05-01/hour=22/a.parquet", WrittenLake.event(1, "2024-05-01T22:59:59Z"))
            .file(
                "dt=2024-05-01/hour=23/b.parquet",
                WrittenLake.event(2, "2024-05-01T23:10:00.123Z"),
                WrittenLake.event(3, "2024-05-01T23:05:00Z"));
    assertThat(end(lake).eventTime()).isEqualTo(millis("2024-05-01T23:10:00.123Z"));
  }

  /** Shard t lags behind; what s holds of the time since is dropped as duplicates. */
  @Test
  void theStreamGoesOnWhereTheShardStandsThatLagsBehind() throws IOException {
    WrittenLake lake =
        new WrittenLake(folder)
            .file(
                "dt=2024-05-01/a.parquet",
                WrittenLake.event(1, "2024-05-01T01:00:00Z", "s", "2024-05-01T20:00:01Z"),
                WrittenLake.event(2, "2024-05-01T20:00:00Z", "t", "2024-05-01T20:00:03Z"),
                WrittenLake.event(3, "2024-05-01T20:00:05Z", "t", "2024-05-01T20:00:02Z"),
                WrittenLake.event(4, "2024-05-01T23:00:00Z", "s", "2024-05-01T23:00:01Z"));
    assertThat(end(lake).resumeAt(Duration.ZERO)).isEqualTo("2024-05-01T20:00:03Z");
    assertThat(end(lake).resumeAt(Duration.ofMinutes(10))).isEqualTo("2024-05-01T19:50:03Z");
  }

  @Test
  void theStreamIsReadNoFurtherBackThanDuplicatesAreKnown() throws IOException {
    WrittenLake lake =
        new WrittenLake(folder)
            .file(
                "dt=2024-04-29/a.parquet",
                WrittenLake.event(1, "2024-04-29T01:00:00Z", "ended", "2024-04-29T01:00:00Z"))
            .file(
                "dt=2024-05-01/a.parquet",
                WrittenLake.event(2, "2024-05-01T20:00:00Z", "s", "2024-05-01T20:00:00Z"),
                WrittenLake.event(3, "2024-05-01T06:00:00Z", "t", "2024-04-30T06:00:00Z"));
    assertThat(end(lake).resumeAt(Duration.ofMinutes(10)))
        .as("shard ended is not looked at, and t not believed")
        .isEqualTo("2024-04-30T20:00:00Z");
  }

  private static LakeEnd end(WrittenLake lake) throws IOException {
    return LakeEnd.of(Lake.open(lake.root()), WrittenLake.PIPELINE);
  }

  private org.apache.flink.core.fs.Path root() {
    return new org.apache.flink.core.fs.Path(folder.toUri());
  }

  private List<String> names(Lake lake, TimeRange times) {
    int prefix = ("file:" + folder + "/").length();
    return lake.files(times).stream().map(file -> file.path().substring(prefix)).toList();
  }

  private void touch(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }
}
