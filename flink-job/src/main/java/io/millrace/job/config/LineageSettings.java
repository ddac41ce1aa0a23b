package io.millrace.job.config;

import java.net.URI;
import java.util.Optional;

/**
 * Property group {@code lineage}: where OpenLineage events go. Immutable.
 *
 * <ul>
 *   <li>{@code transport}: file, http or none (default)
 *   <li>{@code path}: of file, a folder
 *   <li>{@code url}: of http
 * </ul>
 */
public final class LineageSettings {
  static final String GROUP = "lineage";

  /** Kind of transport. */
  public enum Transport {
    FILE,
    HTTP,
    NONE
  }

  private final Transport transport;
  private final String path;
  private final URI url;

  private LineageSettings(PropertyGroup group) {
    this.transport = group.choice("transport", Transport.NONE, Transport.class);
    this.path =
        transport == Transport.FILE ? group.require("path", "out/lineage").orElse(null) : null;
    this.url =
        transport == Transport.HTTP
            ? group
                .require("url", "http://localhost:5000")
                .flatMap(text -> group.url("url"))
                .orElse(null)
            : null;
  }

  static LineageSettings of(PropertyGroup group) {
    LineageSettings settings = new LineageSettings(group);
    if (settings.transport == null) {
      group.ignoreOthers();
    } else {
      if (settings.transport != Transport.FILE) {
        group.refuse("path", "transport is not file");
      }
      if (settings.transport != Transport.HTTP) {
        group.refuse("url", "transport is not http");
      }
    }
    group.refuseOthers();
    return settings;
  }

  public Transport transport() {
    return transport;
  }

  /** Folder of the events; empty unless the transport is FILE. */
  public Optional<String> path() {
    return Optional.ofNullable(path);
  }

  /** Server that takes the events; empty unless the transport is HTTP. */
  public Optional<URI> url() {
    return Optional.ofNullable(url);
  }
}
