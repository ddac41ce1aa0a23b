package io.millrace.job;

import io.millrace.job.lake.CommitListener;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.tracing.FileSpans;
import io.millrace.job.tracing.Tracing;
import io.millrace.job.warehouse.LoadListener;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.metrics.MetricGroup;

/** Lets commits and loads tell of the traced rows in their files. */
final class TracedFiles {
  private TracedFiles() {}

  /** A listener of commits that tells of them after another one has taken note. */
  static CommitListener.Factory commits(
      CommitListener.Factory listener, Tracing tracing, String pipeline) {
    return metrics -> new Commits(listener, metrics, FileSpans.ofCommits(tracing, pipeline));
  }

  /** A listener of loads. */
  static LoadListener.Factory loads(Tracing tracing, String pipeline) {
    return () -> new Loads(FileSpans.ofLoads(tracing, pipeline));
  }

  private static List<String> paths(List<LakeFile> files) {
    return files.stream().map(LakeFile::path).collect(Collectors.toList());
  }

  private static final class Commits implements CommitListener {
    private final FileSpans spans;
    private final CommitListener listener;
    private Instant began;

    Commits(CommitListener.Factory listener, MetricGroup metrics, FileSpans spans)
        throws IOException {
      this.spans = spans;
      this.listener = listener.open(metrics);
    }

    @Override
    public void committing() {
      began = spans.now();
      listener.committing();
    }

    @Override
    public void committed(List<LakeFile> files, long checkpointId) throws IOException {
      listener.committed(files, checkpointId);
      spans.tell(paths(files), checkpointId, began, spans.now());
    }

    @Override
    public void close() throws IOException {
      try {
        listener.close();
      } finally {
        spans.close();
      }
    }
  }

  private static final class Loads implements LoadListener {
    private static final long UNASKED = -1;

    private final FileSpans spans;

    Loads(FileSpans spans) {
      this.spans = spans;
    }

    @Override
    public void loaded(List<LakeFile> files, Instant began, Instant ended) {
      spans.tell(paths(files), UNASKED, began, ended);
    }

    @Override
    public void close() {
      spans.close();
    }
  }
}
