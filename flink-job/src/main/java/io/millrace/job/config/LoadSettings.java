package io.millrace.job.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The environment of the job that generates load: the property group {@code load}. Immutable.
 *
 * <ul>
 *   <li>{@code workload}: a workload file, e.g. {@code s3://bucket/ramp.yaml}, or the name of one
 *       that comes with Millrace
 *   <li>{@code stream.arn}, and {@code region} where it is another than the ARN's
 *   <li>{@code start.delay}: from the start of the job to the first event
 *   <li>{@code endpoint}: a stand-in for Kinesis
 * </ul>
 */
public final class LoadSettings {
  private static final String GROUP = "load";
  private static final Duration START_DELAY = Duration.ofMinutes(1);

  private final String workload;
  private final String streamArn;
  private final String region;
  private final URI endpoint;
  private final Duration startDelay;

  private LoadSettings(Map<String, Properties> groups, Problems problems) {
    PropertyGroup group =
        new PropertyGroup(GROUP, groups.getOrDefault(GROUP, new Properties()), problems);
    this.workload = group.require("workload", "ramp").orElse(null);
    this.streamArn = SourceSettings.streamArn(group);
    this.region =
        group.text("region").orElseGet(() -> SourceSettings.regionOf(streamArn).orElse(null));
    this.endpoint = group.url("endpoint").orElse(null);
    this.startDelay = group.duration("start.delay", Duration.ZERO).orElse(START_DELAY);
    group.refuseOthers();
  }

  /**
   * Reads the property groups that the managed service hands to the application.
   *
   * @throws InvalidSettingsException naming every fault at once
   */
  public static LoadSettings fromApplicationProperties(Map<String, Properties> groups) {
    return read("application properties", groups, new Problems());
  }

  /**
   * Reads a JSON file, as {@link JobSettings#fromFile} does.
   *
   * @throws InvalidSettingsException naming every fault at once
   * @throws IOException when the file cannot be read
   */
  public static LoadSettings fromFile(Path file) throws IOException {
    Problems problems = new Problems();
    Map<String, Properties> groups = PropertyFile.read(file, problems);
    problems.throwIfAnySetting(file.toString());
    return read(file.toString(), groups, problems);
  }

  private static LoadSettings read(
      String location, Map<String, Properties> groups, Problems problems) {
    LoadSettings settings = new LoadSettings(groups, problems);
    problems.throwIfAnySetting(location);
    return settings;
  }

  public String workload() {
    return workload;
  }

  public String streamArn() {
    return streamArn;
  }

  public String region() {
    return region;
  }

  /** Address of a stand-in for Kinesis, which is called with made-up credentials. */
  public Optional<URI> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  /** From the start of the job to the first event. */
  public Duration startDelay() {
    return startDelay;
  }
}
