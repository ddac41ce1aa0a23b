package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledTransportTest {
  private static final SpooledTransport.Pauses SHORT =
      new SpooledTransport.Pauses(
          Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10));
  private static final long PLENTY = 10_000_000;

  @TempDir Path folder;
  private final LineageEvents events = LineageEventsTest.events();

  @BeforeEach
  void forget() {
    Receiver.TAKEN.clear();
    Receiver.isAway = false;
    Receiver.tries = new CountDownLatch(0);
  }

  private SpooledTransport transport(long mostBytes) {
    return new SpooledTransport(new Receiver(), folder.toString(), mostBytes, SHORT);
  }

  /** One that waits for nothing at its end. */
  private SpooledTransport hasty() {
    return new SpooledTransport(
        new Receiver(),
        folder.toString(),
        PLENTY,
        new SpooledTransport.Pauses(
            Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofMillis(1)));
  }

  private long waiting() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  @Test
  void sendsEveryEventInOrderAndLeavesNothing() throws Exception {
    SpooledTransport transport = transport(PLENTY);
    transport.emit(events.start());
    transport.emit(events.running(LineageEventsTest.totals()));
    transport.emit(events.complete(LineageEventsTest.totals()));
    transport.close();

    assertThat(Receiver.TAKEN).containsExactly("START", "RUNNING", "COMPLETE");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void keepsEventsWhileTheReceiverIsAwayAndSendsThemWhenItIsBack() throws Exception {
    Receiver.isAway = true;
    Receiver.tries = new CountDownLatch(4);
    SpooledTransport transport = transport(PLENTY);
    transport.emit(events.start());
    transport.emit(events.complete(LineageEventsTest.totals()));
    assertThat(Receiver.tries.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Receiver.TAKEN).isEmpty();
    assertThat(waiting()).isEqualTo(2);

    Receiver.isAway = false;
    transport.close();

    assertThat(Receiver.TAKEN).containsExactly("START", "COMPLETE");
  }

  @Test
  void leavesWhatWasNotTakenToTheNextProcess() throws Exception {
    Receiver.isAway = true;
    SpooledTransport first = hasty();
    first.emit(events.start());
    first.emit(events.running(LineageEventsTest.totals()));
    first.close();
    assertThat(waiting()).isEqualTo(2);

    Receiver.isAway = false;
    SpooledTransport second = transport(PLENTY);
    second.emit(events.complete(LineageEventsTest.totals()));
    second.close();

    // The last try of the first may come through as late as that.
    assertThat(new LinkedHashSet<>(Receiver.TAKEN)).containsExactly("START", "RUNNING", "COMPLETE");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void takesNothingFromASpoolThatIsInUse() throws Exception {
    Receiver.isAway = true;
    SpooledTransport first = transport(PLENTY);
    first.emit(events.start());
    SpooledTransport second = transport(PLENTY);
    second.emit(events.start());
    Receiver.isAway = false;
    first.close();
    second.close();

    assertThat(Receiver.TAKEN).containsExactly("START", "START");
  }

  @Test
  void makesRoomByGivingUpWhatLaterEventsTellAnyway() throws Exception {
    Receiver.isAway = true;
    int length = OpenLineageClientUtils.toJson(events.running(LineageEventsTest.totals())).length();
    SpooledTransport transport = transport(4L * length);
    transport.emit(events.start());
    for (int i = 0; i < 20; i++) {
      transport.emit(events.running(LineageEventsTest.totals()));
    }
    transport.emit(events.complete(LineageEventsTest.totals()));
    assertThat(waiting()).isLessThanOrEqualTo(5);
    Receiver.isAway = false;
    transport.close();

    assertThat(Receiver.TAKEN)
        .startsWith("START")
        .endsWith("RUNNING", "COMPLETE")
        .hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void refusesAnEventThatMayNotBeGivenUpWhenThereIsNoRoom() throws Exception {
    Receiver.isAway = true;
    try (SpooledTransport transport = transport(100)) {
      assertThatThrownBy(() -> transport.emit(events.start()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("may take 100")
          .hasMessageContaining("spool.megabytes");
    }
  }

  @Test
  void givesUpAnEventThatTheReceiverRefusesForGood() throws Exception {
    SpooledTransport transport = transport(PLENTY);
    transport.emit(events.fail(RunTotals.none(), "refused"));
    transport.emit(events.complete(LineageEventsTest.totals()));
    transport.close();

    assertThat(Receiver.TAKEN).containsExactly("COMPLETE");
  }

  private static final class Receiver implements LineageTransport {
    private static final long serialVersionUID = 1L;
    static final List<String> TAKEN = new CopyOnWriteArrayList<>();
    static volatile boolean isAway;
    static volatile CountDownLatch tries;

    @Override
    public void emit(RunEvent event) throws IOException {
      tries.countDown();
      if (isAway) {
        throw new IOException("away");
      }
      if (event.getEventType() == RunEvent.EventType.FAIL) {
        throw new RefusedEventException("no", null);
      }
      TAKEN.add(event.getEventType().name());
    }
  }
}
