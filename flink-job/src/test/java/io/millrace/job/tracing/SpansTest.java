package io.millrace.job.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.job.event.EventTrace;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SpansTest {
  private static final EventTrace TRACE = new EventTrace(1, 2, 3);

  /** A receiver that answers as a test wants. */
  private record Receiver(Function<Collection<SpanData>, CompletableResultCode> answer)
      implements SpanReceiver {
    @Override
    public SpanExporter open() {
      return new SpanExporter() {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
          return answer.apply(spans);
        }

        @Override
        public CompletableResultCode flush() {
          return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
          return CompletableResultCode.ofSuccess();
        }
      };
    }

    @Override
    public String toString() {
      return "a test";
    }
  }

  private static void tell(Spans spans, int count) {
    for (int i = 0; i < count; i++) {
      spans.tell(SpanName.FEATURES, TRACE, 5, 10, 20, Attributes.empty(), null);
    }
  }

  @Test
  void givesSpansTheIdsAndTimesThatItIsTold() {
    List<SpanData> taken = Collections.synchronizedList(new ArrayList<>());
    Spans spans =
        new Spans(
            new Receiver(
                batch -> {
                  taken.addAll(batch);
                  return CompletableResultCode.ofSuccess();
                }),
            "payments",
            100);
    spans.tell(SpanName.DECODE, TRACE, 0, 1, 10, Attributes.empty(), "breaks a row rule");
    tell(spans, 1);
    spans.close();

    SpanData first = taken.get(0);
    assertThat(first.getTraceId()).isEqualTo("00000000000000010000000000000002");
    assertThat(first.getSpanId()).isEqualTo(EventTrace.hex(SpanName.DECODE.idIn(TRACE)));
    assertThat(first.getParentSpanContext().isValid()).isFalse();
    assertThat(first.getStartEpochNanos()).isEqualTo(1_000);
    assertThat(first.getEndEpochNanos()).isEqualTo(10_000);
    assertThat(first.getStatus().getDescription()).isEqualTo("breaks a row rule");
    SpanData second = taken.get(1);
    assertThat(second.getTraceId()).isEqualTo(first.getTraceId());
    assertThat(second.getSpanId()).isEqualTo(EventTrace.hex(SpanName.FEATURES.idIn(TRACE)));
    assertThat(second.getParentSpanId()).isEqualTo("0000000000000005");
    assertThat(spans.export().sent()).isEqualTo(2);
    assertThat(spans.export().dropped()).isZero();
  }

  /** With the receiver never answering, nobody who tells a span waits, and none is forgotten. */
  @Test
  void whatDoesNotFitTheQueueIsDroppedAndCounted() {
    Spans spans = new Spans(new Receiver(batch -> new CompletableResultCode()), "payments", 100);
    tell(spans, 10_000);
    assertThat(spans.export().dropped()).isPositive();
    spans.close();
    assertThat(spans.export().takeDropped())
        .as("those on their way to a receiver that hangs are neither sent nor dropped")
        .isBetween(10_000L - 300, 10_000L);
    assertThat(spans.export().takeDropped()).as("each is told once").isZero();
  }

  @Test
  void whatTheReceiverDoesNotTakeIsDroppedAndCounted() {
    Spans spans =
        new Spans(new Receiver(batch -> CompletableResultCode.ofFailure()), "payments", 1_000);
    tell(spans, 700);
    spans.close();
    assertThat(spans.export().dropped()).isEqualTo(700);
    assertThat(spans.export().sent()).isZero();
  }

  @Test
  void aReceiverThatIsNotThereCostsSpansAndNothingElse() throws IOException {
    int port;
    try (var free = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI url = URI.create("http://127.0.0.1:" + port + "/v1/traces");
    for (SpanReceiver receiver :
        List.of(new OtlpReceiver(url), new XRayReceiver("eu-central-1", url))) {
      Spans spans = new Spans(receiver, "payments", 1_000);
      tell(spans, 5);
      spans.close();
      assertThat(spans.export().sent()).as(receiver.toString()).isZero();
    }
  }

  @Test
  void spansForXRayAreSigned() throws IOException {
    List<String> heads = Collections.synchronizedList(new ArrayList<>());
    List<byte[]> bodies = Collections.synchronizedList(new ArrayList<>());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          heads.add(exchange.getRequestHeaders().getFirst("Authorization"));
          heads.add(exchange.getRequestHeaders().getFirst("X-Amz-Content-Sha256"));
          heads.add(exchange.getRequestHeaders().getFirst("Content-Type"));
          bodies.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
      Spans spans = new Spans(new XRayReceiver("eu-central-1", url), "payments", 100);
      tell(spans, 3);
      spans.close();
      assertThat(spans.export().sent()).isEqualTo(3);
    } finally {
      server.stop(0);
    }
    assertThat(heads.get(0))
        .startsWith("AWS4-HMAC-SHA256 Credential=local/")
        .contains("/eu-central-1/xray/aws4_request");
    assertThat(heads.get(2)).isEqualTo("application/x-protobuf");
    assertThat(OtlpSpan.read(bodies.get(0)))
        .hasSize(3)
        .allSatisfy(
            span -> assertThat(span.traceId()).isEqualTo("00000000000000010000000000000002"));
  }
}
