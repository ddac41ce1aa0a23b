package io.millrace.job;

import io.millrace.job.config.AlertSettings;
import io.millrace.job.config.BootstrapSettings;
import io.millrace.job.config.FeedSettings;
import io.millrace.job.config.InferenceSettings;
import io.millrace.job.config.JobSettings;
import io.millrace.job.config.LineageSettings;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.RulesSettings;
import io.millrace.job.config.SourceSettings;
import io.millrace.job.config.TracingSettings;
import io.millrace.job.config.WarehouseSettings;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.lineage.DatasetName;
import io.millrace.job.lineage.FileTransport;
import io.millrace.job.lineage.HttpLineageTransport;
import io.millrace.job.lineage.KinesisLineageTransport;
import io.millrace.job.lineage.LineageTransport;
import io.millrace.job.lineage.NoTransport;
import io.millrace.job.lineage.SpooledTransport;
import io.millrace.job.quality.alert.publish.EventBridgeTarget;
import io.millrace.job.quality.alert.publish.PublishAlerts;
import io.millrace.job.quality.alert.publish.SnsTarget;
import io.millrace.job.source.FileEvents;
import io.millrace.job.source.KinesisSettings;
import io.millrace.job.tracing.OtlpReceiver;
import io.millrace.job.tracing.SpanReceiver;
import io.millrace.job.tracing.XRayReceiver;
import io.millrace.job.validate.reload.RulesetLocation;
import io.millrace.job.validate.reload.WatchRuleset;
import io.millrace.job.warehouse.DuckDbDialect;
import io.millrace.job.warehouse.JdbcConnections;
import io.millrace.job.warehouse.RedshiftDialect;
import io.millrace.job.warehouse.SecretConnections;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.core.fs.Path;

/** Builds the run that a job's settings describe; the same on the managed service and locally. */
public final class SettingsRun {
  private static final Duration LINEAGE_TIMEOUT = Duration.ofSeconds(5);

  private SettingsRun() {}

  /**
   * The run, which may still be given an identity.
   *
   * @param paths where it writes
   * @throws IOException when it is to begin with a lake that cannot be read, or does not fit
   */
  public static Run.Builder of(
      PipelineFiles files, JobSettings settings, OutputPaths paths, Clock clock)
      throws IOException {
    Run.Builder run =
        Run.of(files, paths, clock)
            .endpoint(endpoint(settings.inference()))
            .lineage(lineage(settings.lineage(), paths), settings.lineage().interval());
    Bootstrap bootstrap = bootstrap(files, settings.bootstrap());
    run.history(bootstrap);
    Instant lakeEnd = bootstrap == null ? null : bootstrap.resumeAt(settings.bootstrap().overlap());
    source(run, settings.source(), lakeEnd, clock);
    rulesets(run, settings.rules());
    warehouse(run, settings.warehouse());
    notices(run, settings.alerts());
    feed(run, settings.feed());
    run.spans(spans(settings.tracing())).audited();
    return run;
  }

  private static Bootstrap bootstrap(PipelineFiles files, BootstrapSettings settings)
      throws IOException {
    return settings.lake().isPresent()
        ? Bootstrap.from(new Path(settings.lake().get()), Pipeline.of(files))
        : null;
  }

  private static void source(Run.Builder run, SourceSettings source, Instant lakeEnd, Clock clock) {
    if (source.type() == SourceSettings.Type.FILES) {
      Path path = new Path(source.path().orElseThrow());
      run.source(
          (env, pipeline, decoder, type) ->
              FileEvents.attach(env, path, pipeline, decoder, type, clock::millis),
          DatasetName.ofPath(path.toString()));
      return;
    }
    String arn = source.streamArn().orElseThrow();
    run.source(new KinesisSource(kinesis(arn, source, lakeEnd)), DatasetName.ofStream(arn));
  }

  private static KinesisSettings kinesis(String arn, SourceSettings source, Instant lakeEnd) {
    KinesisSettings.Builder kinesis =
        KinesisSettings.ofArn(arn).shardIdle(source.shardIdleInterval());
    source.region().ifPresent(kinesis::region);
    source.endpoint().map(URI::toString).ifPresent(kinesis::endpoint);
    source.initialTimestamp().ifPresent(kinesis::startAt);
    switch (source.initialPosition().orElseThrow()) {
      case LATEST:
        kinesis.startAtTip();
        break;
      case LAKE_END:
        kinesis.startAt(lakeEnd);
        break;
      default:
        // The oldest record, or the timestamp set above.
    }
    return kinesis.build();
  }

  private static void rulesets(Run.Builder run, RulesSettings rules) {
    rules
        .location()
        .map(RulesetLocation::ofFile)
        .ifPresent(
            location ->
                run.rulesets(
                    (events, files) ->
                        WatchRuleset.attach(events, files, location, rules.pollInterval())));
  }

  private static void warehouse(Run.Builder run, WarehouseSettings warehouse) {
    switch (warehouse.type()) {
      case REDSHIFT:
        String url = warehouse.jdbcUrl().orElseThrow();
        run.warehouse(
            url,
            new RedshiftDialect(warehouse.iamRole().orElseThrow()),
            new SecretConnections(url, warehouse.secretArn().orElseThrow()));
        break;
      case DUCKDB:
        String file = warehouse.jdbcUrl().orElseThrow();
        run.warehouse(file, new DuckDbDialect(1), new JdbcConnections(file));
        break;
      default:
        // The lake alone.
    }
  }

  private static void notices(Run.Builder run, AlertSettings alerts) {
    URI url = alerts.url().orElse(null);
    alerts
        .topicArn()
        .ifPresent(topic -> run.tell("sns", new PublishAlerts(SnsTarget.of(topic, url))));
    alerts
        .eventBus()
        .ifPresent(
            bus -> run.tell("eventbridge", new PublishAlerts(EventBridgeTarget.of(bus, url))));
  }

  private static void feed(Run.Builder run, FeedSettings feed) {
    feed.jdbcUrl()
        .ifPresent(
            url ->
                run.feed(
                    feed.secretArn().isPresent()
                        ? new SecretConnections(url, feed.secretArn().get())
                        : new JdbcConnections(url)));
  }

  private static SpanReceiver spans(TracingSettings tracing) {
    switch (tracing.transport()) {
      case OTLP:
        return new OtlpReceiver(tracing.url().orElseThrow());
      case XRAY:
        return new XRayReceiver(tracing.region().orElse(null), tracing.url().orElse(null));
      default:
        return null;
    }
  }

  private static EndpointSettings endpoint(InferenceSettings inference) {
    return EndpointSettings.of(
        inference.endpoint().orElse(null),
        inference.region().orElse(null),
        inference.url().orElse(null));
  }

  private static LineageTransport lineage(LineageSettings lineage, OutputPaths paths) {
    switch (lineage.transport()) {
      case FILE:
        return new FileTransport(lineage.path().orElse(paths.lineage().toString()));
      case HTTP:
        return spooled(
            lineage, new HttpLineageTransport(lineage.url().orElseThrow(), null, LINEAGE_TIMEOUT));
      case KINESIS:
        return spooled(
            lineage,
            new KinesisLineageTransport(
                lineage.stream().orElseThrow(), lineage.url().orElse(null), LINEAGE_TIMEOUT));
      default:
        return new NoTransport();
    }
  }

  private static LineageTransport spooled(LineageSettings lineage, LineageTransport receiver) {
    return new SpooledTransport(
        receiver,
        lineage.spool().orElseThrow(),
        lineage.spoolBytes(),
        SpooledTransport.Pauses.usual());
  }
}
