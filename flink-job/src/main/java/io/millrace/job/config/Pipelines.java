package io.millrace.job.config;

import io.millrace.job.expression.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;

/** Finds a pipeline by what the user calls it. */
public final class Pipelines {
  /** The pipeline of a user who names none. */
  public static final String DEFAULT = "payments";

  private static final String FOLDER = "pipelines/";
  private static final String INDEX = FOLDER + "built-in.txt";

  private Pipelines() {}

  /**
   * The files of a pipeline: of a folder, where there is one of this path; else of the built-in
   * pipeline of this name; or of a folder on a file system that Flink knows, e.g. {@code
   * s3://bucket/pipelines/payments}.
   *
   * @throws InvalidPipelineException when there is none, or its files cannot be read
   */
  public static PipelineFiles open(String nameOrPath) {
    return open(nameOrPath, Pipelines.class.getClassLoader());
  }

  static PipelineFiles open(String nameOrPath, ClassLoader classPath) {
    Problems problems = new Problems();
    PipelineFiles files = null;
    try {
      files = find(nameOrPath, classPath);
      if (files == null) {
        problems.add(
            "pipeline",
            "a folder, or a built-in pipeline",
            "'" + nameOrPath + "'",
            Suggestion.remedy(nameOrPath, builtIn(classPath)));
      }
    } catch (IOException e) {
      problems.add(
          "pipeline",
          "a folder that can be read",
          "'" + nameOrPath + "' (" + e + ")",
          "check the path and its permissions");
    }
    problems.throwIfAny(nameOrPath);
    return files;
  }

  /** Names of the built-in pipelines. */
  public static List<String> builtIn() {
    return builtIn(Pipelines.class.getClassLoader());
  }

  private static List<String> builtIn(ClassLoader classPath) {
    try (InputStream in = classPath.getResourceAsStream(INDEX)) {
      if (in == null) {
        return List.of();
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new IllegalStateException(INDEX + " of the class path cannot be read", e);
    }
  }

  private static PipelineFiles find(String nameOrPath, ClassLoader classPath) throws IOException {
    if (nameOrPath.contains("://")) {
      return remote(nameOrPath);
    }
    if (isFolder(nameOrPath)) {
      Path folder = Path.of(nameOrPath);
      // A folder that is no pipeline can be of any size; it is not read to find that out.
      return Files.exists(folder.resolve(PipelineFiles.PIPELINE))
          ? PipelineFiles.read(folder)
          : PipelineFiles.of(nameOrPath, Map.of());
    }
    if (!builtIn(classPath).contains(nameOrPath)) {
      return null;
    }
    String folder = FOLDER + nameOrPath + '/';
    URL url = classPath.getResource(folder + PipelineFiles.PIPELINE);
    if (url == null) {
      return null;
    }
    if (!url.getProtocol().equals("jar")) {
      PipelineFiles files = PipelineFiles.read(Path.of(uri(url)).getParent());
      return PipelineFiles.of(nameOrPath, files.content());
    }
    return PipelineFiles.of(nameOrPath, jarFolder(url, folder));
  }

  private static boolean isFolder(String path) {
    try {
      return Files.isDirectory(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static URI uri(URL url) throws IOException {
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IOException(url + " is no URI", e);
    }
  }

  private static Map<String, byte[]> jarFolder(URL url, String folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    URLConnection connection = url.openConnection();
    // A cached connection's jar is the class loader's own, which must stay open.
    connection.setUseCaches(false);
    try (JarFile jar = ((JarURLConnection) connection).getJarFile()) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (!entry.isDirectory() && entry.getName().startsWith(folder)) {
          try (InputStream in = jar.getInputStream(entry)) {
            files.put(entry.getName().substring(folder.length()), in.readAllBytes());
          }
        }
      }
    }
    return files;
  }

  /** Files of a folder on any file system of Flink; null when there is no such folder. */
  private static PipelineFiles remote(String location) throws IOException {
    org.apache.flink.core.fs.Path root = new org.apache.flink.core.fs.Path(location);
    Map<String, byte[]> files = new TreeMap<>();
    FileSystem fileSystem = root.getFileSystem();
    if (!fileSystem.exists(root)) {
      return null;
    }
    collect(fileSystem, root, "", files);
    return PipelineFiles.of(location, files);
  }

  private static void collect(
      FileSystem fileSystem,
      org.apache.flink.core.fs.Path folder,
      String prefix,
      Map<String, byte[]> files)
      throws IOException {
    for (FileStatus status : fileSystem.listStatus(folder)) {
      String name = prefix + status.getPath().getName();
      if (status.isDir()) {
        collect(fileSystem, status.getPath(), name + '/', files);
      } else {
        try (FSDataInputStream in = fileSystem.open(status.getPath())) {
          files.put(name, in.readAllBytes());
        }
      }
    }
  }
}
