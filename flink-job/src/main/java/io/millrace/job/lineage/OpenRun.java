package io.millrace.job.lineage;

import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Remembers beside a run's outputs that it was told to have begun and not to have ended. A process
 * that is killed tells nobody; whoever writes to the same place next finds what it left, and tells
 * for it that the run was aborted. For one thread.
 */
public final class OpenRun {
  private final Path file;
  private final LineageTransport transport;
  private final Clock clock;

  /**
   * The memory of a place.
   *
   * @param file holds the START of the run that is open; on any file system that Flink knows
   */
  public OpenRun(Path file, LineageTransport transport, Clock clock) {
    this.file = file;
    this.transport = transport;
    this.clock = clock;
  }

  /**
   * Tells that a run begins, and before that of one that was left open that it ended.
   *
   * @throws IOException when the transport does not take it, or it cannot be remembered
   */
  public void begin(RunEvent start) throws IOException {
    Optional<RunEvent> left = read();
    if (left.isPresent()) {
      transport.emit(aborted(left.get()));
    }
    transport.emit(start);
    byte[] content = OpenLineageClientUtils.toJson(start).getBytes(StandardCharsets.UTF_8);
    try (FSDataOutputStream out = file.getFileSystem().create(file, WriteMode.OVERWRITE)) {
      out.write(content);
    }
  }

  /**
   * Tells how the run ended.
   *
   * @param end COMPLETE, FAIL or ABORT
   */
  public void end(RunEvent end) throws IOException {
    transport.emit(end);
    file.getFileSystem().delete(file, false);
  }

  /** Empty when no run is open, and when the process died while it wrote this. */
  private Optional<RunEvent> read() throws IOException {
    try (FSDataInputStream in = file.getFileSystem().open(file)) {
      String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(OpenLineageClientUtils.runEventFromJson(content));
    } catch (FileNotFoundException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** What the run was told to be of is still so; how far it came nobody knows. */
  private RunEvent aborted(RunEvent start) {
    return new OpenLineage(LineageEvents.PRODUCER)
        .newRunEventBuilder()
        .eventType(RunEvent.EventType.ABORT)
        .eventTime(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .run(start.getRun())
        .job(start.getJob())
        .inputs(start.getInputs())
        .outputs(start.getOutputs())
        .build();
  }
}
