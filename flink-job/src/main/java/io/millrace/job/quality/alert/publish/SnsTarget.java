package io.millrace.job.quality.alert.publish;

import io.millrace.job.aws.AwsPlace;
import io.millrace.job.quality.alert.AlertJson;
import io.millrace.record.Alert;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;

/**
 * Publishes alerts to a topic of SNS: the alert's fields as JSON, and its severity, status and
 * pipeline as attributes by which subscriptions filter.
 */
public final class SnsTarget implements AlertTarget {
  /** Of PublishBatch. */
  private static final int MOST = 10;

  /** Of a subject, which must be ASCII and of one line. */
  private static final int MOST_SUBJECT = 100;

  private final String topic;
  private final SnsClient client;

  private SnsTarget(String topic, SnsClient client) {
    this.topic = topic;
    this.client = client;
  }

  /**
   * Opens a topic on the task manager.
   *
   * @param topic its ARN
   * @param url of a stand-in; null for AWS
   */
  public static AlertTarget.Factory of(String topic, URI url) {
    return () -> {
      SnsClientBuilder client = SnsClient.builder();
      client.overrideConfiguration(o -> o.apiCallTimeout(CALL_TIMEOUT));
      AwsPlace.ofResource(topic, url).locate(client);
      return new SnsTarget(topic, client.build());
    };
  }

  @Override
  public String name() {
    return "topic " + topic;
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public List<Alert> send(List<Alert> alerts) throws IOException {
    List<PublishBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < alerts.size(); i++) {
      Alert alert = alerts.get(i);
      entries.add(
          PublishBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .subject(subject(alert))
              .message(AlertJson.of(alert))
              .messageAttributes(
                  Map.of(
                      "severity", text(alert.getSeverity()),
                      "status", text(alert.getStatus()),
                      "pipeline", text(alert.getPipeline())))
              .build());
    }
    try {
      List<BatchResultErrorEntry> failed =
          client
              .publishBatch(request -> request.topicArn(topic).publishBatchRequestEntries(entries))
              .failed();
      List<Alert> refused = new ArrayList<>();
      failed.stream()
          .mapToInt(entry -> Integer.parseInt(entry.id()))
          .sorted()
          .forEach(i -> refused.add(alerts.get(i)));
      return refused;
    } catch (SdkException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String subject(Alert alert) {
    String whole =
        alert.getSeverity()
            + ' '
            + alert.getStatus()
            + ": "
            + alert.getPipeline()
            + ", "
            + alert.getRule();
    String ascii = whole.replaceAll("[^\\x20-\\x7e]", "?");
    return ascii.length() <= MOST_SUBJECT ? ascii : ascii.substring(0, MOST_SUBJECT);
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  @Override
  public void close() {
    client.close();
  }
}
