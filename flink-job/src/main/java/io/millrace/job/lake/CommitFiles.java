package io.millrace.job.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.util.SimpleVersionedListState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.SerializableSupplier;

/**
 * Folds what all writers finished for a checkpoint into one {@link LakeCommit}, and commits it when
 * that checkpoint is complete. Runs once, and gives nothing out.
 *
 * <p>Writers send a checkpoint's files ahead of its barrier, and barriers of committables are
 * always aligned: when the barrier is here, all files before it are, and none behind it. So the
 * barrier alone decides which checkpoint a file belongs to, also for the last files, which the
 * writers send when their input ends. They wait for the checkpoint that follows: one that was under
 * way when the input ended knows nothing of them, and a job restored from it writes their rows
 * again.
 */
final class CommitFiles extends AbstractStreamOperator<CommittableMessage<FileSinkCommittable>>
    implements OneInputStreamOperator<
            CommittableMessage<FileSinkCommittable>, CommittableMessage<FileSinkCommittable>>,
        BoundedOneInput {
  private static final long serialVersionUID = 1L;

  static final String UID = "commit-files";
  static final String NAME = "commit files";

  /** Commits of checkpoints that were not known to be complete yet. */
  private static final ListStateDescriptor<byte[]> PENDING =
      new ListStateDescriptor<>("pending", BytePrimitiveArraySerializer.INSTANCE);

  private final SerializableSupplier<SimpleVersionedSerializer<LakeCommit>> serializer;
  private final LakeCommitter.Factory committers;

  private transient ListState<LakeCommit> state;
  private transient List<FileSinkCommittable> sinceBarrier;
  private transient TreeMap<Long, LakeCommit> pending;
  private transient LakeCommitter committer;

  CommitFiles(
      SerializableSupplier<SimpleVersionedSerializer<LakeCommit>> serializer,
      LakeCommitter.Factory committers) {
    this.serializer = serializer;
    this.committers = committers;
  }

  /** A restored checkpoint is complete, whether or not it came to committing its files. */
  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    sinceBarrier = new ArrayList<>();
    pending = new TreeMap<>();
    state =
        new SimpleVersionedListState<>(
            context.getOperatorStateStore().getListState(PENDING), serializer.get());
    committer =
        committers.open(
            new CommitContext(
                getRuntimeContext(), getMetricGroup(), context.getRestoredCheckpointId()));
    for (LakeCommit commit : state.get()) {
      committer.commit(commit);
    }
  }

  @Override
  public void processElement(StreamRecord<CommittableMessage<FileSinkCommittable>> element) {
    CommittableMessage<FileSinkCommittable> message = element.getValue();
    if (message instanceof CommittableWithLineage) {
      sinceBarrier.add(((CommittableWithLineage<FileSinkCommittable>) message).getCommittable());
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    if (!sinceBarrier.isEmpty()) {
      long checkpoint = context.getCheckpointId();
      pending.put(checkpoint, new LakeCommit(sinceBarrier, checkpoint));
      sinceBarrier.clear();
    }
    state.update(new ArrayList<>(pending.values()));
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    // Checkpoints that failed in between are complete with this one.
    while (!pending.isEmpty() && pending.firstKey() <= checkpointId) {
      committer.commit(pending.firstEntry().getValue());
      pending.pollFirstEntry();
    }
  }

  /** Without checkpoints, as in batch mode, nothing follows that the files could wait for. */
  @Override
  public void endInput() throws Exception {
    if (!getRuntimeContext().isCheckpointingEnabled() && !sinceBarrier.isEmpty()) {
      committer.commit(new LakeCommit(sinceBarrier, LakeCommit.NO_CHECKPOINT));
      sinceBarrier.clear();
    }
  }

  @Override
  public void close() throws Exception {
    try {
      if (committer != null) {
        committer.close();
      }
    } finally {
      super.close();
    }
  }
}
