package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

class ModelArchiveTest {
  private static byte[] archive(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(1);
        tar.putArchiveEntry(entry);
        tar.write('x');
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void givesBackTheModelItPacked() throws IOException {
    byte[] model = {1, 2, 3, 0, -1};
    assertThat(ModelArchive.unpack(ModelArchive.pack(model))).isEqualTo(model);
  }

  @Test
  void packsEqualModelsToEqualBytes() throws Exception {
    byte[] first = ModelArchive.pack(new byte[] {1, 2, 3});
    Thread.sleep(1_100); // tar and gzip know times in seconds
    assertThat(ModelArchive.pack(new byte[] {1, 2, 3})).isEqualTo(first);
  }

  @Test
  void refusesAnArchiveWithAnythingElseInIt() throws IOException {
    byte[] archive = archive("xgboost-model", "model.json");
    assertThatThrownBy(() -> ModelArchive.unpack(archive))
        .isInstanceOf(IOException.class)
        .hasMessage("expected xgboost-model alone in the archive, got model.json");
  }

  @Test
  void refusesAnEmptyArchive() throws IOException {
    byte[] archive = archive();
    assertThatThrownBy(() -> ModelArchive.unpack(archive))
        .hasMessage("expected xgboost-model in the archive, got none");
  }

  @Test
  void refusesWhatIsNoArchive() {
    assertThatThrownBy(() -> ModelArchive.unpack("<html>".getBytes()))
        .isInstanceOf(IOException.class);
  }
}
