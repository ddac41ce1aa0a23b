package io.millrace.cli.endpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP answer in the words of SageMaker Runtime, or of the container behind it. */
final class Reply {
  private static final String CONTROL_TYPE = "application/x-amz-json-1.1";

  private final int status;
  private final Map<String, String> headers = new TreeMap<>();
  private final byte[] body;
  private int records;

  private Reply(int status, String contentType, byte[] body) {
    this.status = status;
    this.body = body;
    headers.put("Content-Type", contentType);
  }

  /** One score a line, each the decimal of the double that equals the model's float. */
  static Reply scores(float[] scores) {
    StringBuilder csv = new StringBuilder(scores.length * 22);
    for (float score : scores) {
      csv.append((double) score).append('\n');
    }
    byte[] body = csv.toString().getBytes(StandardCharsets.US_ASCII);
    Reply reply = new Reply(200, "text/csv; charset=utf-8", body);
    reply.records = scores.length;
    return reply;
  }

  /** What the container says on its own port. */
  static Reply text(int status, String text) {
    return new Reply(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  /** An error of SageMaker Runtime: type in a header, message in JSON. */
  static Reply error(int status, String type, String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("message", message);
    return new Reply(status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8))
        .with("x-amzn-ErrorType", type);
  }

  /** How SageMaker Runtime passes on an error of the container. */
  static Reply modelError(int containerStatus, String message) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("Message", "Received client error (" + containerStatus + ") from the model")
            .put("OriginalStatusCode", containerStatus)
            .put("OriginalMessage", message);
    return new Reply(424, "application/json", json.toString().getBytes(StandardCharsets.UTF_8))
        .with("x-amzn-ErrorType", "ModelError");
  }

  /** An answer of the control plane. */
  static Reply controlJson(ObjectNode json) {
    return new Reply(200, CONTROL_TYPE, json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** An error of the control plane, which names its type in the body. */
  static Reply controlError(String type, String message) {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("__type", type).put("message", message);
    return new Reply(400, CONTROL_TYPE, json.toString().getBytes(StandardCharsets.UTF_8));
  }

  Reply with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  /** Number of records that were scored. */
  int records() {
    return records;
  }
}
