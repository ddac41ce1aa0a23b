package io.millrace.cli.replay;

import io.millrace.cli.UserException;
import io.millrace.job.OutputPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that a run writes to, held by one process at a time.
 *
 * <p>A run has begun when {@value #RECORD} is there, and has ended when {@value #SUMMARY} is, too.
 * In between, {@code checkpoints/} tells how far it has come.
 */
public final class RunFolder implements AutoCloseable {
  public static final String RECORD = "run.json";
  public static final String SUMMARY = "summary.json";
  public static final String WAREHOUSE = "warehouse.duckdb";

  private static final String LOCK = "lock";

  private final Path path;
  private final RunRecord record;
  private final Checkpoints checkpoints;
  private final FileChannel lock;

  private RunFolder(Path path, RunRecord record, Checkpoints checkpoints, FileChannel lock) {
    this.path = path;
    this.record = record;
    this.checkpoints = checkpoints;
    this.lock = lock;
  }

  /**
   * Begins a run.
   *
   * @param path a folder that is empty or not there
   */
  public static RunFolder begin(Path path, RunRecord record) throws IOException {
    Path folder = path.toAbsolutePath().normalize();
    RunFolder run = hold(folder, record);
    try {
      record.write(folder.resolve(RECORD));
      return run;
    } catch (IOException | RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /**
   * Takes up a run that did not end.
   *
   * @throws UserException when the folder holds none, or another process is still at it
   */
  public static RunFolder takeUp(Path path) throws IOException {
    Path folder = path.toAbsolutePath().normalize();
    RunRecord record = RunRecord.read(folder.resolve(RECORD));
    if (Files.exists(folder.resolve(SUMMARY))) {
      throw new UserException(
          path + " holds a replay that has ended: there is nothing to take up; leave --resume out");
    }
    return hold(folder, record);
  }

  /** Whether a folder holds a run that did not end. */
  public static boolean isUnfinished(Path path) {
    return Files.exists(path.resolve(RECORD)) && !Files.exists(path.resolve(SUMMARY));
  }

  private static RunFolder hold(Path folder, RunRecord record) throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder.resolve("checkpoints"));
    Path file = Files.createDirectories(checkpoints.folder()).resolve(LOCK);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      throw new UserException(
          "another process is still writing to " + folder + "; wait for it, or end it first");
    }
    return new RunFolder(folder, record, checkpoints, channel);
  }

  /** Null when somebody else has it. It ends with the process, whatever ends that. */
  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  /** Absolute. */
  public Path path() {
    return path;
  }

  public RunRecord record() {
    return record;
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /**
   * The checkpoint to go on from; empty when the run is to start from the beginning.
   *
   * @throws UserException when results are visible that no checkpoint accounts for
   */
  public Optional<Path> restorePoint() throws IOException {
    Optional<Path> newest = checkpoints.newest();
    if (newest.isEmpty() && !visible().isEmpty()) {
      throw new UserException(
          path
              + " holds results, but no checkpoint to go on from, and from the beginning it would"
              + " write them twice; remove it, or replay again with another --out");
    }
    return newest;
  }

  /** Removes what a run that died before its first checkpoint had put into the warehouse. */
  void forgetWarehouse() throws IOException {
    Files.deleteIfExists(path.resolve(WAREHOUSE));
    Files.deleteIfExists(path.resolve(WAREHOUSE + ".wal"));
  }

  /**
   * Ends the run: writes its summary, and removes the checkpoints and what processes that died left
   * of files that they never finished.
   */
  void end(Summary summary) throws IOException {
    deleteAll(unfinished());
    Path part = path.resolve(SUMMARY + ".part");
    summary.write(part);
    Files.move(part, path.resolve(SUMMARY), StandardCopyOption.ATOMIC_MOVE);
    deleteAll(below(checkpoints.folder(), file -> true));
  }

  private List<Path> visible() throws IOException {
    return outputs(file -> Files.isRegularFile(file) && !isHidden(file));
  }

  private List<Path> unfinished() throws IOException {
    return outputs(file -> isHidden(file) && file.getFileName().toString().contains(".inprogress"));
  }

  private List<Path> outputs(Predicate<Path> wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String output : OutputPaths.committed()) {
      found.addAll(below(path.resolve(output), wanted));
    }
    return found;
  }

  private static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  /** Deepest first. */
  private static List<Path> below(Path folder, Predicate<Path> wanted) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(wanted).sorted(Comparator.reverseOrder()).collect(Collectors.toList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteAll(List<Path> paths) throws IOException {
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
