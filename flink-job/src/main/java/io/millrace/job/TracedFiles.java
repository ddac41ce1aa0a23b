package io.millrace.job;

import io.millrace.job.lake.CommitListener;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.tracing.FileSpans;
import io.millrace.job.tracing.Tracing;
import io.millrace.job.warehouse.LoadListener;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Lets commits and loads tell of the traced rows in their files. */
final class TracedFiles {
  private TracedFiles() {}

  /** A listener of commits. */
  static CommitListener.Factory commits(Tracing tracing, String pipeline) {
    return metrics -> new Commits(FileSpans.ofCommits(tracing, pipeline));
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
    private Instant began;

    Commits(FileSpans spans) {
      this.spans = spans;
    }

    @Override
    public void committing() {
      began = spans.now();
    }

    @Override
    public void committed(List<LakeFile> files, long checkpointId) {
      spans.tell(paths(files), checkpointId, began, spans.now());
    }

    @Override
    public void close() {
      spans.close();
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
