package io.millrace.job.config;

import java.io.Serializable;
import java.util.List;

/** How rows become files of the lake: in which partitions, by how many writers, how large. */
public final class LakeSpec implements Serializable {
  private static final long serialVersionUID = 1L;

  /** {@link #mostWriters}: every writer takes the rows that its own subtask has. */
  public static final int UNROUTED = 0;

  private final List<String> partitionBy;
  private final int mostWriters;
  private final long fileBytes;
  private final boolean compacted;

  /**
   * Describes files.
   *
   * @param mostWriters of a partition, or {@link #UNROUTED}
   * @param fileBytes size at which a file is ended
   */
  public LakeSpec(List<String> partitionBy, int mostWriters, long fileBytes, boolean compacted) {
    this.partitionBy = List.copyOf(partitionBy);
    this.mostWriters = mostWriters;
    this.fileBytes = fileBytes;
    this.compacted = compacted;
  }

  /** What holds for files that no pipeline file describes, such as dead letters. */
  public static LakeSpec defaults() {
    return new LakeSpec(
        Defaults.PARTITION_BY, Defaults.MOST_WRITERS, Defaults.LAKE_FILE_BYTES, false);
  }

  /** Parts of the path: none, {@code dt}, or {@code dt} and {@code hour}, in UTC. */
  public List<String> partitionBy() {
    return partitionBy;
  }

  /**
   * How many writers one partition may have at once, however much comes for it; {@link #UNROUTED}:
   * rows stay where they are.
   */
  public int mostWriters() {
    return mostWriters;
  }

  /** Size at which a file is ended, also between two checkpoints. */
  public long fileBytes() {
    return fileBytes;
  }

  /** Whether small files of a checkpoint are joined before it is committed. */
  public boolean isCompacted() {
    return compacted;
  }

  /** What it says in the plan, e.g. {@code partitioned by dt, one writer for each 128MiB}. */
  String text() {
    String partitions =
        partitionBy.isEmpty()
            ? "no partitions"
            : "partitioned by " + String.join(", ", partitionBy);
    String writers =
        mostWriters == UNROUTED
            ? "all writers"
            : "one writer for each "
                + Quantities.text(fileBytes)
                + (mostWriters == Defaults.MOST_WRITERS ? "" : ", at most " + mostWriters);
    return partitions
        + ", "
        + writers
        + ", files of "
        + Quantities.text(fileBytes)
        + (compacted ? ", small ones joined" : "");
  }
}
