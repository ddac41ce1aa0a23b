package io.millrace.job.lake;

import java.io.Serializable;
import java.util.Objects;

/** A committed file of the lake: immutable content under a name that is never used again. */
public final class LakeFile implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final long bytes;

  /**
   * @param path absolute path or URI as Flink's file systems print it, e.g. {@code
   *     s3://bucket/lake/dt=2024-05-01/part-1.parquet} or {@code file:/out/lake/part-1.parquet}
   * @param bytes length of the file
   */
  public LakeFile(String path, long bytes) {
    this.path = Objects.requireNonNull(path);
    this.bytes = bytes;
  }

  public String path() {
    return path;
  }

  public long bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LakeFile
        && ((LakeFile) other).path.equals(path)
        && ((LakeFile) other).bytes == bytes;
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  @Override
  public String toString() {
    return path + " (" + bytes + " bytes)";
  }
}
