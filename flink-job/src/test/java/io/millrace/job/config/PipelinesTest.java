package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinesTest {
  @TempDir private Path temp;

  @Test
  void everyBuiltInPipelineIsSound() {
    assertThat(Pipelines.builtIn())
        .containsExactly("fraud-handbook", "metrics-nab", "online-retail", "payments");
    for (String name : Pipelines.builtIn()) {
      assertThat(Pipeline.of(Pipelines.open(name)).name()).isEqualTo(name);
    }
  }

  @Test
  void theIndexNamesEveryFolderOfTheSources() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("../schemas/pipelines"))) {
      assertThat(folders.filter(Files::isDirectory).map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Pipelines.builtIn());
    }
  }

  @Test
  void aFolderWinsOverABuiltInName() throws IOException {
    Path folder = write(Files.createDirectory(temp.resolve("payments")));

    PipelineFiles files = Pipelines.open(folder.toString());

    assertThat(Pipeline.of(files).name()).isEqualTo("sales");
    assertThat(files.location()).isEqualTo(folder.toString());
    assertThat(files.names()).containsExactly("event.avsc", "model/model.json", "pipeline.yaml");
  }

  @Test
  void aFolderHasTheSameHashWhereverItIsReadFrom() throws IOException {
    Path folder = write(temp);

    assertThat(Pipelines.open(folder.toUri().toString().replace("file:/", "file:///")).hash())
        .isEqualTo(Pipelines.open(folder.toString()).hash());
    assertThat(Pipelines.open("payments").hash())
        .isEqualTo(Pipelines.open("../schemas/pipelines/payments").hash());
  }

  @Test
  void readsABuiltInPipelineFromAJar() throws IOException {
    Path jar = temp.resolve("job.jar");
    Map<String, String> entries = new TreeMap<>();
    entries.put("pipelines/built-in.txt", "sales\n");
    entries.put("pipelines/sales/", "");
    entries.put("pipelines/sales/pipeline.yaml", "pipeline: sales\n" + Folder.EVENT);
    entries.put("pipelines/sales/event.avsc", Folder.SCHEMA);
    entries.put("pipelines/sales/model/model.json", "{}");
    entries.put("pipelines/sales-of-others/pipeline.yaml", "");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }

    try (URLClassLoader classPath =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      PipelineFiles files = Pipelines.open("sales", classPath);

      assertThat(files.names()).containsExactly("event.avsc", "model/model.json", "pipeline.yaml");
      assertThat(files.location()).isEqualTo("sales");
      assertThat(Pipeline.of(files).name()).isEqualTo("sales");
    }
  }

  @Test
  void tellsTheNamesThatThereAre() {
    assertThatThrownBy(() -> Pipelines.open("paymnets"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessage(
            "paymnets: 1 problem\n  pipeline: expected a folder, or a built-in pipeline, got"
                + " 'paymnets'; did you mean 'payments'?");
    assertThatThrownBy(() -> Pipelines.open("../clicks"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessage(
            "../clicks: 1 problem\n  pipeline: expected a folder, or a built-in pipeline, got"
                + " '../clicks'; use one of fraud-handbook, metrics-nab, online-retail, payments");
    assertThatThrownBy(() -> Pipelines.open("file:///no/such/folder"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining("expected a folder, or a built-in pipeline");
  }

  @Test
  void aFolderWithoutAPipelineFileIsAProblemOfTheFolder() {
    assertThatThrownBy(() -> Pipeline.of(Pipelines.open(temp.toString())))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessage(
            temp
                + ": 1 problem\n  "
                + temp
                + ": expected a file pipeline.yaml, got none; add it, or name another folder");
  }

  private static Path write(Path folder) throws IOException {
    Files.writeString(folder.resolve("pipeline.yaml"), "pipeline: sales\n" + Folder.EVENT);
    Files.writeString(folder.resolve("event.avsc"), Folder.SCHEMA);
    Files.createDirectory(folder.resolve("model"));
    Files.writeString(folder.resolve("model/model.json"), "{}");
    return folder;
  }
}
