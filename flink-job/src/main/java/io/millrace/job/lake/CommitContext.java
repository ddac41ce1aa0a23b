package io.millrace.job.lake;

import java.util.OptionalLong;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.metrics.groups.OperatorMetricGroup;
import org.apache.flink.metrics.groups.SinkCommitterMetricGroup;
import org.apache.flink.runtime.metrics.groups.InternalSinkCommitterMetricGroup;

/** What Flink's own committer operator tells a committer about where it runs. */
final class CommitContext implements CommitterInitContext {
  private final RuntimeContext runtime;
  private final SinkCommitterMetricGroup metrics;
  private final OptionalLong restoredCheckpoint;

  CommitContext(
      RuntimeContext runtime, OperatorMetricGroup metrics, OptionalLong restoredCheckpoint) {
    this.runtime = runtime;
    this.metrics = InternalSinkCommitterMetricGroup.wrap(metrics);
    this.restoredCheckpoint = restoredCheckpoint;
  }

  @Override
  public SinkCommitterMetricGroup metricGroup() {
    return metrics;
  }

  @Override
  public OptionalLong getRestoredCheckpointId() {
    return restoredCheckpoint;
  }

  @Override
  public JobInfo getJobInfo() {
    return runtime.getJobInfo();
  }

  @Override
  public TaskInfo getTaskInfo() {
    return runtime.getTaskInfo();
  }
}
