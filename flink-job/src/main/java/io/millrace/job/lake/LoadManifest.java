package io.millrace.job.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Files that one commit of the lake made visible, all of one schema, for the warehouse to load.
 * Immutable.
 *
 * <p>The identity is a hash of the file paths and never a checkpoint's id: the last checkpoint of
 * every bounded job has the same id, and a restored job counts on from an older one.
 */
public final class LoadManifest implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  /** Of files whose checkpoint is not known. */
  public static final long NO_CHECKPOINT = -1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String id;
  private final String table;
  private final String pipelineHash;
  private final List<String> columns;
  private final List<LakeFile> files;
  private final String runId;
  private final long checkpointId;

  /**
   * @param table table of the warehouse that takes the rows
   * @param pipelineHash hash of the pipeline folder that wrote them
   * @param columns column names in the order of the files' columns, because Redshift loads Parquet
   *     by position
   * @param files at least one
   */
  public LoadManifest(
      String table, String pipelineHash, List<String> columns, List<LakeFile> files) {
    this(table, pipelineHash, columns, files, null, NO_CHECKPOINT);
  }

  private LoadManifest(
      String table,
      String pipelineHash,
      List<String> columns,
      List<LakeFile> files,
      String runId,
      long checkpointId) {
    if (files.isEmpty() || columns.isEmpty()) {
      throw new IllegalArgumentException(
          "a load manifest of table "
              + table
              + " needs at least one file and one column, got none");
    }
    this.table = Objects.requireNonNull(table);
    this.pipelineHash = Objects.requireNonNull(pipelineHash);
    this.columns = List.copyOf(columns);
    List<LakeFile> sorted = new ArrayList<>(files);
    sorted.sort(Comparator.comparing(LakeFile::path));
    this.files = List.copyOf(sorted);
    this.id = hash(this.files);
    this.runId = runId;
    this.checkpointId = checkpointId;
  }

  /**
   * The same files, with the commit that made them visible.
   *
   * @param commitRunId the run that committed them, as lineage names it
   * @param commitCheckpointId the checkpoint; {@link #NO_CHECKPOINT} when it is not known
   */
  public LoadManifest committedBy(String commitRunId, long commitCheckpointId) {
    return new LoadManifest(table, pipelineHash, columns, files, commitRunId, commitCheckpointId);
  }

  /** First 32 hex digits of the SHA-256 over the sorted file paths. */
  public String id() {
    return id;
  }

  public String table() {
    return table;
  }

  public String pipelineHash() {
    return pipelineHash;
  }

  /** Column names in the order of the files' columns. */
  public List<String> columns() {
    return columns;
  }

  /** The run that committed the files; empty where it was not noted. */
  public Optional<String> runId() {
    return Optional.ofNullable(runId);
  }

  /** The checkpoint that made the files visible, or {@link #NO_CHECKPOINT}. */
  public long checkpointId() {
    return checkpointId;
  }

  /** Sorted by path. */
  public List<LakeFile> files() {
    return files;
  }

  /** The manifest as UTF-8 JSON. */
  public byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("id", id);
    root.put("table", table);
    root.put("pipelineHash", pipelineHash);
    if (runId != null) {
      root.put("run", runId);
    }
    if (checkpointId != NO_CHECKPOINT) {
      root.put("checkpoint", checkpointId);
    }
    ArrayNode columnArray = root.putArray("columns");
    columns.forEach(columnArray::add);
    ArrayNode fileArray = root.putArray("files");
    for (LakeFile file : files) {
      fileArray.addObject().put("path", file.path()).put("bytes", file.bytes());
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param where the file, for messages
   * @throws IOException when the text is no manifest, is of a later version, or names other files
   *     than its identity says
   */
  public static LoadManifest fromJson(String where, byte[] json) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IOException(fault(where, "JSON", "text that does not parse"), e);
    }
    int version = root.path("version").asInt(-1);
    if (version != VERSION) {
      throw new IOException(fault(where, "version " + VERSION, "version " + version));
    }
    List<String> columns = new ArrayList<>();
    root.path("columns").forEach(column -> columns.add(column.asText()));
    List<LakeFile> files = new ArrayList<>();
    for (JsonNode file : root.path("files")) {
      files.add(new LakeFile(text(where, file, "path"), file.path("bytes").asLong()));
    }
    if (files.isEmpty() || columns.isEmpty()) {
      throw new IOException(fault(where, "columns and files", "none"));
    }
    LoadManifest manifest =
        new LoadManifest(
            text(where, root, "table"),
            text(where, root, "pipelineHash"),
            columns,
            files,
            root.path("run").isTextual() ? root.path("run").asText() : null,
            root.path("checkpoint").asLong(NO_CHECKPOINT));
    if (!manifest.id.equals(root.path("id").asText())) {
      throw new IOException(
          fault(where, "the files of id " + root.path("id").asText(), "those of " + manifest.id));
    }
    return manifest;
  }

  private static String text(String where, JsonNode node, String field) throws IOException {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IOException(fault(where, "a text '" + field + "'", "none"));
    }
    return value.asText();
  }

  private static String fault(String where, String expected, String got) {
    return "load manifest "
        + where
        + ": expected "
        + expected
        + ", got "
        + got
        + "; restore the file, or write it anew from the files of the lake";
  }

  /** Tells sets of files apart, whatever their order. */
  static String hash(List<LakeFile> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (LakeFile file : files) {
        digest.update(file.path().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
      }
      StringBuilder hex = new StringBuilder();
      byte[] bytes = digest.digest();
      for (int i = 0; i < 16; i++) {
        hex.append(String.format("%02x", bytes[i]));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "load manifest " + id + " of " + files.size() + " files for " + table;
  }
}
