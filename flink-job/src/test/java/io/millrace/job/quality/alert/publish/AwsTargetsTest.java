package io.millrace.job.quality.alert.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.millrace.record.Alert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the services of AWS are sent, and what their answers mean. */
class AwsTargetsTest {
  private static final String TOPIC = "arn:aws:sns:eu-west-1:111122223333:alerts";
  private static final String BUS = "arn:aws:events:eu-west-1:111122223333:event-bus/millrace";

  private HttpServer server;
  private URI url;
  private volatile String request;
  private volatile String authorization;
  private volatile int status = 200;
  private volatile String answer;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          authorization = exchange.getRequestHeaders().getFirst("Authorization");
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static Alert alert(String rule) {
    return Alert.newBuilder()
        .setAlertKey("shop | " + rule + " | ")
        .setPipeline("shop")
        .setSeverity("CRITICAL")
        .setStatus("RAISED")
        .setRule(rule)
        .setMetric("Dataset.*.RowCount")
        .setGroupKey("")
        .setWindowStart(Instant.parse("2026-11-22T10:00:00Z"))
        .setWindowEnd(Instant.parse("2026-11-22T10:01:00Z"))
        .setValue(3.0)
        .setSince(Instant.parse("2026-11-22T09:58:00Z"))
        .setWindows(3)
        .setRulesetHash("0123456789abcdef")
        .build();
  }

  @Test
  void anEventOfTheBusHasTheAlertAsItsDetail() throws Exception {
    answer = "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"1\"}]}";
    try (AlertTarget bus = EventBridgeTarget.of(BUS, url).open()) {
      assertThat(bus.send(List.of(alert("RowCount > 5")))).isEmpty();
    }
    JsonNode entry = new ObjectMapper().readTree(request).path("Entries").path(0);
    assertThat(entry.path("EventBusName").asText()).isEqualTo(BUS);
    assertThat(entry.path("Source").asText()).isEqualTo("millrace");
    assertThat(entry.path("DetailType").asText()).isEqualTo("Data Quality Alert");
    assertThat(entry.path("Detail").asText())
        .isEqualTo(
            "{\"alert_key\":\"shop | RowCount > 5 |"
                + " \",\"pipeline\":\"shop\",\"severity\":\"CRITICAL\",\"status\":\"RAISED\",\"rule\":\"RowCount"
                + " > 5\",\"metric\":\"Dataset.*.RowCount\","
                + "\"group_key\":\"\",\"window_start\":\"2026-11-22T10:00:00Z\","
                + "\"window_end\":\"2026-11-22T10:01:00Z\",\"value\":3.0,\"approximate\":false,"
                + "\"looked_at\":\"\",\"since\":\"2026-11-22T09:58:00Z\",\"windows\":3,"
                + "\"ruleset_hash\":\"0123456789abcdef\"}");
    assertThat(authorization).contains("/eu-west-1/events/");
  }

  @Test
  void entriesThatTheBusRefusesAreSentAgain() throws Exception {
    answer =
        "{\"FailedEntryCount\":1,\"Entries\":[{\"EventId\":\"1\"},"
            + "{\"ErrorCode\":\"ThrottlingException\",\"ErrorMessage\":\"slow down\"}]}";
    try (AlertTarget bus = EventBridgeTarget.of(BUS, url).open()) {
      assertThat(bus.send(List.of(alert("a"), alert("b")))).containsExactly(alert("b"));
    }
  }

  @Test
  void aBusThatIsNotThereIsAFailure() {
    status = 400;
    answer = "{\"__type\":\"ResourceNotFoundException\",\"message\":\"no such bus\"}";
    try (AlertTarget bus = EventBridgeTarget.of("nowhere", url).open()) {
      assertThatThrownBy(() -> bus.send(List.of(alert("a"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no such bus");
    }
  }

  @Test
  void aMessageOfTheTopicSaysWhatSubscriptionsFilterBy() throws Exception {
    answer =
        "<PublishBatchResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
            + "<PublishBatchResult><Successful><member><Id>0</Id><MessageId>m</MessageId></member>"
            + "</Successful><Failed><member><Id>1</Id><Code>InternalError</Code>"
            + "<SenderFault>false</SenderFault></member></Failed></PublishBatchResult>"
            + "</PublishBatchResponse>";
    try (AlertTarget topic = SnsTarget.of(TOPIC, url).open()) {
      assertThat(topic.send(List.of(alert("RowCount > 5"), alert("naïve\nrule"))))
          .containsExactly(alert("naïve\nrule"));
    }
    Map<String, String> form = form(request);
    String first = "PublishBatchRequestEntries.member.1.";
    assertThat(form)
        .containsEntry("TopicArn", TOPIC)
        .containsEntry(first + "Subject", "CRITICAL RAISED: shop, RowCount > 5")
        .containsEntry(
            "PublishBatchRequestEntries.member.2.Subject", "CRITICAL RAISED: shop, na?ve?rule");
    assertThat(form.get(first + "Message")).contains("\"rule\":\"RowCount > 5\"");
    assertThat(form.values()).contains("severity", "CRITICAL", "status", "RAISED", "pipeline");
    assertThat(authorization).contains("/eu-west-1/sns/");
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : body.split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }
}
