package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileJoinsTest {
  private static final long FILE = 100;

  @Test
  void joinsTheSmallFilesOfAFolder() {
    List<FileJoin> joins = joins(file("h=1", "a", 10), file("h=1", "b", 20), file("h=2", "c", 5));
    assertThat(joins).hasSize(2);
    assertThat(joins.get(0).files()).containsExactly(file("h=1", "a", 10), file("h=1", "b", 20));
    assertThat(joins.get(0).target().toString())
        .matches("/lake/h=1/part-joined-[0-9a-f]{32}\\.parquet");
    assertThat(joins.get(1).target().toString()).isEqualTo("/lake/h=2/part-c.parquet");
  }

  @Test
  void leavesAFileAloneThatIsHalfAsLargeAsItMayBe() {
    assertThat(joins(file("h=1", "a", 49), file("h=1", "b", 50), file("h=1", "c", 49)))
        .extracting(join -> join.files().size())
        .containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void makesNoFileLargerThanItMayBeAndForgetsNone() {
    long seed = 6;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<LakeFile> files = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        files.add(file("h=" + random.nextInt(3), "f" + i, 1 + random.nextInt((int) FILE)));
      }
      List<FileJoin> joins = FileJoins.of(files, FILE, ".parquet");
      List<LakeFile> joined = new ArrayList<>();
      for (FileJoin join : joins) {
        joined.addAll(join.files());
        assertThat(join.files().stream().mapToLong(LakeFile::bytes).sum())
            .as("seed %d, round %d", seed, round)
            .isLessThanOrEqualTo(FILE);
      }
      assertThat(joined).containsExactlyInAnyOrderElementsOf(files);
      assertThat(joins).extracting(FileJoin::target).doesNotHaveDuplicates();
    }
  }

  @Test
  void answersTheSameWhateverTheOrderOfTheFiles() {
    List<LakeFile> files = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      files.add(file("h=" + i % 3, "f" + i, 10 + i));
    }
    Map<String, List<LakeFile>> expected = targets(files);
    Collections.shuffle(files, new Random(1));
    assertThat(targets(files)).isEqualTo(expected);
  }

  private static Map<String, List<LakeFile>> targets(List<LakeFile> files) {
    Map<String, List<LakeFile>> targets = new HashMap<>();
    FileJoins.of(files, FILE, ".parquet")
        .forEach(join -> targets.put(join.target().toString(), join.files()));
    return targets;
  }

  private static List<FileJoin> joins(LakeFile... files) {
    return FileJoins.of(List.of(files), FILE, ".parquet");
  }

  private static LakeFile file(String folder, String name, long bytes) {
    return new LakeFile(
        "/lake/"
            + folder
            + '/'
            + FileJoins.WAITING_PREFIX
            + '-'
            + name
            + FileJoins.waitingSuffix(".parquet"),
        bytes);
  }
}
