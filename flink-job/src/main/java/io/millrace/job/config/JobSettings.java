package io.millrace.job.config;

import io.millrace.job.expression.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The environment of a job: what differs between accounts, regions and a laptop, while the pipeline
 * stays the same. Immutable.
 *
 * <p>Settings are runtime property groups of Managed Service for Apache Flink: {@code pipeline}
 * ({@code location}: a folder, a built-in pipeline's name, or e.g. an s3 URI), {@code source},
 * {@code bootstrap}, {@code lake} ({@code path}), {@code warehouse}, {@code inference}, {@code
 * lineage}, {@code alerts}, {@code feed}, {@code rules}, {@code tracing} and {@code job} ({@code
 * parallelism}, {@code checkpoint.interval}; the service has its own and ignores them).
 *
 * @see SourceSettings
 * @see BootstrapSettings
 * @see WarehouseSettings
 * @see InferenceSettings
 * @see LineageSettings
 * @see AlertSettings
 * @see FeedSettings
 * @see RulesSettings
 * @see TracingSettings
 */
public final class JobSettings {
  private static final String PIPELINE = "pipeline";
  private static final String LAKE = "lake";
  private static final String JOB = "job";
  private static final List<String> GROUPS =
      List.of(
          PIPELINE,
          SourceSettings.GROUP,
          BootstrapSettings.GROUP,
          LAKE,
          WarehouseSettings.GROUP,
          InferenceSettings.GROUP,
          LineageSettings.GROUP,
          AlertSettings.GROUP,
          FeedSettings.GROUP,
          RulesSettings.GROUP,
          TracingSettings.GROUP,
          JOB);

  /** Groups that the service adds for itself. */
  private static final String SERVICE_PREFIX = "kinesis.analytics.";

  private static final int MOST_PARALLELISM = 32_768;

  private final String pipeline;
  private final SourceSettings source;
  private final BootstrapSettings bootstrap;
  private final String lake;
  private final WarehouseSettings warehouse;
  private final InferenceSettings inference;
  private final LineageSettings lineage;
  private final AlertSettings alerts;
  private final FeedSettings feed;
  private final RulesSettings rules;
  private final TracingSettings tracing;
  private final Integer parallelism;
  private final Duration checkpointInterval;

  private JobSettings(Map<String, Properties> groups, Problems problems) {
    PropertyGroup pipelineGroup = group(groups, PIPELINE, problems);
    this.pipeline = pipelineGroup.require("location", "payments").orElse(null);
    pipelineGroup.refuseOthers();
    this.bootstrap = BootstrapSettings.of(group(groups, BootstrapSettings.GROUP, problems));
    this.source =
        SourceSettings.of(
            group(groups, SourceSettings.GROUP, problems), bootstrap.lake().isPresent());
    PropertyGroup lakeGroup = group(groups, LAKE, problems);
    this.lake = lakeGroup.require("path", "s3://bucket/lake").orElse(null);
    lakeGroup.refuseOthers();
    this.warehouse = WarehouseSettings.of(group(groups, WarehouseSettings.GROUP, problems));
    this.inference = InferenceSettings.of(group(groups, InferenceSettings.GROUP, problems));
    this.lineage = LineageSettings.of(group(groups, LineageSettings.GROUP, problems));
    this.alerts = AlertSettings.of(group(groups, AlertSettings.GROUP, problems));
    this.feed = FeedSettings.of(group(groups, FeedSettings.GROUP, problems));
    this.rules =
        RulesSettings.of(
            group(groups, RulesSettings.GROUP, problems),
            source.type() != SourceSettings.Type.FILES);
    this.tracing = TracingSettings.of(group(groups, TracingSettings.GROUP, problems));
    PropertyGroup jobGroup = group(groups, JOB, problems);
    this.parallelism = jobGroup.wholeNumber("parallelism", 1, MOST_PARALLELISM).orElse(null);
    this.checkpointInterval =
        jobGroup.duration("checkpoint.interval", Duration.ofMillis(100)).orElse(null);
    jobGroup.refuseOthers();
  }

  /**
   * Reads the property groups that the managed service hands to the application.
   *
   * @throws InvalidSettingsException naming every fault at once
   */
  public static JobSettings fromApplicationProperties(Map<String, Properties> groups) {
    return read("application properties", groups, new Problems());
  }

  /**
   * Reads a JSON file of the format that the managed service has for local runs: {@code
   * [{"PropertyGroupId": "source", "PropertyMap": {"type": "files"}}]}.
   *
   * @throws InvalidSettingsException naming every fault at once
   * @throws IOException when the file cannot be read
   */
  public static JobSettings fromFile(Path file) throws IOException {
    Problems problems = new Problems();
    Map<String, Properties> groups = PropertyFile.read(file, problems);
    problems.throwIfAnySetting(file.toString());
    return read(file.toString(), groups, problems);
  }

  private static JobSettings read(
      String location, Map<String, Properties> groups, Problems problems) {
    for (String name : new TreeMap<>(groups).keySet()) {
      if (!GROUPS.contains(name) && !name.startsWith(SERVICE_PREFIX)) {
        problems.add(
            "group " + name, "a known group", "'" + name + "'", Suggestion.remedy(name, GROUPS));
      }
    }
    JobSettings settings = new JobSettings(groups, problems);
    problems.throwIfAnySetting(location);
    return settings;
  }

  private static PropertyGroup group(
      Map<String, Properties> groups, String name, Problems problems) {
    return new PropertyGroup(name, groups.getOrDefault(name, new Properties()), problems);
  }

  /** What {@link Pipelines#open} takes. */
  public String pipeline() {
    return pipeline;
  }

  public SourceSettings source() {
    return source;
  }

  public BootstrapSettings bootstrap() {
    return bootstrap;
  }

  /** Root folder of the lake. */
  public String lake() {
    return lake;
  }

  public WarehouseSettings warehouse() {
    return warehouse;
  }

  public InferenceSettings inference() {
    return inference;
  }

  public LineageSettings lineage() {
    return lineage;
  }

  public AlertSettings alerts() {
    return alerts;
  }

  public FeedSettings feed() {
    return feed;
  }

  public RulesSettings rules() {
    return rules;
  }

  public TracingSettings tracing() {
    return tracing;
  }

  /** Parallelism of a local run; empty: Flink's own. */
  public Optional<Integer> parallelism() {
    return Optional.ofNullable(parallelism);
  }

  /** Time between checkpoints of a local run; empty: Flink's own. */
  public Optional<Duration> checkpointInterval() {
    return Optional.ofNullable(checkpointInterval);
  }
}
