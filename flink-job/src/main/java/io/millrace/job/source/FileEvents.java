package io.millrace.job.source;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import io.millrace.job.event.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.enumerate.NonSplittingRecursiveEnumerator;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Records of a file, or of all record files below a folder, in the order of their paths. One reader
 * reads them all: two halves of a file read at once would lie months apart in event time.
 */
public final class FileEvents {
  public static final String UID = "source-files";

  private FileEvents() {}

  /**
   * Attaches the source.
   *
   * @param path a record file, or a folder of them; other files in it are passed over
   * @param clock tells when a record is read, which is its arrival
   */
  public static DataStream<RawEvent> attach(
      StreamExecutionEnvironment env,
      Path path,
      Pipeline pipeline,
      RecordDecoder decoder,
      TypeInformation<RawEvent> type,
      TimeSource clock) {
    FileRecords format = new FileRecords(decoder, pipeline.event().schema(), clock, type);
    FileSource<RawEvent> source =
        FileSource.forBulkFileFormat(format, path)
            .setFileEnumerator(() -> new NonSplittingRecursiveEnumerator(FileEvents::holdsRecords))
            .setSplitAssigner(InOrderAssigner::new)
            .build();
    return env.fromSource(
            source,
            EventTimeWatermarks.strategy(pipeline.event().ordering().toMillis()),
            "read files",
            type)
        .uid(UID)
        .setParallelism(1);
  }

  private static boolean holdsRecords(Path file) {
    String name = file.getName();
    boolean hidden = name.startsWith(".") || name.startsWith("_");
    return !hidden && (RecordFiles.formatOf(name).isPresent() || isFolder(file));
  }

  private static boolean isFolder(Path file) {
    try {
      return file.getFileSystem().getFileStatus(file).isDir();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + file.getPath(), e);
    }
  }
}
