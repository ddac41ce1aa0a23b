package io.millrace.cli.replay;

import io.millrace.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which folder a replay writes to: the one that the user named, else the next of {@code out/}. */
public final class OutFolder {
  private OutFolder() {}

  /**
   * A folder that is empty or not there.
   *
   * @param named null for the next free one
   * @throws UserException when the one that was named is in use
   */
  public static Path fresh(Path named, String pipeline) throws IOException {
    if (named == null) {
      return numbered(pipeline).filter(Files::notExists).findFirst().orElseThrow();
    }
    if (RunFolder.isUnfinished(named)) {
      throw new UserException(
          named
              + " holds a replay that did not end; take it up with --resume, or name a new folder"
              + " with --out");
    }
    if (Files.exists(named) && !isEmptyFolder(named)) {
      throw new UserException(
          named + " exists already; name a new folder with --out, or remove it first");
    }
    return named;
  }

  /**
   * The folder of the last replay.
   *
   * @param named null for the last one of {@code out/}
   * @throws UserException when there is none
   */
  public static Path last(Path named, String pipeline) {
    if (named != null) {
      return named;
    }
    return numbered(pipeline)
        .takeWhile(Files::exists)
        .reduce((before, last) -> last)
        .orElseThrow(
            () ->
                new UserException(
                    "there is no "
                        + Path.of("out", pipeline)
                        + "; name the folder of the replay to take up with --out"));
  }

  /** As many as there are numbers. */
  private static Stream<Path> numbered(String pipeline) {
    return Stream.concat(
        Stream.of(Path.of("out", pipeline)),
        IntStream.iterate(2, number -> number + 1)
            .mapToObj(number -> Path.of("out", pipeline + '-' + number)));
  }

  private static boolean isEmptyFolder(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }
}
