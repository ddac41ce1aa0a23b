package io.millrace.cli;

import io.millrace.job.config.PipelineFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Finds a pipeline by what the user calls it: a folder, or the name of a built-in one. */
public final class Pipelines {
  /** The pipeline of commands that are given none. */
  public static final String DEFAULT = "payments";

  private static final String ROOT = "pipelines/";

  private Pipelines() {}

  /**
   * The files of a pipeline.
   *
   * @param nameOrFolder a folder that holds a pipeline.yaml, else a built-in pipeline's name
   * @throws UserException when it is neither, or the folder cannot be read
   */
  public static PipelineFiles find(String nameOrFolder) {
    return find(nameOrFolder, Pipelines.class.getClassLoader());
  }

  static PipelineFiles find(String nameOrFolder, ClassLoader classPath) {
    try {
      Path folder = Path.of(nameOrFolder);
      if (Files.isRegularFile(folder.resolve(PipelineFiles.PIPELINE))) {
        return PipelineFiles.read(folder);
      }
      Map<String, byte[]> files = builtIn(nameOrFolder, classPath);
      if (files.containsKey(PipelineFiles.PIPELINE)) {
        return PipelineFiles.of(nameOrFolder, files);
      }
      throw new UserException(
          "'"
              + nameOrFolder
              + "' is no pipeline: give a folder that holds a pipeline.yaml, or one of "
              + String.join(", ", names(classPath)));
    } catch (IOException e) {
      throw new UserException("pipeline " + nameOrFolder + " cannot be read: " + e, e);
    }
  }

  private static SortedSet<String> names(ClassLoader classPath) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    for (String path : list(ROOT, classPath).keySet()) {
      if (path.endsWith('/' + PipelineFiles.PIPELINE)) {
        names.add(path.substring(0, path.indexOf('/')));
      }
    }
    return names;
  }

  private static Map<String, byte[]> builtIn(String name, ClassLoader classPath)
      throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (Map.Entry<String, URL> file : list(ROOT + name + '/', classPath).entrySet()) {
      URLConnection connection = file.getValue().openConnection();
      // A cached jar connection would close the class loader's own jar with the stream.
      connection.setUseCaches(false);
      try (InputStream in = connection.getInputStream()) {
        files.put(file.getKey(), in.readAllBytes());
      }
    }
    return files;
  }

  /** Every file below a class path folder, by its path relative to the folder. */
  private static Map<String, URL> list(String folder, ClassLoader classPath) throws IOException {
    Map<String, URL> found = new TreeMap<>();
    Enumeration<URL> roots = classPath.getResources(folder);
    while (roots.hasMoreElements()) {
      URL root = roots.nextElement();
      if (root.getProtocol().equals("jar")) {
        listJar(root, folder, found);
      } else {
        listFolder(Path.of(URI.create(root.toString())), found);
      }
    }
    return found;
  }

  private static void listFolder(Path root, Map<String, URL> found) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        String name = root.relativize(path).toString().replace('\\', '/');
        found.putIfAbsent(name, path.toUri().toURL());
      }
    }
  }

  private static void listJar(URL root, String folder, Map<String, URL> found) throws IOException {
    JarURLConnection connection = (JarURLConnection) root.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (!entry.isDirectory() && entry.getName().startsWith(folder)) {
          String name = entry.getName().substring(folder.length());
          found.putIfAbsent(name, new URL(root, name));
        }
      }
    }
  }
}
