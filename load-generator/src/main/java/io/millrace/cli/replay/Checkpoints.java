package io.millrace.cli.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The checkpoints that Flink keeps in a folder, as {@code <job id>/chk-<number>}. A run that was
 * taken up has several jobs there, whose numbers go on from those of the job before. A run that a
 * rule stopped has a savepoint there, too, as {@code savepoint-<job id>-<random>}.
 */
final class Checkpoints {
  /** Written last, and there whole or not at all: with it, a checkpoint is complete. */
  private static final String METADATA = "_metadata";

  private static final String SAVEPOINT = "savepoint-";
  private static final Pattern NAME = Pattern.compile("chk-(\\d+)");
  private static final int DEPTH = 3;

  private final Path folder;

  /**
   * @param folder need not exist
   */
  Checkpoints(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** The newest one that is complete; a savepoint when none was made after it. */
  Optional<Path> newest() throws IOException {
    List<Path> complete = complete();
    Optional<Path> checkpoint =
        complete.stream()
            .filter(path -> number(path) >= 0)
            .max(Comparator.comparingLong(Checkpoints::number));
    Optional<Path> savepoint =
        complete.stream()
            .filter(path -> path.getFileName().toString().startsWith(SAVEPOINT))
            .max(Comparator.comparing(Checkpoints::written));
    return savepoint
        .filter(
            stop -> checkpoint.isEmpty() || written(stop).compareTo(written(checkpoint.get())) > 0)
        .or(() -> checkpoint);
  }

  private List<Path> complete() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files
          .filter(file -> file.getFileName().toString().equals(METADATA))
          .map(Path::getParent)
          .collect(Collectors.toList());
    }
  }

  private static FileTime written(Path checkpoint) {
    try {
      return Files.getLastModifiedTime(checkpoint.resolve(METADATA));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its number, or -1 when the folder is something else. */
  private static long number(Path checkpoint) {
    Matcher name = NAME.matcher(checkpoint.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }
}
