package io.millrace.cli.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk that can be made full and be given room again: a file system in memory of its own, whose
 * size changes while it is in use. What writes to it gets the operating system's own error.
 */
final class FullDisk implements AutoCloseable {
  /** More than a run needs; takes no memory before it is used. */
  private static final long ROOM = 2L << 30;

  private static final long LITTLE = 256L << 10;
  private static final int PAGE = 4096;

  private final Path folder;
  private final Thread unmount = new Thread(this::unmountQuietly);

  private FullDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts it.
   *
   * @throws NotAllowedException when this process may not mount file systems
   */
  static FullDisk mount(Path folder) throws IOException, InterruptedException {
    FullDisk disk = new FullDisk(Files.createDirectories(folder));
    try {
      run("mount", "-t", "tmpfs", "-o", "size=" + ROOM, "millrace-crash", folder.toString());
    } catch (IOException e) {
      throw new NotAllowedException(e);
    }
    Runtime.getRuntime().addShutdownHook(disk.unmount);
    return disk;
  }

  Path folder() {
    return folder;
  }

  /** Leaves no room: takes it away but for a little, and writes into that until it is refused. */
  void fill() throws IOException, InterruptedException {
    FileStore store = Files.getFileStore(folder);
    long left = LITTLE;
    while (true) {
      try {
        resize(store.getTotalSpace() - store.getUsableSpace() + left);
        break;
      } catch (IOException e) {
        // Somebody has written more meanwhile than was to be left.
        left *= 2;
        if (left > ROOM) {
          throw e;
        }
      }
    }
    try (OutputStream out = Files.newOutputStream(filler())) {
      byte[] page = new byte[PAGE];
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      if (store.getUsableSpace() >= PAGE) {
        throw e;
      }
    }
  }

  /** Gives room again. */
  void free() throws IOException, InterruptedException {
    resize(ROOM);
    Files.delete(filler());
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private void resize(long bytes) throws IOException, InterruptedException {
    run("mount", "-o", "remount,size=" + bytes, folder.toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  @Override
  public void close() {
    unmountQuietly();
    Runtime.getRuntime().removeShutdownHook(unmount);
  }

  /** A process that is about to die may have it open still; it goes with that then. */
  private void unmountQuietly() {
    try {
      run("umount", "--lazy", folder.toString());
    } catch (IOException e) {
      throw new IllegalStateException("still mounted: " + folder + "; unmount it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** File systems cannot be mounted here. */
  static final class NotAllowedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAllowedException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
