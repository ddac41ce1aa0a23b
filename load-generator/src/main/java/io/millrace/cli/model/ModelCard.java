package io.millrace.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The {@code model.json} beside a model archive: what the model expects and where it comes from.
 * Written by training; read by whoever serves the model or compares live features with those that
 * it was trained on.
 */
public final class ModelCard {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final ObjectNode content;

  private ModelCard(ObjectNode content) {
    this.content = content;
  }

  /** A card of this content; {@code version} and {@code inputs_hash} are required. */
  public static ModelCard of(ObjectNode content) {
    for (String key : new String[] {"version", "inputs_hash"}) {
      if (!content.path(key).isTextual()) {
        throw new IllegalArgumentException("a model card needs the text " + key);
      }
    }
    return new ModelCard(content.deepCopy());
  }

  /**
   * @throws IOException when it is no card
   */
  public static ModelCard parse(byte[] json) throws IOException {
    JsonNode content = JSON.readTree(json);
    try {
      if (content instanceof ObjectNode) {
        return of((ObjectNode) content);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    throw new IOException("a model card is a JSON object");
  }

  /** Version of the model: a hash of its bytes. */
  public String version() {
    return content.get("version").asText();
  }

  /** Hash of the inputs that the model expects, names, types and order. */
  public String inputsHash() {
    return content.get("inputs_hash").asText();
  }

  /** Everything on the card. */
  public JsonNode content() {
    return content.deepCopy();
  }

  /** Indented JSON with a newline at the end; equal cards give equal bytes. */
  public byte[] toBytes() {
    try {
      return (JSON.writeValueAsString(content) + '\n').getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }
}
