package io.millrace.job.lake;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * Files, exactly once. Flink's file sink writes them; this one commits all files of a checkpoint in
 * one place and tells a listener, which is what a load that follows each commit needs.
 *
 * <p>{@link CommitFiles} commits, ahead of where Flink would. The post-commit topology of Flink's
 * sinks would be the obvious place to tell a listener, but it loses the last checkpoint of a
 * bounded job. And Flink's committer, which stays behind without work, takes whatever checkpoint
 * completes after the end of the input for the last one: it would make files visible that no
 * checkpoint holds yet, and a job that fails then writes their rows twice.
 */
public final class LakeSink<T>
    implements Sink<T>,
        SupportsWriterState<T, FileWriterBucketState>,
        SupportsCommitter<FileSinkCommittable>,
        SupportsPreCommitTopology<FileSinkCommittable, FileSinkCommittable> {
  private static final long serialVersionUID = 1L;

  private final FileSink<T> files;
  private final CommitListener.Factory listener;
  private final CommitSteps steps;
  private final String output;

  private LakeSink(
      FileSink<T> files, CommitListener.Factory listener, CommitSteps steps, String output) {
    this.files = files;
    this.listener = listener;
    this.steps = steps;
    this.output = output;
  }

  /**
   * A sink of Parquet files below {@code root}; a file is visible when its checkpoint is complete.
   */
  public static <T> LakeSink<T> exactlyOnce(
      Path root,
      BulkWriter.Factory<T> format,
      BucketAssigner<T, String> partitions,
      CommitListener.Factory listener) {
    return exactlyOnce(root, format, ".parquet", partitions, listener);
  }

  /**
   * The same for files of another format.
   *
   * @param suffix of file names, e.g. {@code .ndjson}
   */
  public static <T> LakeSink<T> exactlyOnce(
      Path root,
      BulkWriter.Factory<T> format,
      String suffix,
      BucketAssigner<T, String> partitions,
      CommitListener.Factory listener) {
    return new LakeSink<>(
        FileSink.forBulkFormat(root, format)
            .withBucketAssigner(partitions)
            .withRollingPolicy(OnCheckpointRollingPolicy.build())
            .withOutputFileConfig(
                OutputFileConfig.builder().withPartPrefix("part").withPartSuffix(suffix).build())
            .build(),
        listener,
        CommitSteps.none(),
        root.getName());
  }

  /** The same sink, whose commits tell their steps. */
  public LakeSink<T> telling(CommitSteps watcher) {
    return new LakeSink<>(files, listener, watcher, output);
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in Flink 1.20; the runtime calls the one below
  public SinkWriter<T> createWriter(Sink.InitContext context) throws IOException {
    return files.createWriter(context);
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    return files.createWriter(context);
  }

  @Override
  public StatefulSinkWriter<T, FileWriterBucketState> restoreWriter(
      WriterInitContext context, Collection<FileWriterBucketState> states) throws IOException {
    return files.restoreWriter(context, states);
  }

  @Override
  public SimpleVersionedSerializer<FileWriterBucketState> getWriterStateSerializer() {
    return files.getWriterStateSerializer();
  }

  @Override
  public SimpleVersionedSerializer<FileSinkCommittable> getWriteResultSerializer() {
    return files.getCommittableSerializer();
  }

  @Override
  public DataStream<CommittableMessage<FileSinkCommittable>> addPreCommitTopology(
      DataStream<CommittableMessage<FileSinkCommittable>> written) {
    return written
        .global()
        .transform(
            CommitFiles.NAME,
            CommittableMessageTypeInfo.of(this::getCommittableSerializer),
            new CommitFiles(this::commitSerializer, this::openCommitter))
        .uid(CommitFiles.UID)
        .forceNonParallel()
        // Keeps Flink's committer out of this chain, whose state could never become parallel.
        .global();
  }

  private SimpleVersionedSerializer<LakeCommit> commitSerializer() {
    return new LakeCommitSerializer(files.getCommittableSerializer());
  }

  private LakeCommitter openCommitter(CommitterInitContext context) throws IOException {
    return new LakeCommitter(
        files.createCommitter(context), listener.open(context.metricGroup()), steps, output);
  }

  /** Of the committer that gets no work. */
  @Override
  public Committer<FileSinkCommittable> createCommitter(CommitterInitContext context)
      throws IOException {
    return files.createCommitter(context);
  }

  @Override
  public SimpleVersionedSerializer<FileSinkCommittable> getCommittableSerializer() {
    return files.getCommittableSerializer();
  }
}
