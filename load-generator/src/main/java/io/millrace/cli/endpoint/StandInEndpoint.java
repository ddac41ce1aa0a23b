package io.millrace.cli.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.cli.UserException;
import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.XgboostModel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in for a SageMaker endpoint with the built-in XGBoost container 1.7-1, on the loopback
 * interface: <a
 * href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html">InvokeEndpoint</a>
 * as SageMaker Runtime has it, and the container's own {@code /ping} and {@code /invocations}.
 * Signatures are not checked.
 */
public final class StandInEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StandInEndpoint.class);
  private static final String ENDPOINTS = "/endpoints/";
  private static final String INVOCATIONS = "/invocations";
  // SageMaker's limits: bytes of a request to the container, and time until it gives up.
  private static final int MAX_BODY = 6 * 1024 * 1024;
  private static final long MODEL_TIMEOUT_SECONDS = 60;
  private static final int PREDICTIONS_AT_ONCE = 2;

  static {
    // The JDK's server writes head and body apart; Nagle's algorithm would hold back the second.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final StandInOptions options;
  private final HttpServer server;
  private final ServedVariants variants;
  private final XgboostModel model;
  private final ExecutorService requests;
  private final ScheduledExecutorService answers;

  private StandInEndpoint(StandInOptions options, HttpServer server, XgboostModel model) {
    this.options = options;
    this.server = server;
    this.model = model;
    this.variants = new ServedVariants(options, model);
    this.requests = Executors.newFixedThreadPool(PREDICTIONS_AT_ONCE * 2, threads("requests"));
    this.answers = Executors.newScheduledThreadPool(1, threads("answers"));
  }

  private static ThreadFactory threads(String name) {
    return work -> {
      Thread thread = new Thread(work, "stand-in-endpoint-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Starts serving.
   *
   * @throws UserException when the port is taken or the model cannot be loaded
   */
  public static StandInEndpoint start(StandInOptions options) {
    HttpServer server = bind(options.port());
    try {
      XgboostModel model = options.archive().isPresent() ? load(options.archive().get()) : null;
      StandInEndpoint endpoint = new StandInEndpoint(options, server, model);
      server.createContext("/", endpoint::handle);
      server.setExecutor(endpoint.requests);
      server.start();
      return endpoint;
    } catch (RuntimeException e) {
      server.stop(0);
      throw e;
    }
  }

  private static HttpServer bind(int port) {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (BindException e) {
      throw new UserException(
          "port " + port + " is in use: give another with --port, or --port 0 for a free one", e);
    } catch (IOException e) {
      throw new UserException("the endpoint cannot listen on port " + port + ": " + e, e);
    }
  }

  private static XgboostModel load(byte[] archive) {
    try {
      return XgboostModel.load(ModelArchive.unpack(archive), PREDICTIONS_AT_ONCE);
    } catch (IOException e) {
      throw new UserException(
          "model.tar.gz cannot be served: " + e.getMessage() + "; make it with millrace train", e);
    }
  }

  /** Address of the server, to put in the place of SageMaker Runtime's. */
  public URI url() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /** False when the pipeline has no model yet, and every request is refused. */
  public boolean hasModel() {
    return variants.hasModel();
  }

  private void handle(HttpExchange exchange) throws IOException {
    long arrived = System.nanoTime();
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/ping")) {
      answer(exchange, Reply.text(hasModel() ? 200 : 500, ""));
    } else if (!exchange.getRequestMethod().equals("POST")) {
      answer(exchange, Reply.text(405, "POST is the only method"));
    } else if (path.equals(INVOCATIONS)) {
      serve(exchange, arrived, () -> variants.invocations(body));
    } else if (path.startsWith(ENDPOINTS) && path.endsWith(INVOCATIONS)) {
      invokeEndpoint(exchange, arrived, path, body);
    } else {
      answer(exchange, Reply.error(404, "UnknownOperationException", "no such operation"));
    }
  }

  private void invokeEndpoint(HttpExchange exchange, long arrived, String path, byte[] body) {
    String name = path.substring(ENDPOINTS.length(), path.length() - INVOCATIONS.length());
    String target = exchange.getRequestHeaders().getFirst("X-Amzn-SageMaker-Target-Variant");
    switch (variants.nextFate()) {
      case THROTTLE:
        answer(exchange, Reply.error(429, "ThrottlingException", "Rate exceeded"));
        break;
      case FAIL:
        answer(exchange, Reply.error(503, "ServiceUnavailable", "The service is unavailable"));
        break;
      case HANG:
        after(MODEL_TIMEOUT_SECONDS * 1_000_000_000L, exchange::close);
        break;
      default:
        if (body.length > MAX_BODY) {
          answer(exchange, Reply.error(413, "ValidationError", "The request is too large"));
        } else {
          serve(exchange, arrived, () -> variants.invokeEndpoint(name, target, body));
        }
    }
  }

  private void serve(HttpExchange exchange, long arrived, Supplier<Reply> scoring) {
    Reply reply = scoring.get();
    long wait = options.latency(reply.records()).toNanos() - (System.nanoTime() - arrived);
    if (wait <= 0) {
      answer(exchange, reply);
    } else {
      // No thread sleeps for a slow answer: slowness must not look like a small server.
      after(wait, () -> answer(exchange, reply));
    }
  }

  private void after(long nanos, Runnable work) {
    try {
      answers.schedule(work, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("a request came while the endpoint was closed", closed);
    }
  }

  private static void answer(HttpExchange exchange, Reply reply) {
    try {
      for (Map.Entry<String, String> header : reply.headers().entrySet()) {
        exchange.getResponseHeaders().set(header.getKey(), header.getValue());
      }
      byte[] body = reply.body();
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException gone) {
      LOG.debug("the client did not wait for its answer", gone);
    } finally {
      exchange.close();
    }
  }

  /** Stops at once; requests on their way are cut off. */
  @Override
  public void close() {
    server.stop(0);
    answers.shutdownNow();
    requests.shutdown();
    try {
      // The model's memory is native: freed under a running prediction, the process would die.
      boolean idle = requests.awaitTermination(10, TimeUnit.SECONDS);
      if (model != null && idle) {
        model.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
