package io.millrace.cli.replay;

import java.util.concurrent.Executor;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.checkpoint.CheckpointRecoveryFactory;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.StandaloneCheckpointRecoveryFactory;
import org.apache.flink.runtime.checkpoint.StandaloneCompletedCheckpointStore;
import org.apache.flink.runtime.highavailability.nonha.embedded.EmbeddedHaServices;
import org.apache.flink.runtime.state.SharedStateRegistryFactory;

/**
 * The services of a cluster in one process, with checkpoints that outlive their job however it
 * ends. Flink deletes those of a job that finished, but a replay is not over then: the warehouse is
 * still to be loaded, and a process that dies meanwhile has to be taken up from somewhere.
 */
final class LastingCheckpoints extends EmbeddedHaServices {
  LastingCheckpoints(Executor executor) {
    super(executor);
  }

  @Override
  public CheckpointRecoveryFactory getCheckpointRecoveryFactory() {
    return new StandaloneCheckpointRecoveryFactory() {
      @Override
      public CompletedCheckpointStore createRecoveredCompletedCheckpointStore(
          JobID job,
          int retained,
          SharedStateRegistryFactory sharedState,
          Executor executor,
          RestoreMode restoreMode) {
        return new Store(retained, sharedState, executor, restoreMode);
      }
    };
  }

  private static final class Store extends StandaloneCompletedCheckpointStore {
    Store(
        int retained,
        SharedStateRegistryFactory sharedState,
        Executor executor,
        RestoreMode restoreMode) {
      super(retained, sharedState, executor, restoreMode);
    }

    /** A suspended job may go on, so its checkpoints stay. */
    @Override
    public void shutdown(JobStatus status, CheckpointsCleaner cleaner) throws Exception {
      super.shutdown(JobStatus.SUSPENDED, cleaner);
    }
  }
}
