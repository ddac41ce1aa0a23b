package io.millrace.job.warehouse;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.lake.CommitListener;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import io.millrace.job.lake.ManifestStore;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.metrics.MetricGroup;

/**
 * Writes a load manifest for each commit of the lake, and keeps a loader running that brings the
 * manifests into the warehouse. The commit is done when the manifest is durable: a slow or absent
 * warehouse holds up neither checkpoints nor the lake.
 */
public final class LoadAfterCommit implements CommitListener.Factory {
  private static final long serialVersionUID = 1L;
  private static final String METRIC_GROUP = "kinesisanalytics";

  private final LoaderOptions options;
  private final ManifestStore manifests;
  private final String runId;
  private final String table;
  private final String pipelineHash;
  private final List<String> columns;
  private final Clock clock;

  /**
   * Loads a pipeline's rows.
   *
   * @param runId the run, as lineage names it
   * @param manifests the store that the options name, too
   * @param clock serializable
   */
  public LoadAfterCommit(
      Pipeline pipeline,
      String runId,
      ManifestStore manifests,
      LoaderOptions options,
      Clock clock) {
    this.runId = runId;
    this.options = options;
    this.manifests = manifests;
    this.table = pipeline.table();
    this.pipelineHash = pipeline.hash();
    this.columns =
        pipeline.layout().columns().stream().map(Column::name).collect(Collectors.toList());
    this.clock = clock;
  }

  @Override
  public CommitListener open(MetricGroup metrics) {
    WarehouseLoader loader = new WarehouseLoader(options, clock);
    metrics.addGroup(METRIC_GROUP).gauge("warehouseBacklog", loader::backlog);
    loader.start();
    return new CommitListener() {
      @Override
      public void committed(List<LakeFile> files, long checkpointId) throws IOException {
        manifests.write(
            new LoadManifest(table, pipelineHash, columns, files).committedBy(runId, checkpointId));
        loader.signal();
      }

      @Override
      public void close() {
        loader.close();
      }
    };
  }
}
