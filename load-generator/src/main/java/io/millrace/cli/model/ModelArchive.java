package io.millrace.cli.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The {@code model.tar.gz} that SageMaker unpacks for its built-in XGBoost container. It holds one
 * file, {@code xgboost-model}, and nothing else: the container loads every file in it as a model.
 */
public final class ModelArchive {
  public static final String MODEL_ENTRY = "xgboost-model";

  private ModelArchive() {}

  /** Packs a model; equal models make equal archives, byte for byte. */
  public static byte[] pack(byte[] model) {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(archive))) {
      TarArchiveEntry entry = new TarArchiveEntry(MODEL_ENTRY);
      entry.setSize(model.length);
      entry.setModTime(0L);
      entry.setIds(0, 0);
      entry.setNames("root", "root");
      tar.putArchiveEntry(entry);
      tar.write(model);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail to be written", e);
    }
    return archive.toByteArray();
  }

  /**
   * The model of an archive.
   *
   * @throws IOException when it is no such archive, or holds anything but {@code xgboost-model}
   */
  public static byte[] unpack(byte[] archive) throws IOException {
    byte[] model = null;
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isDirectory()) {
          continue;
        }
        if (!entry.getName().equals(MODEL_ENTRY)) {
          throw new IOException(
              "expected " + MODEL_ENTRY + " alone in the archive, got " + entry.getName());
        }
        model = tar.readAllBytes();
      }
    }
    if (model == null) {
      throw new IOException("expected " + MODEL_ENTRY + " in the archive, got none");
    }
    return model;
  }
}
