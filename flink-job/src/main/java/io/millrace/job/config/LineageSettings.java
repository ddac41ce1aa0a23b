package io.millrace.job.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Property group {@code lineage}: where OpenLineage events go. Immutable.
 *
 * <ul>
 *   <li>{@code transport}: file, http, kinesis or none (default)
 *   <li>{@code path}: of file, a folder
 *   <li>{@code url}: of http; of kinesis only where a stand-in takes the place of AWS
 *   <li>{@code stream}: of kinesis, the ARN of a stream
 *   <li>{@code interval}: least time between two events that tell how far a run is, 1m by default;
 *       0s tells it with every checkpoint, 1h with the first of each hour
 *   <li>{@code spool.path}: of http and kinesis, the folder on the local disk where events wait
 *       while the receiver is away; by default below the system's folder of temporary files
 *   <li>{@code spool.megabytes}: how much may wait there, 64 by default
 * </ul>
 */
public final class LineageSettings {
  static final String GROUP = "lineage";

  private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);
  private static final int DEFAULT_MEGABYTES = 64;
  private static final int MOST_MEGABYTES = 100_000;

  /** Kind of transport. */
  public enum Transport {
    FILE,
    HTTP,
    KINESIS,
    NONE
  }

  private final Transport transport;
  private final String path;
  private final URI url;
  private final String stream;
  private final Duration interval;
  private final String spool;
  private final int spoolMegabytes;

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
            : transport == Transport.KINESIS ? group.url("url").orElse(null) : null;
    this.stream = transport == Transport.KINESIS ? stream(group) : null;
    this.interval = group.duration("interval", Duration.ZERO).orElse(DEFAULT_INTERVAL);
    boolean spools = transport == Transport.HTTP || transport == Transport.KINESIS;
    this.spool =
        spools
            ? group
                .text("spool.path")
                .orElse(System.getProperty("java.io.tmpdir") + "/millrace-lineage")
            : null;
    this.spoolMegabytes =
        spools
            ? group.wholeNumber("spool.megabytes", 1, MOST_MEGABYTES).orElse(DEFAULT_MEGABYTES)
            : 0;
  }

  private static String stream(PropertyGroup group) {
    String example = "arn:aws:kinesis:eu-central-1:123456789012:stream/lineage";
    String arn = group.require("stream", example).orElse(null);
    if (arn != null && !arn.matches("arn:[^:]+:kinesis:[^:]+:[^:]*:stream/.+")) {
      group.problem("stream", "the ARN of a stream", arn, "set e.g. '" + example + "'");
    }
    return arn;
  }

  static LineageSettings of(PropertyGroup group) {
    LineageSettings settings = new LineageSettings(group);
    if (settings.transport == null) {
      group.ignoreOthers();
    } else {
      if (settings.transport != Transport.FILE) {
        group.refuse("path", "transport is not file");
      }
      if (settings.spool == null) {
        group.refuse("url", "transport is neither http nor kinesis");
      }
      if (settings.transport != Transport.KINESIS) {
        group.refuse("stream", "transport is not kinesis");
      }
      if (settings.spool == null) {
        group.refuse("spool.path", "nothing waits with this transport");
        group.refuse("spool.megabytes", "nothing waits with this transport");
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

  /** Server that takes the events; of kinesis that of a stand-in, if there is one. */
  public Optional<URI> url() {
    return Optional.ofNullable(url);
  }

  /** ARN of the stream that takes the events; empty unless the transport is KINESIS. */
  public Optional<String> stream() {
    return Optional.ofNullable(stream);
  }

  /** Least time between two events that tell how far a run is. */
  public Duration interval() {
    return interval;
  }

  /** Folder where events wait for their receiver; empty where none waits. */
  public Optional<String> spool() {
    return Optional.ofNullable(spool);
  }

  /** How many bytes may wait there. */
  public long spoolBytes() {
    return spoolMegabytes * 1_000_000L;
  }
}
