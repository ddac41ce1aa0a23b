package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.job.tracing.OtlpSpan;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay of traced payments, whose spans a server on this machine takes. */
class TracingIT {
  @TempDir private Path folder;

  private final List<OtlpSpan> taken = Collections.synchronizedList(new ArrayList<>());

  @Test
  void everySampledEventIsOneConnectedTraceFromDecodingToItsLoad() throws Exception {
    Path pipeline = tracedPayments("{ sample: 0.2 }");
    Path out = folder.resolve("out");
    HttpServer receiver = receiver();
    try {
      CommandRun run =
          CommandRun.of(
              "replay",
              pipeline.toString(),
              "--input=" + payments(),
              "--out=" + out,
              "--otlp=http://127.0.0.1:" + receiver.getAddress().getPort() + "/v1/traces");
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    } finally {
      receiver.stop(0);
    }

    Map<String, Boolean> rows = scoredByTrace(out);
    assertThat(rows.size()).as("sampled of some 800 rows").isBetween(100, 220);
    Map<String, List<OtlpSpan>> traces =
        taken.stream().collect(Collectors.groupingBy(OtlpSpan::traceId));
    rows.forEach((id, scored) -> checkTrace(id, scored, traces.get(id)));
    assertThat(traces.entrySet())
        .filteredOn(trace -> !rows.containsKey(trace.getKey()))
        .as("what was quarantined or is a duplicate ends where it was decoded")
        .isNotEmpty()
        .allSatisfy(
            trace ->
                assertThat(trace.getValue()).extracting(OtlpSpan::name).containsExactly("decode"));
  }

  private static void checkTrace(String id, boolean scored, List<OtlpSpan> spans) {
    assertThat(spans).as("trace %s", id).isNotNull();
    Map<String, OtlpSpan> byName =
        spans.stream().collect(Collectors.toMap(OtlpSpan::name, Function.identity()));
    OtlpSpan decode = byName.get("decode");
    assertThat(decode.parentId()).isEmpty();
    List<String> names =
        scored
            ? List.of("decode", "features", "batch", "commit", "load")
            : List.of("decode", "features", "commit", "load");
    assertThat(byName).containsOnlyKeys(names);
    assertThat(spans).extracting(OtlpSpan::spanId).doesNotHaveDuplicates();
    long before = 0;
    for (String name : names) {
      OtlpSpan span = byName.get(name);
      assertThat(span.endedNanos()).isGreaterThanOrEqualTo(span.beganNanos());
      assertThat(span.beganNanos())
          .as("%s of %s begins when what it follows is done", name, id)
          .isGreaterThanOrEqualTo(before);
      before = span.endedNanos();
      if (span != decode) {
        assertThat(span.parentId()).isEqualTo(decode.spanId());
      }
    }
  }

  /**
   * The traces of the warehouse's rows, which are those of the lake, and whether they are scored.
   */
  private static Map<String, Boolean> scoredByTrace(Path out) throws SQLException {
    Map<String, Boolean> traces = new HashMap<>();
    try (Connection duckDb =
            DriverManager.getConnection("jdbc:duckdb:" + out.resolve("warehouse.duckdb"));
        Statement statement = duckDb.createStatement()) {
      String rows = "SELECT event_id, trace_id FROM ";
      String lake = "read_parquet('" + out.resolve("lake") + "/**/*.parquet')";
      try (ResultSet row =
          statement.executeQuery(
              "SELECT count(*) FROM (("
                  + rows
                  + lake
                  + ") EXCEPT ("
                  + rows
                  + "scored_payments))")) {
        row.next();
        assertThat(row.getLong(1)).as("rows that differ between lake and warehouse").isZero();
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT trace_id, score IS NOT NULL FROM scored_payments"
                  + " WHERE trace_id IS NOT NULL")) {
        while (row.next()) {
          traces.put(row.getString(1), row.getBoolean(2));
        }
      }
    }
    return traces;
  }

  private Path payments() {
    Path events = folder.resolve("payments.avro");
    CommandRun generated =
        CommandRun.of(
            "generate",
            "--events=800",
            "--days=1",
            "--customers=50",
            "--duplicates=0.05",
            "--quarantine=0.05",
            "--out=" + events);
    assertThat(generated.exitCode()).as(generated.err()).isEqualTo(ExitCode.OK);
    return events;
  }

  private Path tracedPayments(String tracing) throws IOException {
    Path from = Path.of("..", "schemas", "pipelines", "payments");
    Path to = folder.resolve("payments");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    Path yaml = to.resolve("pipeline.yaml");
    Files.writeString(yaml, Files.readString(yaml) + "\ntracing: " + tracing + "\n");
    return to;
  }

  private HttpServer receiver() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
          try (InputStream body =
              zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            taken.addAll(OtlpSpan.read(body.readAllBytes()));
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
