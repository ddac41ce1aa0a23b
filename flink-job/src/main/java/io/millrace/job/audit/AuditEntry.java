package io.millrace.job.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thing that happened, as its chain keeps it: the bytes of a file, and the hash of them that
 * the next entry names. Immutable.
 */
public final class AuditEntry {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final byte[] bytes;
  private final JsonNode content;

  private AuditEntry(byte[] bytes, JsonNode content) {
    this.bytes = bytes;
    this.content = content;
  }

  /**
   * A new entry.
   *
   * @param previous hash of the one before; empty for the first of a chain
   * @param others heads of the other chains there are, for the first of a chain
   */
  static AuditEntry of(
      String chain,
      long number,
      Instant time,
      String what,
      String cause,
      Map<String, String> details,
      String previous,
      Map<String, String> others) {
    ObjectNode root = JSON.createObjectNode();
    root.put("chain", chain);
    root.put("number", number);
    root.put("time", time.toString());
    root.put("what", what);
    root.put("cause", cause);
    ObjectNode more = root.putObject("details");
    new TreeMap<>(details).forEach(more::put);
    root.put("previous", previous);
    if (!others.isEmpty()) {
      ObjectNode heads = root.putObject("others");
      new TreeMap<>(others).forEach(heads::put);
    }
    try {
      return new AuditEntry(JSON.writeValueAsBytes(root), root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
    }
  }

  /**
   * Reads an entry.
   *
   * @throws IOException when the bytes are none
   */
  public static AuditEntry read(byte[] bytes) throws IOException {
    JsonNode content;
    try {
      content = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new IOException("no entry of an audit trail", e);
    }
    if (!content.path("number").isIntegralNumber() || !content.path("previous").isTextual()) {
      throw new IOException("no entry of an audit trail");
    }
    return new AuditEntry(bytes, content);
  }

  byte[] bytes() {
    return bytes;
  }

  /** {@code chain, number, time, what, cause, details, previous} and, in a first one, others. */
  public JsonNode content() {
    return content;
  }

  /** Name of its chain. */
  public String chain() {
    return content.path("chain").asText();
  }

  /** Its place in the chain, from 1. */
  public long number() {
    return content.path("number").asLong();
  }

  /** Hash of the entry before; empty of the first. */
  public String previous() {
    return content.path("previous").asText();
  }

  /** SHA-256 of the entry, in hex. */
  public String hash() {
    return hash(bytes);
  }

  /** SHA-256 in hex. */
  public static String hash(byte[] content) {
    try {
      StringBuilder hex = new StringBuilder();
      for (byte one : MessageDigest.getInstance("SHA-256").digest(content)) {
        hex.append(String.format("%02x", one));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
