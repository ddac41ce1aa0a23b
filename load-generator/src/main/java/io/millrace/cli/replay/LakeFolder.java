package io.millrace.cli.replay;

import io.millrace.cli.UserException;
import io.millrace.job.lake.UnfitLakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A lake that the user names: its own folder, or that of the run which wrote it. */
public final class LakeFolder {
  private static final String LAKE = "lake";

  private LakeFolder() {}

  /** What is done with a lake. */
  @FunctionalInterface
  public interface Use<T> {
    T of(org.apache.flink.core.fs.Path lake) throws IOException;
  }

  /**
   * The lake at a path, which need not be one.
   *
   * @return absolute
   */
  public static Path of(Path named) {
    Path below = named.resolve(LAKE);
    return (Files.isDirectory(below) ? below : named).toAbsolutePath().normalize();
  }

  /** Whether there is a lake at a path. */
  public static boolean isAt(Path named) throws IOException {
    Path folder = of(named);
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    }
  }

  /**
   * Does something with the lake at a path.
   *
   * @throws UserException when it does not fit
   */
  public static <T> T use(Path named, Use<T> use) throws IOException {
    try {
      return use.of(new org.apache.flink.core.fs.Path(of(named).toUri()));
    } catch (UnfitLakeException e) {
      throw new UserException(e.getMessage(), e);
    }
  }
}
