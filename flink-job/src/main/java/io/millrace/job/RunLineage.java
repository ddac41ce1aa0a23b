package io.millrace.job;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Counter;
import io.millrace.job.lineage.DatasetName;
import io.millrace.job.lineage.LineageDataset;
import io.millrace.job.lineage.LineageEvents;
import java.util.ArrayList;
import java.util.List;

/** What a run reads and writes, as lineage names it. */
final class RunLineage {
  private RunLineage() {}

  /** The lineage events of a run. */
  static LineageEvents of(Run.Builder run, Pipeline pipeline) {
    List<LineageDataset> outputs = new ArrayList<>();
    outputs.add(LineageDataset.rows(DatasetName.ofPath(run.paths.lake().toString()), pipeline));
    if (run.warehouse != null) {
      outputs.add(
          LineageDataset.rows(DatasetName.ofTable(run.warehouse.url, pipeline.table()), pipeline));
    }
    outputs.add(
        LineageDataset.of(
            DatasetName.ofPath(run.paths.deadLetters().toString()),
            List.of(),
            Counter.DEAD_LETTERED));
    outputs.add(
        LineageDataset.of(
            DatasetName.ofPath(run.paths.quarantine().toString()), List.of(), Counter.QUARANTINED));
    return new LineageEvents(
        run.id,
        run.namespace,
        pipeline.name(),
        pipeline.hash(),
        pipeline.owner().orElse(null),
        run.rows != null || !run.source.isLive(),
        List.of(LineageDataset.input(run.input, pipeline)),
        outputs,
        run.clock);
  }
}
