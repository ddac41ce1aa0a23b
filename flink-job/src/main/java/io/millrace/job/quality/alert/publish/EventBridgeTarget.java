package io.millrace.job.quality.alert.publish;

import io.millrace.job.aws.AwsPlace;
import io.millrace.job.quality.alert.AlertJson;
import io.millrace.record.Alert;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/**
 * Puts alerts on a bus of EventBridge, whose rules act on them: source {@value #SOURCE}, detail
 * type {@value #DETAIL_TYPE}, and the alert's fields as the detail. A rule on {@code severity}
 * {@code CRITICAL} is what stops the application with a snapshot.
 */
public final class EventBridgeTarget implements AlertTarget {
  public static final String SOURCE = "millrace";
  public static final String DETAIL_TYPE = "Data Quality Alert";

  /** Of PutEvents. */
  private static final int MOST = 10;

  private final String bus;
  private final EventBridgeClient client;

  private EventBridgeTarget(String bus, EventBridgeClient client) {
    this.bus = bus;
    this.client = client;
  }

  /**
   * Opens a bus on the task manager.
   *
   * @param bus name or ARN
   * @param url of a stand-in; null for AWS
   */
  public static AlertTarget.Factory of(String bus, URI url) {
    return () -> {
      EventBridgeClientBuilder client = EventBridgeClient.builder();
      client.overrideConfiguration(o -> o.apiCallTimeout(CALL_TIMEOUT));
      AwsPlace.ofResource(bus, url).locate(client);
      return new EventBridgeTarget(bus, client.build());
    };
  }

  @Override
  public String name() {
    return "bus " + bus;
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public List<Alert> send(List<Alert> alerts) throws IOException {
    List<PutEventsRequestEntry> entries = new ArrayList<>();
    for (Alert alert : alerts) {
      entries.add(
          PutEventsRequestEntry.builder()
              .eventBusName(bus)
              .source(SOURCE)
              .detailType(DETAIL_TYPE)
              .time(alert.getWindowEnd())
              .detail(AlertJson.of(alert))
              .build());
    }
    try {
      List<PutEventsResultEntry> results =
          client.putEvents(request -> request.entries(entries)).entries();
      List<Alert> refused = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).errorCode() != null) {
          refused.add(alerts.get(i));
        }
      }
      return refused;
    } catch (SdkException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
