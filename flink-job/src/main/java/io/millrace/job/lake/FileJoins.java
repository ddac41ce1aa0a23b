package io.millrace.job.lake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.Path;

/**
 * Which files of a commit become one, and under which name. The same files always give the same
 * answer: a commit that is repeated after a failure finds what it made before by its name.
 *
 * <p>Until it is committed as part of the lake, a file waits under a name that no reader of the
 * lake looks at.
 */
final class FileJoins {
  /** Of files that wait; a name that begins with a dot is no part of a lake. */
  static final String WAITING_PREFIX = ".part";

  private static final String WAITING = ".waiting";
  private static final String PREFIX = "part-joined-";

  private FileJoins() {}

  /** How the names of waiting files end, of those that later end as told. */
  static String waitingSuffix(String suffix) {
    return suffix + WAITING;
  }

  /**
   * Groups files. Those of one folder are taken in the order of their names; one that is at least
   * half as large as a file may be stays alone.
   *
   * @param fileBytes what a joined file may have
   * @param suffix of its name
   */
  static List<FileJoin> of(List<LakeFile> waiting, long fileBytes, String suffix) {
    Map<String, List<LakeFile>> folders = new TreeMap<>();
    for (LakeFile file : waiting) {
      String folder = new Path(file.path()).getParent().toString();
      folders.computeIfAbsent(folder, name -> new ArrayList<>()).add(file);
    }
    List<FileJoin> joins = new ArrayList<>();
    folders.forEach((folder, files) -> join(folder, files, fileBytes, suffix, joins));
    return joins;
  }

  private static void join(
      String folder, List<LakeFile> files, long fileBytes, String suffix, List<FileJoin> into) {
    files.sort(Comparator.comparing(LakeFile::path));
    List<LakeFile> open = new ArrayList<>();
    long bytes = 0;
    for (LakeFile file : files) {
      if (file.bytes() >= fileBytes / 2) {
        into.add(named(folder, List.of(file), suffix));
        continue;
      }
      if (bytes + file.bytes() > fileBytes) {
        into.add(named(folder, open, suffix));
        open = new ArrayList<>();
        bytes = 0;
      }
      open.add(file);
      bytes += file.bytes();
    }
    if (!open.isEmpty()) {
      into.add(named(folder, open, suffix));
    }
  }

  private static FileJoin named(String folder, List<LakeFile> files, String suffix) {
    String name;
    if (files.size() == 1) {
      String waiting = new Path(files.get(0).path()).getName();
      name = waiting.substring(1, waiting.length() - WAITING.length());
    } else {
      name = PREFIX + LoadManifest.hash(files) + suffix;
    }
    return new FileJoin(files, new Path(folder, name));
  }
}
