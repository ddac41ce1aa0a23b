package io.millrace.job.lake;

import io.millrace.job.config.Pipeline;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The visible files of a lake, as they were when it was opened, in the order of their paths, which
 * is that of their partitions. Files in progress and hidden folders are no part of it.
 */
public final class Lake {
  private static final String SUFFIX = ".parquet";

  private final Path root;
  private final List<LakeFile> files;

  private Lake(Path root, List<LakeFile> files) {
    this.root = root;
    this.files = List.copyOf(files);
  }

  /**
   * Lists a lake.
   *
   * @param root e.g. {@code s3://bucket/millrace/lake}
   * @throws UnfitLakeException when it is not there or holds no file
   */
  public static Lake open(Path root) throws IOException {
    List<LakeFile> files = new ArrayList<>();
    try {
      list(root.getFileSystem(), root, files);
    } catch (FileNotFoundException e) {
      throw new UnfitLakeException(fault(root, "a folder", "nothing there"));
    }
    if (files.isEmpty()) {
      throw new UnfitLakeException(fault(root, "files that end in " + SUFFIX, "none"));
    }
    files.sort(Comparator.comparing(LakeFile::path));
    return new Lake(root, files);
  }

  private static String fault(Path root, String expected, String got) {
    return "lake "
        + root
        + ": expected "
        + expected
        + ", got "
        + got
        + "; name the folder 'lake' that a run wrote";
  }

  private static void list(FileSystem fileSystem, Path folder, List<LakeFile> into)
      throws IOException {
    FileStatus[] statuses = fileSystem.listStatus(folder);
    if (statuses == null) {
      throw new FileNotFoundException(folder.toString());
    }
    for (FileStatus status : statuses) {
      if (!isVisible(status.getPath())) {
        continue;
      }
      if (status.isDir()) {
        list(fileSystem, status.getPath(), into);
      } else if (status.getPath().getName().endsWith(SUFFIX)) {
        into.add(new LakeFile(status.getPath().toString(), status.getLen()));
      }
    }
  }

  private static boolean isVisible(Path path) {
    return !path.getName().startsWith(".") && !path.getName().startsWith("_");
  }

  public Path root() {
    return root;
  }

  /** The files that may hold rows of a range of times, in the order of their paths. */
  public List<LakeFile> files(TimeRange times) {
    List<LakeFile> chosen = new ArrayList<>();
    for (LakeFile file : files) {
      if (range(file).overlaps(times)) {
        chosen.add(file);
      }
    }
    return chosen;
  }

  /**
   * Length of the lake's longest partitions in milliseconds; empty of a lake that has other folders
   * than those of days and hours, or none.
   */
  public OptionalLong partitionMillis() {
    long longest = 0;
    for (LakeFile file : files) {
      TimeRange range = range(file);
      if (range.equals(TimeRange.ALL)) {
        return OptionalLong.empty();
      }
      longest = Math.max(longest, range.until() - range.from());
    }
    return OptionalLong.of(longest);
  }

  /**
   * Looks whether columns can be read, in the first and the last file of a range: those in between
   * were written by a pipeline that had what the first has.
   *
   * @throws UnfitLakeException when one is missing or of another type
   */
  public void require(Pipeline pipeline, RowColumns columns, TimeRange times) throws IOException {
    List<LakeFile> chosen = files(times);
    if (!chosen.isEmpty()) {
      require(chosen.get(0), pipeline, columns);
      require(chosen.get(chosen.size() - 1), pipeline, columns);
    }
  }

  private static void require(LakeFile file, Pipeline pipeline, RowColumns columns)
      throws IOException {
    RowParquet.open(new Path(file.path()), pipeline, columns, TimeRange.ALL).close();
  }

  static TimeRange range(LakeFile file) {
    return TimePartitions.range(new Path(file.path()).getParent());
  }
}
