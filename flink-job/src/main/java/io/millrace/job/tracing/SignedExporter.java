package io.millrace.job.tracing;

import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * OTLP over HTTP, signed as AWS asks for. OpenTelemetry's own exporter cannot: it gives the body to
 * nobody who could sign it.
 */
final class SignedExporter implements SpanExporter {
  private static final String SERVICE = "xray";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int SUCCESS = 2;
  private static final int HUNDRED = 100;

  /** Java's client sets them itself, to what was signed. */
  private static final Set<String> OWN_HEADERS = caseless("Host", "Content-Length");

  private final URI url;
  private final String region;
  private final AwsCredentialsProvider credentials;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  SignedExporter(URI url, String region, AwsCredentialsProvider credentials) {
    this.url = url;
    this.region = region;
    this.credentials = credentials;
  }

  private static Set<String> caseless(String... names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(Set.of(names));
    return set;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = new CompletableResultCode();
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      TraceRequestMarshaler.create(spans).writeBinaryTo(body);
      client
          .sendAsync(signed(body.toByteArray()), HttpResponse.BodyHandlers.discarding())
          .whenComplete(
              (response, failure) -> {
                if (failure != null) {
                  result.failExceptionally(failure);
                } else if (response.statusCode() / HUNDRED == SUCCESS) {
                  result.succeed();
                } else {
                  result.failExceptionally(
                      new IOException("answered with status " + response.statusCode()));
                }
              });
    } catch (IOException | RuntimeException e) {
      result.failExceptionally(e);
    }
    return result;
  }

  private HttpRequest signed(byte[] body) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(url)
            .putHeader("Content-Type", "application/x-protobuf")
            .build();
    SignedRequest signed =
        signer.sign(
            r ->
                r.identity(credentials.resolveCredentials())
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    HttpRequest.Builder sent =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    signed
        .request()
        .forEachHeader(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name)) {
                values.forEach(value -> sent.header(name, value));
              }
            });
    return sent.build();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
