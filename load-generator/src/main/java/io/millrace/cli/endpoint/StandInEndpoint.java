package io.millrace.cli.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.cli.UserException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * as SageMaker Runtime has it, the control plane's words about its models, and the container's own
 * {@code /ping} and {@code /invocations}. Signatures are not checked.
 */
public final class StandInEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StandInEndpoint.class);
  private static final String ENDPOINTS = "/endpoints/";
  private static final String INVOCATIONS = "/invocations";
  // SageMaker's limits: bytes of a request to the container, and time until it gives up.
  private static final int MAX_BODY = 6 * 1024 * 1024;
  private static final long MODEL_TIMEOUT_SECONDS = 60;
  private static final int PREDICTIONS_AT_ONCE = 2;
  private static final String IN_SERVICE = "InService";
  private static final String UPDATING = "Updating";

  static {
    // The JDK's server writes head and body apart; Nagle's algorithm would hold back the second.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final StandInOptions options;
  private final HttpServer server;
  private final ServedVariants variants;
  private final ControlApi control;
  private final Instant created = Instant.now();
  private final List<Deployment> deployments = new CopyOnWriteArrayList<>();
  private final ExecutorService requests;
  private final ScheduledExecutorService answers;

  // Written by update, one after the other, and by the steps that it schedules.
  private volatile ControlApi.State state;

  private StandInEndpoint(StandInOptions options, HttpServer server, Deployment deployment) {
    this.options = options;
    this.server = server;
    this.deployments.add(deployment);
    this.state = new ControlApi.State(deployment, IN_SERVICE, created, created);
    this.variants = new ServedVariants(options, deployment);
    this.control = new ControlApi(options.endpoint(), options.variants(), () -> state);
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
      Deployment first = new Deployment(configName(1), options.models(), PREDICTIONS_AT_ONCE);
      StandInEndpoint endpoint = new StandInEndpoint(options, server, first);
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

  private static String configName(int number) {
    return "config-" + number;
  }

  /** Address of the server, to put in the place of SageMaker Runtime's. */
  public URI url() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /** False when the pipeline has no model yet, and every request is refused. */
  public boolean hasModel() {
    return variants.deployment().hasModel();
  }

  /** Requests meet these faults from now on, drawn from the same seed. */
  public void setFaults(FaultRates rates) {
    variants.setFaults(rates);
  }

  /**
   * Exchanges the models of variants as UpdateEndpoint does: the endpoint says at once that it is
   * updating, the new models answer after half of the time, and then it is in service again.
   *
   * @param models of the variants that change
   */
  public synchronized void update(Map<String, DeployedModel> models, Duration time) {
    Map<String, DeployedModel> next = new TreeMap<>(state.deployment.deployed());
    next.putAll(models);
    Deployment to = new Deployment(configName(deployments.size() + 1), next, PREDICTIONS_AT_ONCE);
    deployments.add(to);
    Deployment from = state.deployment;
    state = new ControlApi.State(from, UPDATING, created, Instant.now());
    after(time.toNanos() / 2, () -> variants.deploy(to));
    after(
        time.toNanos(), () -> state = new ControlApi.State(to, IN_SERVICE, created, Instant.now()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    long arrived = System.nanoTime();
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    String path = exchange.getRequestURI().getPath();
    String target = exchange.getRequestHeaders().getFirst(ControlApi.TARGET);
    if (target != null) {
      answer(exchange, control.answer(target, body));
    } else if (path.equals("/ping")) {
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
    long wait = variants.nextLatency(reply.records()).toNanos() - (System.nanoTime() - arrived);
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
      if (idle) {
        deployments.forEach(Deployment::close);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
