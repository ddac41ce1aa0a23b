package io.millrace.job.lineage;

import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Writes events as JSON lines into a folder: on a local file system all into {@code events.jsonl},
 * elsewhere, where nothing can be appended to, each into a file of its own.
 */
public final class FileTransport implements LineageTransport {
  private static final long serialVersionUID = 1L;

  /** The file in a local folder. */
  public static final String FILE = "events.jsonl";

  private final String folder;

  /**
   * @param folder path or URI of any file system that Flink knows; need not exist
   */
  public FileTransport(String folder) {
    this.folder = Objects.requireNonNull(folder);
  }

  @Override
  public void emit(RunEvent event) throws IOException {
    byte[] line = (OpenLineageClientUtils.toJson(event) + '\n').getBytes(StandardCharsets.UTF_8);
    Path target = new Path(folder);
    FileSystem fileSystem = target.getFileSystem();
    if (fileSystem.getUri().getScheme().equals("file")) {
      java.nio.file.Path local = java.nio.file.Path.of(target.toUri().getPath());
      Files.createDirectories(local);
      Files.write(local.resolve(FILE), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return;
    }
    Path file = new Path(target, name(event));
    try (FSDataOutputStream out = fileSystem.create(file, WriteMode.OVERWRITE)) {
      out.write(line);
    }
  }

  /** Sorts by run, and within one by time. */
  private static String name(RunEvent event) {
    return String.format(
        "%s/%d-%s.jsonl",
        event.getRun().getRunId(),
        event.getEventTime().toInstant().toEpochMilli(),
        event.getEventType());
  }
}
