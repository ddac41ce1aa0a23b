package io.millrace.job.warehouse;

import io.millrace.job.config.Pipeline;
import io.millrace.job.lake.CommitListener;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import io.millrace.job.lake.ManifestStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.metrics.MetricGroup;

/**
 * Writes a load manifest for each commit of a small table. The loader of the pipeline's own table
 * ({@link LoadAfterCommit}) finds it with its next pass: a loader of its own would only compete.
 */
public final class ManifestAfterCommit implements CommitListener.Factory {
  private static final long serialVersionUID = 1L;

  private final String runId;
  private final TableSpec table;
  private final ManifestStore manifests;
  private final String pipelineHash;

  /**
   * @param runId the run, as lineage names it
   * @param table one of those that the loader knows
   * @param manifests the store that the loader reads
   */
  public ManifestAfterCommit(
      Pipeline pipeline, String runId, TableSpec table, ManifestStore manifests) {
    this.runId = runId;
    this.table = table;
    this.manifests = manifests;
    this.pipelineHash = pipeline.hash();
  }

  @Override
  public CommitListener open(MetricGroup metrics) {
    List<String> columns =
        table.fields().stream().map(TableSpec.Field::name).collect(Collectors.toList());
    return new CommitListener() {
      @Override
      public void committed(List<LakeFile> files, long checkpointId) throws IOException {
        manifests.write(
            new LoadManifest(table.name(), pipelineHash, columns, files)
                .committedBy(runId, checkpointId));
      }

      @Override
      public void close() {}
    };
  }
}
