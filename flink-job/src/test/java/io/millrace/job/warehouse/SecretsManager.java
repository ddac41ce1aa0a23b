package io.millrace.job.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Secrets Manager on loopback, as far as reading a secret goes. The SDK finds it by its own
 * settings, which are put back when this is closed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">
 *     GetSecretValue</a>
 */
final class SecretsManager implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, String> before = new HashMap<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final String arn;
  private volatile String secret;

  /** Has one secret, of this ARN. */
  SecretsManager(String arn, String secret) throws IOException {
    this.arn = arn;
    this.secret = secret;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    set("aws.endpointUrlSecretsManager", "http://127.0.0.1:" + server.getAddress().getPort());
    set("aws.region", "eu-west-1");
    set("aws.accessKeyId", "local");
    set("aws.secretAccessKey", "local");
  }

  private void set(String property, String value) {
    before.put(property, System.getProperty(property));
    System.setProperty(property, value);
  }

  /** What the secret says from now on. */
  void rotate(String text) {
    secret = text;
  }

  /** How often it was read. */
  int reads() {
    return reads.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String action = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    boolean known =
        "secretsmanager.GetSecretValue".equals(action)
            && request.path("SecretId").asText().equals(arn);
    byte[] body =
        JSON.writeValueAsBytes(
            known
                ? Map.of("ARN", arn, "Name", "warehouse", "SecretString", secret)
                : Map.of("__type", "ResourceNotFoundException", "message", "no such secret"));
    if (known) {
      reads.incrementAndGet();
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(known ? 200 : 400, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    before.forEach(
        (property, value) -> {
          if (value == null) {
            System.clearProperty(property);
          } else {
            System.setProperty(property, value);
          }
        });
  }
}
