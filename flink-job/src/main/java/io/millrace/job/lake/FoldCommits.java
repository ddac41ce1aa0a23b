package io.millrace.job.lake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Folds what all writers finished for a checkpoint into one {@link LakeCommit}. Runs once.
 *
 * <p>Keeps no state: writers send a checkpoint's files ahead of its barrier, and barriers of
 * committables are aligned, so whatever a checkpoint covers has been passed on when it is taken.
 */
final class FoldCommits extends AbstractStreamOperator<CommittableMessage<LakeCommit>>
    implements OneInputStreamOperator<
        CommittableMessage<FileSinkCommittable>, CommittableMessage<LakeCommit>> {
  private static final long serialVersionUID = 1L;

  private transient Map<Long, Part> parts;

  @Override
  public void open() throws Exception {
    super.open();
    parts = new HashMap<>();
  }

  @Override
  public void processElement(StreamRecord<CommittableMessage<FileSinkCommittable>> element) {
    CommittableMessage<FileSinkCommittable> message = element.getValue();
    long checkpoint = message.getCheckpointIdOrEOI();
    Part part = parts.computeIfAbsent(checkpoint, id -> new Part());
    if (message instanceof CommittableSummary) {
      CommittableSummary<FileSinkCommittable> summary =
          (CommittableSummary<FileSinkCommittable>) message;
      part.writersLeft += summary.getNumberOfSubtasks() * (part.writersSeen == 0 ? 1 : 0) - 1;
      part.writersSeen++;
      part.filesLeft += summary.getNumberOfCommittables();
    } else {
      part.files.add(((CommittableWithLineage<FileSinkCommittable>) message).getCommittable());
      part.filesLeft--;
    }
    if (part.writersLeft == 0 && part.filesLeft == 0) {
      parts.remove(checkpoint);
      emit(checkpoint, part.files);
    }
  }

  private void emit(long checkpoint, List<FileSinkCommittable> files) {
    int commits = files.isEmpty() ? 0 : 1;
    output.collect(
        new StreamRecord<>(new CommittableSummary<>(0, 1, checkpoint, commits, commits, 0)));
    if (commits > 0) {
      output.collect(
          new StreamRecord<>(new CommittableWithLineage<>(new LakeCommit(files), checkpoint, 0)));
    }
  }

  /** What has come of one checkpoint. */
  private static final class Part {
    final List<FileSinkCommittable> files = new ArrayList<>();
    int writersSeen;
    int writersLeft;
    int filesLeft;
  }
}
