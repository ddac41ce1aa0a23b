package io.millrace.job.tracing;

import io.millrace.job.cache.SharedResources;
import io.millrace.job.event.EventTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what became of files: of each trace in them a span. Which traces those are is read from the
 * files, on a thread of its own, so that who commits or loads waits for nothing. What does not fit
 * its queue is left out. Thread-safe.
 */
public final class FileSpans implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileSpans.class);
  private static final AttributeKey<String> FILE = AttributeKey.stringKey("millrace.lake.file");
  private static final AttributeKey<Long> CHECKPOINT =
      AttributeKey.longKey("millrace.checkpoint.id");

  /** Files that may wait to be read. */
  private static final int MOST_WAITING = 10_000;

  private static final long POLL_MILLIS = 200;
  private static final long LAST_WAIT_MILLIS = 5_000;

  private final Tracing tracing;
  private final SpanName name;
  private final SharedResources.Lease<Spans> spans;
  private final BlockingQueue<Told> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread;
  private volatile boolean closed;

  private FileSpans(Tracing tracing, SpanName name, String pipeline) {
    this.tracing = tracing;
    this.name = name;
    this.spans = tracing.open(pipeline);
    this.thread = new Thread(this::work, "spans of " + name.text());
    thread.setDaemon(true);
    thread.start();
  }

  /** Of files that become visible in the lake. */
  public static FileSpans ofCommits(Tracing tracing, String pipeline) {
    return new FileSpans(tracing, SpanName.COMMIT, pipeline);
  }

  /** Of files that are loaded into the warehouse. */
  public static FileSpans ofLoads(Tracing tracing, String pipeline) {
    return new FileSpans(tracing, SpanName.LOAD, pipeline);
  }

  /** The time by the clock of the run. */
  public Instant now() {
    return tracing.now();
  }

  /**
   * Takes note of files; returns at once.
   *
   * @param checkpointId what made them visible; negative: it is not known, or not asked for
   */
  public void tell(List<String> paths, long checkpointId, Instant began, Instant ended) {
    for (String path : paths) {
      if (!waiting.offer(new Told(path, checkpointId, began, ended))) {
        LOG.warn(
            "{} files wait to be read for their traces; no span tells of {}", MOST_WAITING, path);
      }
    }
  }

  private void work() {
    try {
      while (!closed || !waiting.isEmpty()) {
        Told told = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (told != null) {
          tell(told);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("no more files are read for their traces", e);
    } finally {
      spans.close();
    }
  }

  private void tell(Told told) {
    try {
      for (EventTrace trace : TraceIds.of(told.path)) {
        Attributes attributes =
            told.checkpointId < 0
                ? Attributes.of(FILE, told.path)
                : Attributes.of(FILE, told.path, CHECKPOINT, told.checkpointId);
        spans
            .get()
            .tell(
                name,
                trace,
                SpanName.DECODE.idIn(trace),
                Tracing.micros(told.began),
                Tracing.micros(told.ended),
                attributes,
                null);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("{}: its traces cannot be read; no span tells of its {}", told.path, name.text(), e);
    }
  }

  /** Reads what waits, for a bounded time. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(LAST_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }

  /** A file of which a span is to be told. */
  private static final class Told {
    final String path;
    final long checkpointId;
    final Instant began;
    final Instant ended;

    Told(String path, long checkpointId, Instant began, Instant ended) {
      this.path = path;
      this.checkpointId = checkpointId;
      this.began = began;
      this.ended = ended;
    }
  }
}
