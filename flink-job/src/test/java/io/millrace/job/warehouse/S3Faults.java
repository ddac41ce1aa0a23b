package io.millrace.job.warehouse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before an S3 server and answers a share of the requests with 500 or 503: some without
 * asking the server, some after the server has done what was asked, so that only the answer is
 * lost.
 */
final class S3Faults implements AutoCloseable {
  /** Those that belong to one connection, or that the client sets itself. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private final HttpServer server;
  private final int target;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Integer> injected = new ConcurrentHashMap<>();
  private final Random random;
  private final AtomicInteger faults = new AtomicInteger();
  private volatile double share;

  /**
   * Begins without faults.
   *
   * @param target port of the server on loopback
   */
  S3Faults(int target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** From here on, so many of the requests fail, from 0 to 1. */
  void fail(double newShare) {
    share = newShare;
  }

  /** Faults by what was done. */
  Map<String, Integer> injected() {
    return new TreeMap<>(injected);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean fails;
      synchronized (random) {
        fails = random.nextDouble() < share;
      }
      if (!fails) {
        pass(exchange, forward(exchange, body));
        return;
      }
      // Each kind in turn, so that few faults are of all kinds.
      int kind = faults.getAndIncrement() % 4;
      boolean answerIsLost = kind < 2;
      if (answerIsLost) {
        forward(exchange, body);
      }
      refuse(exchange, kind % 2 == 0, answerIsLost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private void refuse(HttpExchange exchange, boolean throttled, boolean done) throws IOException {
    int status = throttled ? 503 : 500;
    injected.merge(status + (done ? " after it was done" : " instead"), 1, Integer::sum);
    String code = throttled ? "SlowDown" : "InternalError";
    byte[] text =
        ("<?xml version=\"1.0\"?><Error><Code>"
                + code
                + "</Code><Message>"
                + code
                + "</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);
    send(exchange, status, text);
  }

  private static void pass(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    if (exchange.getRequestMethod().equals("HEAD")) {
      answer
          .headers()
          .firstValue("content-length")
          .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
    }
    send(exchange, answer.statusCode(), answer.body());
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD") || body.length == 0) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
