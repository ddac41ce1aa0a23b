package io.millrace.cli.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints that Flink keeps in a folder, as {@code <job id>/chk-<number>}. A run that was
 * taken up has several jobs there, whose numbers go on from those of the job before.
 */
final class Checkpoints {
  /** Written last, and there whole or not at all: with it, a checkpoint is complete. */
  private static final String METADATA = "_metadata";

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

  /** The newest one that is complete. */
  Optional<Path> newest() throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files
          .filter(file -> file.getFileName().toString().equals(METADATA))
          .map(Path::getParent)
          .filter(checkpoint -> number(checkpoint) >= 0)
          .max(Comparator.comparingLong(Checkpoints::number));
    }
  }

  /** Its number, or -1 when the folder is something else. */
  private static long number(Path checkpoint) {
    Matcher name = NAME.matcher(checkpoint.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }
}
