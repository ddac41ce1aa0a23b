package io.millrace.job.config;

import java.net.URI;
import java.util.Optional;

/**
 * Property group {@code alerts}: who is told of alerts, beside the files in the lake. Immutable.
 *
 * <ul>
 *   <li>{@code topic.arn}: a topic of SNS
 *   <li>{@code event.bus}: name or ARN of a bus of EventBridge
 *   <li>{@code url}: a stand-in for both services
 * </ul>
 */
public final class AlertSettings {
  static final String GROUP = "alerts";

  private final String topicArn;
  private final String eventBus;
  private final URI url;

  private AlertSettings(PropertyGroup group) {
    this.topicArn = group.text("topic.arn").orElse(null);
    this.eventBus = group.text("event.bus").orElse(null);
    this.url = group.url("url").orElse(null);
  }

  static AlertSettings of(PropertyGroup group) {
    AlertSettings settings = new AlertSettings(group);
    checkArn(group, "topic.arn", settings.topicArn, "arn:aws:sns:eu-west-1:111122223333:alerts");
    if (settings.eventBus != null && settings.eventBus.startsWith("arn:")) {
      checkArn(
          group,
          "event.bus",
          settings.eventBus,
          "arn:aws:events:eu-west-1:111122223333:event-bus/millrace");
    }
    if (settings.topicArn == null && settings.eventBus == null) {
      group.refuse("url", "neither topic.arn nor event.bus is set");
    }
    group.refuseOthers();
    return settings;
  }

  private static void checkArn(PropertyGroup group, String key, String arn, String example) {
    if (arn != null && !arn.matches("arn:[^:]+:[^:]+:[^:]+:[^:]*:.+")) {
      group.problem(key, "an ARN with a region", "'" + arn + "'", "set e.g. " + example);
    }
  }

  /** Topic that alerts are published to. */
  public Optional<String> topicArn() {
    return Optional.ofNullable(topicArn);
  }

  /** Bus that alerts are put on. */
  public Optional<String> eventBus() {
    return Optional.ofNullable(eventBus);
  }

  public Optional<URI> url() {
    return Optional.ofNullable(url);
  }
}
