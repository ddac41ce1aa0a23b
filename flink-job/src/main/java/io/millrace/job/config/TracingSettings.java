package io.millrace.job.config;

import java.net.URI;
import java.util.Optional;

/**
 * Property group {@code tracing}: where spans of the events go that the pipeline traces. Immutable.
 *
 * <ul>
 *   <li>{@code transport}: otlp (OpenTelemetry over HTTP), xray or none (default)
 *   <li>{@code url}: of otlp, e.g. {@code http://localhost:4318/v1/traces}; of xray only where a
 *       stand-in takes the place of AWS
 *   <li>{@code region}: of xray; by default the one that the environment names
 * </ul>
 */
public final class TracingSettings {
  static final String GROUP = "tracing";

  private static final String EXAMPLE = "http://localhost:4318/v1/traces";

  /** Who takes the spans. */
  public enum Transport {
    OTLP,
    XRAY,
    NONE
  }

  private final Transport transport;
  private final URI url;
  private final String region;

  private TracingSettings(PropertyGroup group) {
    this.transport = group.choice("transport", Transport.NONE, Transport.class);
    this.url =
        transport == Transport.OTLP
            ? group.require("url", EXAMPLE).flatMap(text -> group.url("url")).orElse(null)
            : transport == Transport.XRAY ? group.url("url").orElse(null) : null;
    this.region = transport == Transport.XRAY ? group.text("region").orElse(null) : null;
  }

  static TracingSettings of(PropertyGroup group) {
    TracingSettings settings = new TracingSettings(group);
    if (settings.transport == null) {
      group.ignoreOthers();
    } else if (settings.transport != Transport.XRAY) {
      group.refuse("region", "transport is not xray");
      if (settings.transport == Transport.NONE) {
        group.refuse("url", "transport is neither otlp nor xray");
      }
    }
    group.refuseOthers();
    return settings;
  }

  public Transport transport() {
    return transport;
  }

  /** Receiver of OTLP; of X-Ray that of a stand-in, if there is one. */
  public Optional<URI> url() {
    return Optional.ofNullable(url);
  }

  /** Region of X-Ray; empty: that of the environment. */
  public Optional<String> region() {
    return Optional.ofNullable(region);
  }
}
