package io.millrace.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.EventSpec;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFilesTest {
  @ParameterizedTest
  @CsvSource({
    "a.avro, AVRO",
    "A.AVRO, AVRO",
    "a.ndjson, JSON",
    "a.jsonl, JSON",
    "a.json, JSON",
    "a.ndjson.gz, JSON",
    "a.JSON.GZ, JSON"
  })
  void knowsRecordFilesByTheirEnding(String name, EventSpec.Format format) {
    assertThat(RecordFiles.formatOf(name)).contains(format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.csv", "a.gz", "avro", "a.avro.gz", "a.parquet", "a.manifest.json", "README"})
  void passesOverOtherFiles(String name) {
    assertThat(RecordFiles.formatOf(name)).isEqualTo(Optional.empty());
  }

  @Test
  void handsFilesOutInTheOrderOfTheirPaths() {
    InOrderAssigner assigner =
        new InOrderAssigner(List.of(split("/in/b"), split("/in/a/2"), split("/in/a/10")));
    assertThat(next(assigner)).isEqualTo("/in/a/10");
    assigner.addSplits(List.of(split("/in/a/10")));
    assertThat(assigner.remainingSplits())
        .extracting(split -> split.path().getPath())
        .containsExactly("/in/a/10", "/in/a/2", "/in/b");
    assertThat(next(assigner)).isEqualTo("/in/a/10");
    assertThat(next(assigner)).isEqualTo("/in/a/2");
    assertThat(next(assigner)).isEqualTo("/in/b");
    assertThat(assigner.getNext(null)).isEmpty();
  }

  private static String next(InOrderAssigner assigner) {
    return assigner.getNext(null).orElseThrow().path().getPath();
  }

  private static FileSourceSplit split(String path) {
    return new FileSourceSplit(path, new Path(path), 0, 1, 0, 1);
  }
}
