package io.millrace.job.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A model endpoint whose score is the first input, and that answers when it is let. */
public final class HeldEndpoint implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile CountDownLatch held = new CountDownLatch(0);

  private HeldEndpoint(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** One on a free port of the loopback interface. */
  public static HeldEndpoint start() {
    try {
      return new HeldEndpoint(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From here on requests wait, until it is closed. */
  public void hold() {
    held = new CountDownLatch(1);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String lines = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    byte[] scores =
        lines
            .lines()
            .map(line -> line.split(",", -1)[0])
            .map(first -> first.isEmpty() ? "0" : first)
            .collect(Collectors.joining("\n"))
            .getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/csv; charset=utf-8");
    exchange.getResponseHeaders().add("x-Amzn-Invoked-Production-Variant", "AllTraffic");
    exchange.sendResponseHeaders(200, scores.length);
    exchange.getResponseBody().write(scores);
    exchange.close();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
