package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.config.PipelineFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinesTest {
  @TempDir private Path folder;

  @Test
  void findsABuiltInPipelineByItsName() {
    PipelineFiles payments = Pipelines.find("payments");

    assertThat(payments.text("pipeline.yaml")).contains("pipeline: payments");
    assertThat(payments.contains("event.avsc")).isTrue();
    assertThat(payments.contains("rules.dqdl")).isTrue();
  }

  @Test
  void findsAFolderThatHoldsAPipeline() throws IOException {
    Files.writeString(folder.resolve("pipeline.yaml"), "pipeline: mine");
    Files.createDirectories(folder.resolve("model"));
    Files.writeString(folder.resolve("model/model.json"), "{}");

    PipelineFiles mine = Pipelines.find(folder.toString());

    assertThat(mine.text("pipeline.yaml")).isEqualTo("pipeline: mine");
    assertThat(mine.text("model/model.json")).isEqualTo("{}");
  }

  @Test
  void findsTheSameInAJarAsInAFolder() throws IOException {
    PipelineFiles unpacked = Pipelines.find("online-retail");
    Path jar = folder.resolve("with space.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("pipelines/"));
      entries.putNextEntry(new JarEntry("pipelines/packed/"));
      for (String name : List.of("pipeline.yaml", "event.avsc", "rules.dqdl")) {
        entries.putNextEntry(new JarEntry("pipelines/packed/" + name));
        entries.write(unpacked.text(name).getBytes(StandardCharsets.UTF_8));
      }
    }

    try (URLClassLoader classPath = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      assertThat(Pipelines.find("packed", classPath).hash()).isEqualTo(unpacked.hash());
      assertThatThrownBy(() -> Pipelines.find("other", classPath)).hasMessageEndingWith("packed");
    }
  }

  @Test
  void namesTheBuiltInPipelinesWhenThereIsNone() {
    assertThatThrownBy(() -> Pipelines.find("paymets"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "'paymets' is no pipeline: give a folder that holds a pipeline.yaml, or one of"
                + " fraud-handbook, online-retail, payments");
  }
}
