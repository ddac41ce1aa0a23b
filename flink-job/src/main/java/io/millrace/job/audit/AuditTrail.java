package io.millrace.job.audit;

import io.millrace.job.lake.ManifestStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * What was done to the outputs of a run, and by whom: append-only, each entry a file of its own, so
 * that it works on object stores, and is never open for writing again.
 *
 * <p>Entries are chained by their hashes. Each writer has a chain of its own, because writers on
 * several machines have nothing by which they could agree who is next; a run that is taken up goes
 * on with its chain. The first entry of a chain names the heads of all others that there are, so
 * that one that is cut short or taken away later is missed by those that began after it. For one
 * thread.
 *
 * <p>Layout: {@code <root>/<chain>/<number>.json}, ten digits, counted from 1.
 */
public final class AuditTrail {
  private static final String SUFFIX = ".json";

  private final Path root;
  private final String chain;
  private final Clock clock;
  private AuditEntry last;

  private AuditTrail(Path root, String chain, Clock clock, AuditEntry last) {
    this.root = root;
    this.chain = chain;
    this.clock = clock;
    this.last = last;
  }

  /**
   * Opens a chain, or begins it.
   *
   * @param root folder of the trail, which need not exist, e.g. {@code s3://bucket/millrace/audit}
   * @param chain name of the writer, e.g. the run's id
   */
  public static AuditTrail open(String root, String chain, Clock clock) throws IOException {
    Path folder = new Path(root);
    List<Path> files = files(new Path(folder, chain));
    AuditEntry last =
        files.isEmpty() ? null : AuditEntry.read(content(files.get(files.size() - 1)));
    return new AuditTrail(folder, chain, clock, last);
  }

  /**
   * Appends an entry; it is durable on return.
   *
   * @param what happened, e.g. {@code run started}
   * @param cause who or what brought it about
   * @param details by name; nothing of events
   * @throws IOException when it cannot be written, or another writer has the chain
   */
  public void append(String what, String cause, Map<String, String> details) throws IOException {
    long number = last == null ? 1 : last.number() + 1;
    AuditEntry entry =
        AuditEntry.of(
            chain,
            number,
            clock.instant(),
            what,
            cause,
            details,
            last == null ? "" : last.hash(),
            last == null ? heads(root) : Map.of());
    Path file = new Path(new Path(root, chain), String.format("%010d", number) + SUFFIX);
    if (file.getFileSystem().exists(file)) {
      throw new IOException(
          "audit trail "
              + root
              + ": expected no entry "
              + number
              + " of chain "
              + chain
              + ", got one; another process writes the same chain, end it");
    }
    ManifestStore.put(file, entry.bytes());
    last = entry;
  }

  /** Whether the chain has an entry. */
  boolean isBegun() {
    return last != null;
  }

  /**
   * The entries of the newest other chain that a run keeps, in their order: names of runs sort by
   * time. Empty when there is none.
   */
  List<AuditEntry> runBefore() throws IOException {
    List<Path> newest = List.of();
    String name = "";
    for (Map.Entry<String, List<Path>> one : chains(root).entrySet()) {
      boolean isRun = one.getKey().matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      if (isRun && !one.getKey().equals(chain) && one.getKey().compareTo(name) > 0) {
        name = one.getKey();
        newest = one.getValue();
      }
    }
    List<AuditEntry> entries = new ArrayList<>();
    for (Path file : newest) {
      entries.add(AuditEntry.read(content(file)));
    }
    return entries;
  }

  /** Number and hash of the last entry of each chain. */
  static Map<String, String> heads(Path root) throws IOException {
    Map<String, String> heads = new TreeMap<>();
    for (Map.Entry<String, List<Path>> one : chains(root).entrySet()) {
      List<Path> files = one.getValue();
      if (!files.isEmpty()) {
        AuditEntry entry = AuditEntry.read(content(files.get(files.size() - 1)));
        heads.put(one.getKey(), entry.number() + ":" + entry.hash());
      }
    }
    return heads;
  }

  /** Files of each chain, in the order of their names. */
  public static Map<String, List<Path>> chains(Path root) throws IOException {
    Map<String, List<Path>> chains = new LinkedHashMap<>();
    for (FileStatus status : statuses(root)) {
      if (status.isDir()) {
        chains.put(status.getPath().getName(), files(status.getPath()));
      }
    }
    return chains;
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (FileStatus status : statuses(folder)) {
      String name = status.getPath().getName();
      if (!status.isDir() && name.endsWith(SUFFIX) && !name.startsWith(".")) {
        files.add(status.getPath());
      }
    }
    files.sort((a, b) -> a.getName().compareTo(b.getName()));
    return files;
  }

  private static FileStatus[] statuses(Path folder) throws IOException {
    FileSystem fileSystem = folder.getFileSystem();
    try {
      FileStatus[] statuses = fileSystem.listStatus(folder);
      return statuses == null ? new FileStatus[0] : statuses;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** The bytes of an entry's file. */
  public static byte[] content(Path file) throws IOException {
    try (FSDataInputStream in = file.getFileSystem().open(file)) {
      return in.readAllBytes();
    }
  }
}
