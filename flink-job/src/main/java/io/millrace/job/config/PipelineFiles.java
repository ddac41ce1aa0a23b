package io.millrace.job.config;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one pipeline folder, as bytes. This is what travels to the operators: each builds
 * its {@link Pipeline} from it when it opens, so compiled expressions are never serialized.
 */
public final class PipelineFiles implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final String PIPELINE = "pipeline.yaml";
  public static final String MODEL_CARD = "model/model.json";
  public static final String MODEL_ARCHIVE = "model/model.tar.gz";

  private final String location;
  private final TreeMap<String, byte[]> files;
  private final EventSpec.Format format;
  private final String backfillTable;
  private transient String hash;

  private PipelineFiles(
      String location, Map<String, byte[]> files, EventSpec.Format format, String backfillTable) {
    this.location = location;
    this.files = new TreeMap<>(files);
    this.format = format;
    this.backfillTable = backfillTable;
  }

  /**
   * The files of a folder that was read elsewhere.
   *
   * @param location folder or resource that the files were read from, for messages
   * @param files content by path relative to the folder, with {@code /} between parts
   */
  public static PipelineFiles of(String location, Map<String, byte[]> files) {
    return new PipelineFiles(location, files, null, null);
  }

  /** Reads every regular file below a folder. */
  public static PipelineFiles read(Path folder) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      paths
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  String name = folder.relativize(file).toString().replace('\\', '/');
                  files.put(name, Files.readAllBytes(file));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new PipelineFiles(folder.toString(), files, null, null);
  }

  /** The same pipeline over records of another encoding, e.g. JSON lines of a stream in Avro. */
  public PipelineFiles withFormat(EventSpec.Format recordFormat) {
    return new PipelineFiles(location, files, recordFormat, backfillTable);
  }

  /**
   * The same pipeline for events of the past that are computed anew: nothing is scored, and the
   * rows go to a table of their own.
   */
  public PipelineFiles forBackfill(String table) {
    return new PipelineFiles(location, files, format, table);
  }

  /** The encoding that stands in for the pipeline's own; empty when nothing does. */
  public Optional<EventSpec.Format> format() {
    return Optional.ofNullable(format);
  }

  /** Table of the rows that are computed anew; empty when the pipeline runs as it stands. */
  public Optional<String> backfillTable() {
    return Optional.ofNullable(backfillTable);
  }

  /** Where the files were read from. */
  public String location() {
    return location;
  }

  public boolean contains(String name) {
    return files.containsKey(name);
  }

  /** Names of all files, sorted. */
  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  Map<String, byte[]> content() {
    return files;
  }

  /** Content of a file, or null when the folder has none of that name. */
  public byte[] bytes(String name) {
    return files.get(name);
  }

  /** Content of a UTF-8 text file, or null when the folder has none of that name. */
  public String text(String name) {
    byte[] content = files.get(name);
    return content == null ? null : new String(content, StandardCharsets.UTF_8);
  }

  /** Every file but the model archives: what it takes to read events that were written before. */
  public SortedMap<String, byte[]> withoutArchives() {
    TreeMap<String, byte[]> texts = new TreeMap<>(files);
    texts.keySet().removeIf(name -> name.endsWith(".gz"));
    return texts;
  }

  /** First 16 hex digits of the SHA-256 over every file's name and content. */
  public String hash() {
    if (hash == null) {
      hash = hash(files);
    }
    return hash;
  }

  /** First 16 hex digits of the SHA-256 over one file's content; of nothing when it is missing. */
  public String hash(String name) {
    return hashOf(files.getOrDefault(name, new byte[0]));
  }

  /** First 16 hex digits of the SHA-256 over one content. */
  static String hashOf(byte[] content) {
    TreeMap<String, byte[]> one = new TreeMap<>();
    one.put("", content);
    return hash(one);
  }

  private static String hash(SortedMap<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, content) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(ByteBuffer.allocate(8).putLong(content.length).array());
            digest.update(content);
          });
      StringBuilder hex = new StringBuilder();
      byte[] bytes = digest.digest();
      for (int i = 0; i < 8; i++) {
        hex.append(String.format("%02x", bytes[i]));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
