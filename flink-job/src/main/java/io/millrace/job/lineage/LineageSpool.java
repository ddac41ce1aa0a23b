package io.millrace.job.lineage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lineage events that wait on a local disk, a file each, oldest first. A spool has a folder of its
 * own below the one that spools share, and takes over what spools of processes that are gone left
 * there.
 *
 * <p>It holds no more bytes than it may: the oldest events that only tell how far a run was make
 * room, since each later one tells more; starts and ends are never given up.
 */
final class LineageSpool implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String SUFFIX = ".json";

  /** Marks events that later ones of their run make needless. */
  private static final String NEEDLESS = "-running";

  private final Path folder;
  private final long mostBytes;
  private final FileChannel lock;
  private final TreeSet<Path> files = new TreeSet<>();
  private long bytes;
  private long sequence;

  private LineageSpool(Path folder, long mostBytes, FileChannel lock) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.lock = lock;
  }

  /**
   * Opens a spool.
   *
   * @param shared folder that all spools of this machine stand in; need not exist
   * @param mostBytes how much may wait
   */
  static LineageSpool open(Path shared, long mostBytes) throws IOException {
    Path folder = Files.createDirectories(shared.resolve(UUID.randomUUID().toString()));
    LineageSpool spool = new LineageSpool(folder, mostBytes, channel(folder));
    spool.lock.lock();
    spool.takeOver(shared);
    return spool;
  }

  private static FileChannel channel(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void takeOver(Path shared) throws IOException {
    for (Path other : children(shared)) {
      if (!other.equals(folder) && Files.exists(other.resolve(LOCK))) {
        try (FileChannel channel = channel(other);
            FileLock free = channel.tryLock()) {
          if (free != null) {
            empty(other);
          }
        } catch (OverlappingFileLockException heldByThisProcess) {
          continue;
        }
      }
    }
    sequence = files.size();
  }

  /** Names begin with the time of writing, so what was left comes before what is new. */
  private void empty(Path other) throws IOException {
    for (Path file : children(other)) {
      if (file.toString().endsWith(SUFFIX)) {
        Path mine = folder.resolve(file.getFileName());
        Files.move(file, mine, StandardCopyOption.ATOMIC_MOVE);
        files.add(mine);
        bytes += Files.size(mine);
      } else {
        Files.delete(file);
      }
    }
    Files.delete(other);
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().collect(Collectors.toList());
    }
  }

  /**
   * Adds an event; on return it is on the disk.
   *
   * @param millis when it was, since the epoch
   * @param replaceable whether a later event of its run tells all that it does
   * @throws IOException when there is no room, or the disk takes nothing
   */
  synchronized void add(String event, long millis, boolean replaceable) throws IOException {
    byte[] content = event.getBytes(StandardCharsets.UTF_8);
    makeRoom(content.length);
    String name =
        String.format("%015d-%09d%s%s", millis, sequence++, replaceable ? NEEDLESS : "", SUFFIX);
    Path part = Files.write(folder.resolve(name + ".part"), content);
    Path file = folder.resolve(name);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    files.add(file);
    bytes += content.length;
  }

  private void makeRoom(long wanted) throws IOException {
    List<Path> needless =
        files.stream()
            .filter(file -> file.toString().endsWith(NEEDLESS + SUFFIX))
            .collect(Collectors.toCollection(ArrayList::new));
    for (Path file : needless) {
      if (bytes + wanted <= mostBytes) {
        return;
      }
      remove(file);
    }
    if (bytes + wanted > mostBytes) {
      throw new IOException(
          "lineage events that wait in "
              + folder
              + " take "
              + bytes
              + " bytes, and may take "
              + mostBytes
              + "; bring their receiver back, or raise lineage spool.megabytes");
    }
  }

  /** The event to send next. */
  synchronized Optional<Path> first() {
    return files.isEmpty() ? Optional.empty() : Optional.of(files.first());
  }

  /** Forgets an event that was sent; one that has made room meanwhile is none. */
  synchronized void remove(Path file) throws IOException {
    if (files.remove(file)) {
      bytes -= Files.size(file);
      Files.delete(file);
    }
  }

  synchronized int size() {
    return files.size();
  }

  /** What waits stays, for the next spool in the shared folder. */
  @Override
  public void close() throws IOException {
    boolean isEmpty = size() == 0;
    lock.close();
    if (isEmpty) {
      Files.deleteIfExists(folder.resolve(LOCK));
      Files.deleteIfExists(folder);
    }
  }
}
