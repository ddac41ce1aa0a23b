package io.millrace.job.lake;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Folds what all writers finished for a checkpoint into one {@link LakeCommit}. Runs once.
 *
 * <p>Writers send a checkpoint's files ahead of its barrier, and barriers of committables are
 * always aligned: when the barrier is here, all files before it are, and none behind it. So it
 * needs no state, and no count of writers, which would not add up anyway: a writer whose input has
 * ended names no later checkpoint, while the others go on.
 */
final class FoldCommits extends AbstractStreamOperator<CommittableMessage<LakeCommit>>
    implements OneInputStreamOperator<
            CommittableMessage<FileSinkCommittable>, CommittableMessage<LakeCommit>>,
        BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private transient List<FileSinkCommittable> files;

  @Override
  public void open() throws Exception {
    super.open();
    files = new ArrayList<>();
  }

  @Override
  public void processElement(StreamRecord<CommittableMessage<FileSinkCommittable>> element) {
    CommittableMessage<FileSinkCommittable> message = element.getValue();
    if (message instanceof CommittableWithLineage) {
      files.add(((CommittableWithLineage<FileSinkCommittable>) message).getCommittable());
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    emit(checkpointId);
  }

  @Override
  public void endInput() {
    emit(CommittableMessage.EOI);
  }

  private void emit(long checkpoint) {
    if (files.isEmpty()) {
      return;
    }
    output.collect(new StreamRecord<>(new CommittableSummary<>(0, 1, checkpoint, 1, 1, 0)));
    output.collect(
        new StreamRecord<>(new CommittableWithLineage<>(new LakeCommit(files), checkpoint, 0)));
    files.clear();
  }
}
