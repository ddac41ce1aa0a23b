package io.millrace.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.inference.endpoint.SageMakerEndpoint;
import io.millrace.job.inference.endpoint.ScoreResponse;
import io.millrace.job.inference.endpoint.ScoringException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The job's client against a server that answers whatever a test wants. */
class SageMakerEndpointIT {
  private static final byte[] LINE = "1,2".getBytes(StandardCharsets.UTF_8);

  private HttpServer server;
  private SageMakerEndpoint client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    client = connect(server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private static SageMakerEndpoint connect(int port) {
    return connect(port, Duration.ofSeconds(5));
  }

  private static SageMakerEndpoint connect(int port, Duration timeout) {
    return SageMakerEndpoint.connect(
        EndpointSettings.local(URI.create("http://127.0.0.1:" + port)),
        "payments-risk",
        "hash",
        timeout);
  }

  private void answer(int status, String errorType, String body) {
    answer(status, errorType, body, Map.of());
  }

  private void answer(int status, String errorType, String body, Map<String, String> headers) {
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          if (errorType != null) {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", errorType);
          }
          headers.forEach(exchange.getResponseHeaders()::set);
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static ScoringException failure(CompletableFuture<ScoreResponse> answer, int expected) {
    try {
      answer.join().scores(expected);
    } catch (CompletionException e) {
      return (ScoringException) e.getCause();
    } catch (ScoringException e) {
      return e;
    }
    throw new AssertionError("the answer was taken");
  }

  @ParameterizedTest
  @CsvSource({
    "400, ThrottlingException, THROTTLED",
    "429, ThrottlingException, THROTTLED",
    "429, ModelNotReadyException, UNAVAILABLE",
    "500, InternalFailure, UNAVAILABLE",
    "503, ServiceUnavailable, UNAVAILABLE",
    "502, , UNAVAILABLE",
    "400, ValidationError, REJECTED",
    "403, AccessDeniedException, REJECTED",
    "403, UnrecognizedClientException, REJECTED",
    "413, , TOO_LARGE"
  })
  void saysWhatAnErrorMeans(int status, String type, DegradedReason reason) {
    answer(status, type, "{\"message\":\"as the test wants\"}");
    assertThat(failure(client.invoke(null, LINE), 1).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "400, REJECTED",
    "413, TOO_LARGE",
    "415, REJECTED",
    "500, UNAVAILABLE",
    "507, UNAVAILABLE"
  })
  void tellsABadRequestFromAFailingContainer(int original, DegradedReason reason) {
    answer(424, "ModelError", "{\"Message\":\"m\",\"OriginalStatusCode\":" + original + "}");
    assertThat(failure(client.invoke(null, LINE), 1).reason()).isEqualTo(reason);
  }

  @Test
  void understandsAnErrorPageOfAProxy() {
    answer(502, null, "<html><body>Bad Gateway</body></html>");
    assertThat(failure(client.invoke(null, LINE), 1).reason())
        .isEqualTo(DegradedReason.UNAVAILABLE);
  }

  @Test
  void doesNotTakeAPageForScores() {
    answer(200, null, "<html><body>welcome</body></html>");
    assertThat(failure(client.invoke(null, LINE), 1).reason())
        .isEqualTo(DegradedReason.BAD_RESPONSE);
  }

  @Test
  void doesNotTakeTheWrongNumberOfScores() {
    answer(200, null, "0.1\n0.2\n");
    assertThat(failure(client.invoke(null, LINE), 1).reason())
        .isEqualTo(DegradedReason.BAD_RESPONSE);
    assertThat(client.invoke(null, LINE).join().scores(2)).containsExactly(0.1, 0.2);
  }

  @Test
  void doesNotTakeTheAnswerOfAnotherBatch() {
    answer(200, null, "0.5", Map.of("X-Amzn-SageMaker-Custom-Attributes", "millrace-batch=-1"));
    ScoringException failure = failure(client.invoke(null, LINE), 1);
    assertThat(failure.reason()).isEqualTo(DegradedReason.BAD_RESPONSE);
    assertThat(failure).hasMessage("the answer is that of another batch");
  }

  @Test
  void takesAnAnswerThatNamesItsBatchOrSaysSomethingElse() {
    List<String> sent = new CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          String name = "X-Amzn-SageMaker-Custom-Attributes";
          String attributes = exchange.getRequestHeaders().getFirst(name);
          if (attributes != null) {
            sent.add(attributes);
            exchange.getResponseHeaders().set(name, sent.size() == 1 ? attributes : "c=1");
          }
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write("0.5".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    assertThat(client.invoke(null, LINE).join().scores(1)).containsExactly(0.5);
    assertThat(client.invoke(null, LINE).join().scores(1)).containsExactly(0.5);
    assertThat(sent)
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(a -> a.startsWith("millrace-batch="));
  }

  @Test
  void usersOfTheSameSettingsShareOneClient() {
    answer(200, null, "0.5");
    int before = networkThreads();
    try (SageMakerEndpoint second = connect(server.getAddress().getPort())) {
      assertThat(second.invoke(null, LINE).join().scores(1)).containsExactly(0.5);
      assertThat(networkThreads()).isEqualTo(Math.max(before, 1));
    }
    // The first user still can.
    assertThat(client.invoke(null, LINE).join().scores(1)).containsExactly(0.5);
  }

  private static int networkThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("aws-java-sdk-NettyEventLoop"))
            .count();
  }

  @Test
  void takesAnAnswerThatNamesNeitherVariantNorVersion() {
    answer(200, null, "0.5");
    ScoreResponse response = client.invoke(null, LINE).join();
    assertThat(response.variant()).isNull();
    assertThat(response.modelVersion()).isNull();
  }

  @Test
  void neverRepeatsInItsMessageWhatTheEndpointSaid() {
    answer(400, "ValidationError", "{\"message\":\"secret 1,2\"}");
    assertThat(failure(client.invoke(null, LINE), 1)).hasMessage("HTTP 400 ValidationError");
  }

  @Test
  void isUnavailableWhenNobodyListens() throws IOException {
    // Bound but not listening: whoever asks is refused, and nobody else can be given the port.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      // A refusal comes at once; a machine that is busy must not turn it into a timeout.
      try (SageMakerEndpoint nobody = connect(taken.getLocalPort(), Duration.ofMinutes(1))) {
        assertThat(failure(nobody.invoke(null, LINE), 1).reason())
            .isEqualTo(DegradedReason.UNAVAILABLE);
      }
    }
  }

  @Test
  void degradesWhenTheNameDoesNotResolve() {
    // Which of the two depends on how long the machine asks for the name.
    try (SageMakerEndpoint nowhere =
        SageMakerEndpoint.connect(
            EndpointSettings.local(URI.create("http://millrace.invalid")),
            "payments-risk",
            "hash",
            Duration.ofSeconds(5))) {
      assertThat(failure(nowhere.invoke(null, LINE), 1).reason())
          .isIn(DegradedReason.UNAVAILABLE, DegradedReason.TIMEOUT);
    }
  }

  @Test
  void givesUpARequestThatIsCancelled() throws Exception {
    server.createContext("/", exchange -> {});
    CompletableFuture<ScoreResponse> answer = client.invoke(null, LINE);
    Thread.sleep(100);
    answer.cancel(true);
    assertThat(answer).isCancelled();
  }
}
