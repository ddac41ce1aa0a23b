package io.millrace.job.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.util.IOUtils;

/**
 * Load manifests kept beside the lake, one JSON file each, on any file system that Flink knows.
 *
 * <p>A manifest waits as {@code <root>/<id>.json}. Once the warehouse's ledger holds its files it
 * moves to {@code <root>/loaded/}, so that listing what waits costs nothing of the past. The ledger
 * alone decides what is loaded; a manifest that is moved back (to fill a new warehouse) is looked
 * up there again. Safe for use by several threads and processes.
 */
public final class ManifestStore implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String SUFFIX = ".json";
  private static final String LOADED = "loaded";

  private final String root;

  /** A store in a folder, which need not exist, e.g. {@code s3://bucket/lake/_manifests}. */
  public ManifestStore(String root) {
    this.root = Objects.requireNonNull(root);
  }

  /** The folder. */
  public String root() {
    return root;
  }

  /**
   * Stores a manifest so that it survives a crash right after; one that is there already, waiting
   * or loaded, is left as it is. A reader sees the whole file or none.
   */
  public void write(LoadManifest manifest) throws IOException {
    if (fileSystem().exists(waiting(manifest.id())) || fileSystem().exists(loaded(manifest.id()))) {
      return;
    }
    put(waiting(manifest.id()), manifest.toJson());
  }

  /** Identities of the manifests that wait, the longest waiting first. */
  public List<String> list() throws IOException {
    List<FileStatus> waiting = new ArrayList<>();
    for (FileStatus status : statuses()) {
      String name = status.getPath().getName();
      if (!status.isDir() && name.endsWith(SUFFIX) && !name.startsWith(".")) {
        waiting.add(status);
      }
    }
    waiting.sort(
        Comparator.comparingLong(FileStatus::getModificationTime)
            .thenComparing(status -> status.getPath().getName()));
    List<String> ids = new ArrayList<>(waiting.size());
    for (FileStatus status : waiting) {
      String name = status.getPath().getName();
      ids.add(name.substring(0, name.length() - SUFFIX.length()));
    }
    return ids;
  }

  /**
   * Reads a manifest that waits.
   *
   * @throws FileNotFoundException when none of that identity waits
   * @throws IOException when it cannot be read or is no manifest
   */
  public LoadManifest read(String id) throws IOException {
    Path path = waiting(id);
    try (FSDataInputStream in = fileSystem().open(path)) {
      return LoadManifest.fromJson(path.toString(), in.readAllBytes());
    }
  }

  /** Moves a manifest out of those that wait; one that another loader moved already is fine. */
  public void markLoaded(String id) throws IOException {
    FileSystem fileSystem = fileSystem();
    Path from = waiting(id);
    Path to = loaded(id);
    fileSystem.mkdirs(to.getParent());
    if (fileSystem.rename(from, to) || !fileSystem.exists(from)) {
      return;
    }
    if (!fileSystem.exists(to)) {
      throw new IOException(
          "cannot move " + from + " to " + to + "; check the folder's permissions");
    }
    fileSystem.delete(from, false);
  }

  /** Writes a file whole: a reader sees all of it or nothing, and it is durable on return. */
  public static void put(Path path, byte[] content) throws IOException {
    RecoverableWriter writer = path.getFileSystem().createRecoverableWriter();
    RecoverableFsDataOutputStream out = writer.open(path);
    RecoverableFsDataOutputStream.Committer committer;
    try {
      out.write(content);
      if (!writer.requiresCleanupOfRecoverableState()) {
        // Syncs files. Object stores are durable on commit, and would keep what persisting left.
        out.persist();
      }
      committer = out.closeForCommit();
    } catch (IOException | RuntimeException e) {
      IOUtils.closeQuietly(out);
      throw e;
    }
    // Closing it once more, as try-with-resources does, is a fault for S3.
    committer.commit();
  }

  private FileStatus[] statuses() throws IOException {
    try {
      FileStatus[] statuses = fileSystem().listStatus(new Path(root));
      return statuses == null ? new FileStatus[0] : statuses;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private FileSystem fileSystem() throws IOException {
    return new Path(root).getFileSystem();
  }

  private Path waiting(String id) {
    return new Path(root, id + SUFFIX);
  }

  private Path loaded(String id) {
    return new Path(new Path(root, LOADED), id + SUFFIX);
  }
}
