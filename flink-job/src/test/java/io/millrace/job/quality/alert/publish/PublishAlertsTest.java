package io.millrace.job.quality.alert.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.record.Alert;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PublishAlertsTest {
  private final List<Alert> arrived = Collections.synchronizedList(new ArrayList<>());

  private static Alert alert(int number) {
    return Alert.newBuilder()
        .setAlertKey("shop | RowCount > 5 | " + number)
        .setPipeline("shop")
        .setSeverity("CRITICAL")
        .setStatus("RAISED")
        .setRule("RowCount > 5")
        .setMetric("Dataset.*.RowCount")
        .setGroupKey("" + number)
        .setWindowStart(Instant.ofEpochSecond(60L * number))
        .setWindowEnd(Instant.ofEpochSecond(60L * number + 60))
        .setValue(3.0)
        .setSince(Instant.ofEpochSecond(60L * number))
        .setWindows(1)
        .setRulesetHash("0123456789abcdef")
        .build();
  }

  private static List<Alert> alerts(int from, int to) {
    return IntStream.range(from, to).mapToObj(PublishAlertsTest::alert).toList();
  }

  private static AlertWriter start(AlertTarget target, List<Alert> unsent) {
    return AlertWriter.start(target, unsent, new UnregisteredMetricsGroup());
  }

  /** Takes what a rule says. */
  private abstract static class Target implements AlertTarget {
    @Override
    public String name() {
      return "the test";
    }

    @Override
    public int most() {
      return 3;
    }

    @Override
    public void close() {}
  }

  @Test
  void sendsEveryAlertInOrderAndInBatchesThatTheTargetTakes() throws Exception {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    AlertWriter writer =
        start(
            new Target() {
              @Override
              public List<Alert> send(List<Alert> alerts) {
                sizes.add(alerts.size());
                arrived.addAll(alerts);
                return List.of();
              }
            },
            alerts(0, 4));
    for (Alert alert : alerts(4, 10)) {
      writer.write(alert, null);
    }
    writer.flush(true);

    assertThat(arrived).isEqualTo(alerts(0, 10));
    assertThat(sizes).allMatch(size -> size <= 3);
    assertThat(writer.snapshotState(1)).isEmpty();
    writer.close();
  }

  @Test
  void sendsAgainWhatWasNotTakenAndAfterAFailureEverything() throws Exception {
    List<List<Alert>> calls = Collections.synchronizedList(new ArrayList<>());
    AlertWriter writer =
        start(
            new Target() {
              @Override
              public List<Alert> send(List<Alert> alerts) throws IOException {
                calls.add(alerts);
                switch (calls.size()) {
                  case 1:
                    throw new IOException("the service is away");
                  case 2:
                    return alerts.subList(1, 3);
                  default:
                    return List.of();
                }
              }
            },
            alerts(0, 3));
    writer.flush(true);
    writer.close();

    assertThat(calls).containsExactly(alerts(0, 3), alerts(0, 3), alerts(1, 3));
  }

  @Test
  void aTargetThatHangsHoldsUpNothingAndASnapshotHasWhatIsOnItsWay() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    AlertWriter writer =
        start(
            new Target() {
              @Override
              public List<Alert> send(List<Alert> alerts) {
                asked.countDown();
                try {
                  TimeUnit.HOURS.sleep(1);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return alerts;
              }
            },
            alerts(0, 2));
    asked.await();
    alerts(2, 5).forEach(alert -> writer.write(alert, null));
    writer.flush(false);

    assertThat(writer.snapshotState(1)).isEqualTo(alerts(0, 5));
    writer.close();
  }

  @Test
  void givesUpTheOldestWhenTooManyWait() throws Exception {
    AlertOutbox outbox = new AlertOutbox(3);
    alerts(0, 5).forEach(outbox::add);

    assertThat(outbox.snapshot()).isEqualTo(alerts(2, 5));
    assertThat(outbox.dropped()).isEqualTo(2);
    assertThat(outbox.take(2)).isEqualTo(alerts(2, 4));
    outbox.returned(alerts(3, 4));
    assertThat(outbox.snapshot()).isEqualTo(alerts(3, 5));
  }

  @Test
  void waitsForTheLastAlertsAndNotForever() throws Exception {
    AlertOutbox outbox = new AlertOutbox(3);
    outbox.add(alert(0));
    outbox.awaitEmpty(Duration.ofMillis(5).toMillis());
    assertThat(outbox.size()).isEqualTo(1);
  }

  @Test
  void keepsUnsentAlertsInItsState() throws Exception {
    SimpleVersionedSerializer<Alert> serializer =
        new PublishAlerts(
                () -> {
                  throw new IllegalStateException("not to be opened");
                })
            .getWriterStateSerializer();
    byte[] bytes = serializer.serialize(alert(7));

    assertThat(serializer.deserialize(serializer.getVersion(), bytes)).isEqualTo(alert(7));
  }
}
