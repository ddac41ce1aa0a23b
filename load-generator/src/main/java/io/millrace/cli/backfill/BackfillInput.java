package io.millrace.cli.backfill;

import io.millrace.cli.replay.LakeFolder;
import io.millrace.cli.replay.LocalRun;
import io.millrace.cli.replay.ReplayInput;
import io.millrace.cli.replay.RunFolder;
import io.millrace.cli.replay.Summary;
import io.millrace.job.LakeSource;
import io.millrace.job.Run;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.lineage.DatasetName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** Events of the past, of a lake or recorded, and the pipeline that computes them anew. */
final class BackfillInput {
  private final Path path;
  private final PipelineFiles files;
  private final LakeSource lake;
  private final ReplayInput records;

  private BackfillInput(Path path, PipelineFiles files, LakeSource lake, ReplayInput records) {
    this.path = path;
    this.files = files;
    this.lake = lake;
    this.records = records;
  }

  /**
   * What the user named.
   *
   * @throws io.millrace.cli.UserException when it holds neither rows nor records, or does not fit
   */
  static BackfillInput of(Path named, PipelineFiles pipeline, String table) throws IOException {
    PipelineFiles files = pipeline.forBackfill(table);
    if (LakeFolder.isAt(named)) {
      LakeSource lake = LakeFolder.use(named, root -> LakeSource.of(root, Pipeline.of(files)));
      return new BackfillInput(LakeFolder.of(named), files, lake, null);
    }
    ReplayInput records = ReplayInput.of(named);
    return new BackfillInput(records.path(), files.withFormat(records.format()), null, records);
  }

  /** Absolute. */
  Path path() {
    return path;
  }

  Summary execute(RunFolder folder, int parallelism, Duration checkpointInterval, Clock clock)
      throws Exception {
    DatasetName name = DatasetName.ofPath(path.toUri().toString());
    Consumer<Run.Builder> input =
        lake == null ? run -> run.source(records.source(clock), name) : run -> run.rows(lake, name);
    return new LocalRun(files, folder, parallelism, checkpointInterval, clock)
        .execute("backfill", input);
  }
}
