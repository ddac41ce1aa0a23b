package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestStoreTest {
  @TempDir Path folder;
  private Path root;
  private ManifestStore store;

  @BeforeEach
  void open() {
    root = folder.resolve("_manifests");
    store = new ManifestStore(root.toUri().toString());
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    LoadManifest manifest =
        manifest("s3://b/lake/dt=2024-05-01/b.parquet", "file:/lake/ä 1.parquet");
    store.write(manifest);

    assertThat(store.list()).containsExactly(manifest.id());
    LoadManifest read = store.read(manifest.id());
    assertThat(read.table()).isEqualTo("payments");
    assertThat(read.pipelineHash()).isEqualTo("0123456789abcdef");
    assertThat(read.columns()).containsExactly("id", "amount");
    assertThat(read.files())
        .containsExactly(
            new LakeFile("file:/lake/ä 1.parquet", 7),
            new LakeFile("s3://b/lake/dt=2024-05-01/b.parquet", 7));
  }

  @Test
  void hasNoManifestsBeforeItsFolderExists() throws IOException {
    assertThat(store.list()).isEmpty();
  }

  @Test
  void namesAManifestByItsFilesInAnyOrder() {
    assertThat(manifest("a", "b").id())
        .isEqualTo(manifest("b", "a").id())
        .hasSize(32)
        .isNotEqualTo(manifest("a", "c").id());
  }

  @Test
  void leavesAManifestThatIsThereAlready() throws IOException {
    store.write(manifest("a"));
    FileTime first = FileTime.fromMillis(1_000);
    Path file = root.resolve(manifest("a").id() + ".json");
    Files.setLastModifiedTime(file, first);

    store.write(manifest("a"));

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(first);
  }

  @Test
  void listsTheLongestWaitingFirstAndNoUnfinishedFile() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      store.write(manifest(name));
    }
    touch(manifest("a"), 3_000);
    touch(manifest("b"), 1_000);
    touch(manifest("c"), 2_000);
    Files.writeString(root.resolve(".x.json"), "{");
    Files.writeString(root.resolve("x.json.inprogress"), "{");

    assertThat(store.list())
        .containsExactly(manifest("b").id(), manifest("c").id(), manifest("a").id());
  }

  @Test
  void listsALoadedManifestNoMoreEvenWhenItIsWrittenAgain() throws IOException {
    store.write(manifest("a"));
    store.markLoaded(manifest("a").id());
    store.markLoaded(manifest("a").id());
    store.write(manifest("a"));

    assertThat(store.list()).isEmpty();
    assertThat(root.resolve("loaded").resolve(manifest("a").id() + ".json")).exists();
  }

  @Test
  void leavesNoStagingFileBehind() throws IOException {
    store.write(manifest("a"));

    try (Stream<Path> files = Files.list(root)) {
      assertThat(files).containsExactly(root.resolve(manifest("a").id() + ".json"));
    }
  }

  @Test
  void refusesAManifestOfALaterVersion() throws IOException {
    String text = new String(manifest("a").toJson(), StandardCharsets.UTF_8);
    Files.createDirectories(root);
    Files.writeString(root.resolve("x.json"), text.replace("\"version\":1", "\"version\":2"));

    assertThatThrownBy(() -> store.read("x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.json: expected version 1, got version 2; restore the file");
  }

  @Test
  void refusesAManifestWhoseFilesWereChanged() throws IOException {
    String text = new String(manifest("a").toJson(), StandardCharsets.UTF_8);
    assertThatThrownBy(
            () ->
                LoadManifest.fromJson(
                    "m",
                    text.replace("\"path\":\"a\"", "\"path\":\"b\"")
                        .getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the files of id " + manifest("a").id());
  }

  @Test
  void refusesTextThatIsNoManifest() {
    for (String text :
        List.of(
            "",
            "{",
            "[]",
            "{\"version\":1}",
            "{\"version\":1,\"columns\":[\"a\"],\"files\":[{}]}")) {
      assertThatThrownBy(() -> LoadManifest.fromJson("m", text.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("load manifest m: expected ");
    }
  }

  @Test
  void keepsTheRunAndTheCheckpointOfTheCommit() throws IOException {
    LoadManifest noted = manifest("/lake/a").committedBy("run-1", 42);
    LoadManifest read = LoadManifest.fromJson("m", noted.toJson());
    assertThat(read.id()).isEqualTo(manifest("/lake/a").id());
    assertThat(read.runId()).contains("run-1");
    assertThat(read.checkpointId()).isEqualTo(42);
    LoadManifest without = LoadManifest.fromJson("m", manifest("/lake/a").toJson());
    assertThat(without.runId()).isEmpty();
    assertThat(without.checkpointId()).isEqualTo(LoadManifest.NO_CHECKPOINT);
  }

  private void touch(LoadManifest manifest, long millis) throws IOException {
    Files.setLastModifiedTime(root.resolve(manifest.id() + ".json"), FileTime.fromMillis(millis));
  }

  private static LoadManifest manifest(String... paths) {
    return new LoadManifest(
        "payments",
        "0123456789abcdef",
        List.of("id", "amount"),
        Stream.of(paths).map(path -> new LakeFile(path, 7)).toList());
  }
}
