package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.config.PersonalColumns;
import io.millrace.job.config.Pipeline;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/** Keeps what tells of a person out of what is shown, unless it is asked for. */
public final class Mask {
  private static final JsonNode HIDDEN = JsonNodeFactory.instance.textNode("***");

  private final Set<String> columns;
  private final boolean hidden;

  private Mask(Set<String> columns, boolean hidden) {
    this.columns = columns;
    this.hidden = hidden;
  }

  /**
   * The mask of a pipeline's rows.
   *
   * @param show whether personal values are asked for
   */
  public static Mask of(Pipeline pipeline, boolean show) {
    Set<String> columns = PersonalColumns.of(pipeline);
    return new Mask(columns, !show && !columns.isEmpty());
  }

  /** A column's value, or what stands for it; a null is no secret. */
  public JsonNode value(String column, JsonNode value) {
    return hidden && !value.isNull() && columns.contains(column) ? HIDDEN : value;
  }

  /**
   * Writes a record's bytes: length and SHA-256, and the bytes themselves in hex where they may be
   * seen. Those of a record with personal fields may not.
   */
  public void bytes(ObjectNode into, byte[] bytes) {
    into.put("bytes", bytes.length);
    into.put("sha256", sha256(bytes));
    if (hidden) {
      into.put("hidden", "the record has personal fields; see its bytes with --show-personal");
    } else {
      into.put("hex", Values.hex(bytes));
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return Values.hex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
