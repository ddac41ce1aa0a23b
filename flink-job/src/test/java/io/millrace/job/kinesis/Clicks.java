package io.millrace.job.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.millrace.job.config.PipelineFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/** A small pipeline with every stage: clicks of customers, in JSON, with a price. */
final class Clicks {
  static final String ROW_RULE = "ColumnValues \"price\" >= 0";

  private static final String PIPELINE =
      """
      pipeline: clicks
      event:
        schema: event.avsc
        format: json
        id: id
        time: time
        ordering: 200ms
        max-ahead: 1h
      deduplicate: 1h
      quality:
        rules: rules.dqdl
        window: 1s
        allowed-lateness: 1s
      features:
        - entity: customer
          windows: [10s]
          aggregates: { clicks: count(), spent: "sum(price, default: 0)" }
        - derive: { twice: price * 2 }
      inference:
        endpoint: clicks
        inputs: [clicks_10s, twice]
        timeout: 30s
      warehouse:
        table: clicks
      """;

  private static final String SCHEMA =
      """
      {"type": "record", "name": "Click", "namespace": "io.millrace.test", "fields": [
        {"name": "id", "type": "string"},
        {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "customer", "type": "string"},
        {"name": "price", "type": ["null", "double"], "default": null}
      ]}
      """;

  private static final String RULES =
      "Rules = [ " + ROW_RULE + ", RowCount > 0, Completeness \"price\" > 0.5 ]";

  private Clicks() {}

  static PipelineFiles files() {
    return PipelineFiles.of(
        "clicks",
        Map.of(
            "pipeline.yaml", PIPELINE.getBytes(UTF_8),
            "event.avsc", SCHEMA.getBytes(UTF_8),
            "rules.dqdl", RULES.getBytes(UTF_8)));
  }

  static String json(String id, long time, String customer, Double price) {
    return String.format(
        "{\"id\":\"%s\",\"time\":%d,\"customer\":\"%s\",\"price\":%s}", id, time, customer, price);
  }

  /** A model whose score is its first input, the number of clicks; on loopback. */
  static final class Endpoint implements AutoCloseable {
    private final HttpServer server;

    Endpoint() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            String inputs = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            StringBuilder scores = new StringBuilder();
            inputs.lines().forEach(line -> scores.append(line.split(",")[0]).append('\n'));
            byte[] body = scores.toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
              out.write(body);
            }
          });
      server.start();
    }

    URI url() {
      return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
