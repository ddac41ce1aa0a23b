package io.millrace.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

  /** Types by name of the inputs, in the order that the model expects; empty when none are told. */
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (JsonNode input : content.path("inputs")) {
      inputs.put(input.path("name").asText(), input.path("type").asText());
    }
    return inputs;
  }

  /** Name of the column that the model predicts. */
  public Optional<String> label() {
    return Optional.ofNullable(content.path("label").textValue());
  }

  /** First moment of the training period: the one asked for, or the first event that was there. */
  public Optional<Instant> trainedFrom() {
    return training("from").or(() -> training("first_event"));
  }

  /** Moment that ends the training period: the one asked for, or just after the last event. */
  public Optional<Instant> trainedUntil() {
    return training("until")
        .or(() -> training("last_event").map(last -> last.plus(1, ChronoUnit.MICROS)));
  }

  private Optional<Instant> training(String key) {
    String text = content.path("training").path(key).textValue();
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Version of a model: the first 16 hex digits of the SHA-256 of its bytes. */
  public static String versionOf(byte[] model) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(model);
      StringBuilder hex = new StringBuilder(16);
      for (int i = 0; i < 8; i++) {
        hex.append(String.format("%02x", digest[i]));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
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
