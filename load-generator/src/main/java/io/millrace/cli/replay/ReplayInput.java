package io.millrace.cli.replay;

import io.millrace.cli.UserException;
import io.millrace.job.Edges;
import io.millrace.job.config.EventSpec;
import io.millrace.job.source.FileEvents;
import io.millrace.job.source.RecordFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;

/** The records of a replay: a file, or a folder of them, checked before anything is started. */
public final class ReplayInput {
  private final Path path;
  private final EventSpec.Format format;
  private final long bytes;

  private ReplayInput(Path path, EventSpec.Format format, long bytes) {
    this.path = path;
    this.format = format;
    this.bytes = bytes;
  }

  /** What the user named, all of one encoding. */
  public static ReplayInput of(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new UserException("there is no " + path + "; give --input a record file or a folder");
    }
    List<Path> files = recordFiles(path);
    if (files.isEmpty()) {
      throw new UserException(
          path + " holds no records; record files end in " + RecordFiles.endings());
    }
    EventSpec.Format format = formatOf(files.get(0)).orElseThrow();
    long bytes = 0;
    for (Path file : files) {
      if (formatOf(file).orElseThrow() != format) {
        throw new UserException(
            path + " mixes Avro and JSON lines; replay them one after the other");
      }
      bytes += Files.size(file);
    }
    if (files.size() == 1 && format == EventSpec.Format.AVRO) {
      checkHeader(files.get(0));
    }
    return new ReplayInput(path.toAbsolutePath().normalize(), format, bytes);
  }

  private static List<Path> recordFiles(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> formatOf(file).isPresent())
          .sorted()
          .collect(Collectors.toList());
    } catch (UncheckedIOException e) {
      throw new UserException("cannot list " + path + ": " + e.getCause().getMessage(), e);
    }
  }

  private static Optional<EventSpec.Format> formatOf(Path file) {
    return RecordFiles.formatOf(file.getFileName().toString());
  }

  private static void checkHeader(Path file) {
    try (DataFileReader<Object> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      reader.getSchema();
    } catch (IOException | RuntimeException e) {
      throw new UserException(
          file
              + " cannot be read as an Avro container: "
              + e.getMessage()
              + "; check that it was copied whole",
          e);
    }
  }

  public Path path() {
    return path;
  }

  public EventSpec.Format format() {
    return format;
  }

  /** Size of all files, as they are on disk. */
  public long bytes() {
    return bytes;
  }

  /**
   * The records as the topology's source.
   *
   * @param clock tells when a record is read; serializable
   */
  public Edges.Source source(Clock clock) {
    org.apache.flink.core.fs.Path root = new org.apache.flink.core.fs.Path(path.toUri());
    return (env, pipeline, decoder, type) ->
        FileEvents.attach(env, root, pipeline, decoder, type, clock::millis);
  }
}
