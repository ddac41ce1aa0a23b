package io.millrace.job.lineage;

import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets events wait on the disk until a receiver has taken them, and sends them on a thread of its
 * own, again and again, in their order. Whoever emits waits for the disk alone.
 *
 * <p>An event that its receiver refuses for good is told in the log and given up; all others are
 * sent, by this process or by the next that shares the folder.
 */
public final class SpooledTransport implements LineageTransport {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SpooledTransport.class);
  private static final int SLOWER = 2;

  private final LineageTransport receiver;
  private final String folder;
  private final long mostBytes;
  private final Pauses pauses;

  private transient LineageSpool spool;
  private transient Thread sender;
  private transient boolean closing;
  private transient volatile boolean ended;

  /**
   * A transport in front of another.
   *
   * @param receiver used by one thread alone
   * @param folder on a local disk, shared by all jobs of the machine
   * @param mostBytes how much may wait there for each process
   */
  public SpooledTransport(LineageTransport receiver, String folder, long mostBytes, Pauses pauses) {
    this.receiver = Objects.requireNonNull(receiver);
    this.folder = Objects.requireNonNull(folder);
    this.mostBytes = mostBytes;
    this.pauses = Objects.requireNonNull(pauses);
  }

  @Override
  public synchronized void emit(RunEvent event) throws IOException {
    if (spool == null) {
      spool = LineageSpool.open(Path.of(folder), mostBytes);
      closing = false;
      ended = false;
      sender = new Thread(this::send, "lineage-sender");
      sender.setDaemon(true);
      sender.start();
    }
    spool.add(
        OpenLineageClientUtils.toJson(event),
        event.getEventTime().toInstant().toEpochMilli(),
        event.getEventType() == RunEvent.EventType.RUNNING);
    notifyAll();
  }

  private void send() {
    long pause = 0;
    try {
      for (Optional<Path> next = next(pause); next.isPresent() && !ended; next = next(pause)) {
        pause = send(next.get()) ? 0 : pauses.after(pause);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for an event, and after a failure; empty when there is none and none will come. */
  private synchronized Optional<Path> next(long pause) throws InterruptedException {
    if (pause > 0) {
      wait(pause);
    }
    while (spool.first().isEmpty() && !closing) {
      wait();
    }
    return spool.first();
  }

  /** Whether the event is done with: sent, or refused for good. */
  private boolean send(Path file) {
    try {
      receiver.emit(OpenLineageClientUtils.runEventFromJson(Files.readString(file)));
    } catch (RefusedEventException e) {
      LOG.error("a lineage event was refused and is given up", e);
    } catch (NoSuchFileException madeRoom) {
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} lineage events wait; the job goes on, they are sent again", spool.size(), e);
      return false;
    }
    try {
      spool.remove(file);
    } catch (IOException e) {
      LOG.warn("a lineage event that was sent cannot be removed, and is sent again", e);
      return false;
    }
    return true;
  }

  /** Sends what waits if the receiver takes it, within the time that there is for it. */
  @Override
  public void close() throws IOException {
    Thread last;
    synchronized (this) {
      if (spool == null) {
        return;
      }
      closing = true;
      last = sender;
      notifyAll();
    }
    try {
      last.join(pauses.atTheEnd.toMillis());
      ended = true;
      last.interrupt();
      last.join(pauses.atTheEnd.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      int left = spool.size();
      if (left > 0) {
        LOG.warn("{} lineage events wait in {} for the next run on this machine", left, folder);
      }
      spool.close();
      spool = null;
      receiver.close();
    }
  }

  /** How long to wait between two tries, and for the last. Immutable. */
  public static final class Pauses implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Duration first;
    private final Duration longest;
    private final Duration atTheEnd;

    /**
     * Pauses that double.
     *
     * @param first after the first failure
     * @param longest between two tries
     * @param atTheEnd for what waits when the run ends
     */
    public Pauses(Duration first, Duration longest, Duration atTheEnd) {
      this.first = first;
      this.longest = longest;
      this.atTheEnd = atTheEnd;
    }

    /** From a second to a minute, and five seconds at the end. */
    public static Pauses usual() {
      return new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(5));
    }

    private long after(long pause) {
      return Math.min(Math.max(first.toMillis(), SLOWER * pause), longest.toMillis());
    }
  }
}
