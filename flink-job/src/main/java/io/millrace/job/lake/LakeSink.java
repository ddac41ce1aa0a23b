package io.millrace.job.lake;

import io.millrace.job.config.LakeSpec;
import java.io.IOException;
import java.time.Clock;
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
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;

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
        SupportsPreWriteTopology<T>,
        SupportsWriterState<T, FileWriterBucketState>,
        SupportsCommitter<FileSinkCommittable>,
        SupportsPreCommitTopology<FileSinkCommittable, FileSinkCommittable> {
  private static final long serialVersionUID = 1L;

  private final Path root;
  private final BulkWriter.Factory<T> format;
  private final String suffix;
  private final TimePartitions<T> partitions;
  private final CommitListener.Factory listener;
  private final CommitSteps steps;
  private final LakeSpec spec;
  private final RouteToWriters.Weight<T> weight;
  private final Clock clock;
  private final FileSink<T> files;

  private LakeSink(
      Path root,
      BulkWriter.Factory<T> format,
      String suffix,
      TimePartitions<T> partitions,
      CommitListener.Factory listener,
      CommitSteps steps,
      LakeSpec spec,
      RouteToWriters.Weight<T> weight,
      Clock clock) {
    this.root = root;
    this.format = format;
    this.suffix = suffix;
    this.partitions = partitions;
    this.listener = listener;
    this.steps = steps;
    this.spec = spec;
    this.weight = weight;
    this.clock = clock;
    this.files =
        FileSink.forBulkFormat(root, format)
            .withBucketAssigner(partitions)
            .withRollingPolicy(new RollAtSize<>(spec.fileBytes()))
            .withOutputFileConfig(
                OutputFileConfig.builder()
                    .withPartPrefix(spec.isCompacted() ? FileJoins.WAITING_PREFIX : "part")
                    .withPartSuffix(spec.isCompacted() ? FileJoins.waitingSuffix(suffix) : suffix)
                    .build())
            .build();
  }

  /**
   * A sink of Parquet files below {@code root}; a file is visible when its checkpoint is complete.
   */
  public static <T> LakeSink<T> exactlyOnce(
      Path root,
      BulkWriter.Factory<T> format,
      TimePartitions<T> partitions,
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
      TimePartitions<T> partitions,
      CommitListener.Factory listener) {
    return new LakeSink<>(
        root,
        format,
        suffix,
        partitions,
        listener,
        CommitSteps.none(),
        LakeSpec.defaults(),
        null,
        null);
  }

  /** The same sink, whose commits tell their steps. */
  public LakeSink<T> telling(CommitSteps watcher) {
    return new LakeSink<>(root, format, suffix, partitions, listener, watcher, spec, weight, clock);
  }

  /**
   * The same sink, with files as a pipeline asks for them. Only Parquet can be compacted.
   *
   * @param sizes its partitions are not looked at
   */
  public LakeSink<T> of(LakeSpec sizes) {
    return new LakeSink<>(root, format, suffix, partitions, listener, steps, sizes, weight, clock);
  }

  /**
   * The same sink, which sends rows to the writers of their partition before they are written;
   * without, every writer takes those that its own subtask has.
   *
   * @param time serializable
   */
  public LakeSink<T> routing(RouteToWriters.Weight<T> bytes, Clock time) {
    return new LakeSink<>(root, format, suffix, partitions, listener, steps, spec, bytes, time);
  }

  @Override
  public DataStream<T> addPreWriteTopology(DataStream<T> rows) {
    return weight == null ? rows : RouteToWriters.attach(rows, partitions, weight, spec, clock);
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
    // Files may also wait to be joined since the pipeline asked for that before a restart.
    return new LakeCommitter(
        new PublishJoined(
            new PublishEach(files.createCommitter(context)), spec.fileBytes(), suffix),
        listener.open(context.metricGroup()),
        steps,
        root.getName());
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
