package io.millrace.job.inference.variant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.record.VariantMetric;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VariantMeasurementsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final VariantKey CHAMPION = VariantKey.of("champion", "v1", VariantKey.USED);
  private static final VariantKey SHADOW = VariantKey.of("challenger", "v2", VariantKey.SHADOW);

  private static VariantMeasurements measurements() {
    return new VariantMeasurements("payments", 0.5, 0.1);
  }

  private static VariantMetric only(VariantMeasurements measurements) {
    List<VariantMetric> rows = measurements.take(NOW);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  @Test
  void saysWhatAVariantDid() {
    VariantMeasurements measurements = measurements();
    measurements.event(CHAMPION, 2_000, 0.2, 10, false);
    measurements.event(CHAMPION, 1_000, 0.4, 30, true);
    measurements.event(CHAMPION, 3_000, 0.9, 20, false);
    VariantMetric row = only(measurements);
    assertThat(row.getPipeline()).isEqualTo("payments");
    assertThat(row.getMeasuredAt()).isEqualTo(NOW);
    assertThat(row.getVariant()).isEqualTo("champion");
    assertThat(row.getModelVersion()).isEqualTo("v1");
    assertThat(row.getRole()).isEqualTo("used");
    assertThat(row.getFirstEventTime()).isEqualTo(Instant.ofEpochMilli(1_000));
    assertThat(row.getLastEventTime()).isEqualTo(Instant.ofEpochMilli(3_000));
    assertThat(row.getEvents()).isEqualTo(3);
    assertThat(row.getDegraded()).isEqualTo(1);
    assertThat(row.getLatencyMsP50()).isEqualTo(20);
    assertThat(row.getLatencyMsP99()).isEqualTo(30);
    assertThat(row.getScored()).isEqualTo(3);
    assertThat(row.getScoreMean()).isCloseTo(0.5, within(1e-12));
    assertThat(row.getScoreMin()).isEqualTo(0.2);
    assertThat(row.getScoreP50()).isEqualTo(0.4);
    assertThat(row.getScoreMax()).isEqualTo(0.9);
    assertThat(row.getMeanAbsDifference()).isNull();
  }

  @Test
  void tellsEventsWithoutAScoreApart() {
    VariantMeasurements measurements = measurements();
    VariantKey none = VariantKey.of(null, null, VariantKey.USED);
    measurements.event(none, 1, Double.NaN, 5, true);
    measurements.event(none, 1, 0.3, 5, true);
    VariantMetric row = only(measurements);
    assertThat(row.getVariant()).isNull();
    assertThat(row.getEvents()).isEqualTo(2);
    assertThat(row.getScored()).isEqualTo(1);
    assertThat(row.getScoreMean()).isEqualTo(0.3);
  }

  @Test
  void comparesAShadowWithTheScoresThatWereUsed() {
    VariantMeasurements measurements = measurements();
    measurements.compared(SHADOW, 0.40, 0.45);
    measurements.compared(SHADOW, 0.45, 0.55);
    measurements.compared(SHADOW, 0.90, 0.10);
    measurements.compared(SHADOW, 0.50, 0.80);
    measurements.failed(SHADOW);
    measurements.dropped(SHADOW);
    VariantMetric row = only(measurements);
    assertThat(row.getCompared()).isEqualTo(4);
    assertThat(row.getMeanAbsDifference()).isCloseTo((0.05 + 0.1 + 0.8 + 0.3) / 4, within(1e-12));
    assertThat(row.getBeyondTolerance()).isEqualTo(2 + (0.55 - 0.45 > 0.1 ? 1 : 0));
    assertThat(row.getFlips()).as("0.45/0.55 and 0.90/0.10").isEqualTo(2);
    assertThat(row.getFailed()).isEqualTo(1);
    assertThat(row.getDropped()).isEqualTo(1);
    assertThat(row.getEvents()).isZero();
    assertThat(row.getFirstEventTime()).isNull();
    assertThat(row.getLatencyMsP50()).isNull();
  }

  @Test
  void takesEachMeasurementOnce() {
    VariantMeasurements measurements = measurements();
    measurements.event(CHAMPION, 1, 0.5, 1, false);
    assertThat(measurements.take(NOW)).hasSize(1);
    assertThat(measurements.take(NOW)).isEmpty();
  }

  @Test
  void givesARowForEachVariantVersionAndRoleInAFixedOrder() {
    VariantMeasurements measurements = measurements();
    measurements.failed(SHADOW);
    measurements.event(VariantKey.of(null, null, VariantKey.USED), 1, Double.NaN, 1, true);
    measurements.event(VariantKey.of("champion", null, VariantKey.USED), 1, 0.1, 1, false);
    measurements.event(CHAMPION, 1, 0.1, 1, false);
    measurements.event(VariantKey.of("challenger", "v2", VariantKey.USED), 1, 0.1, 1, false);
    assertThat(measurements.take(NOW))
        .extracting(row -> row.getRole() + ' ' + row.getVariant() + ' ' + row.getModelVersion())
        .containsExactly(
            "used challenger v2",
            "used champion v1",
            "used champion null",
            "used null null",
            "shadow challenger v2");
  }

  /** However the events were spread over subtasks and checkpoints, the rows add up to one. */
  @Test
  void rowsAddUp() {
    long seed = 20261122;
    Random random = new Random(seed);
    VariantMeasurements whole = measurements();
    VariantMeasurements merged = measurements();
    VariantMeasurements part = measurements();
    int events = 50_000;
    double[] scores = new double[events];
    double[] latencies = new double[events];
    for (int i = 0; i < events; i++) {
      scores[i] = random.nextDouble() * random.nextDouble();
      latencies[i] = 5 + random.nextGaussian();
      double other = random.nextDouble();
      for (VariantMeasurements to : List.of(whole, part)) {
        to.event(CHAMPION, i, scores[i], latencies[i], i % 7 == 0);
        to.compared(CHAMPION, scores[i], other);
      }
      if (random.nextInt(3_000) == 0) {
        part.take(NOW).forEach(merged::add);
      }
    }
    part.take(NOW).forEach(merged::add);
    VariantMetric expected = only(whole);
    VariantMetric row = only(merged);
    assertThat(row.getEvents()).as("seed %d", seed).isEqualTo(events);
    assertThat(row.getDegraded()).isEqualTo(expected.getDegraded());
    assertThat(row.getFirstEventTime()).isEqualTo(Instant.EPOCH);
    assertThat(row.getLastEventTime()).isEqualTo(Instant.ofEpochMilli(events - 1));
    assertThat(row.getScored()).isEqualTo(events);
    assertThat(row.getScoreMean()).isCloseTo(expected.getScoreMean(), within(1e-12));
    assertThat(row.getCompared()).isEqualTo(events);
    assertThat(row.getMeanAbsDifference())
        .isCloseTo(expected.getMeanAbsDifference(), within(1e-12));
    assertThat(row.getBeyondTolerance()).isEqualTo(expected.getBeyondTolerance());
    assertThat(row.getFlips()).isEqualTo(expected.getFlips());
    Arrays.sort(scores);
    Arrays.sort(latencies);
    assertThat(row.getScoreMin()).isEqualTo(scores[0]);
    assertThat(row.getScoreMax()).isEqualTo(scores[events - 1]);
    assertThat(rank(scores, row.getScoreP25())).isCloseTo(0.25, within(0.03));
    assertThat(rank(scores, row.getScoreP99())).isCloseTo(0.99, within(0.03));
    assertThat(rank(latencies, row.getLatencyMsP50())).isCloseTo(0.5, within(0.03));
    assertThat(rank(latencies, row.getLatencyMsP95())).isCloseTo(0.95, within(0.03));
  }

  private static double rank(double[] sorted, double value) {
    int position = Arrays.binarySearch(sorted, value);
    return (position < 0 ? -position - 1 : position) / (double) sorted.length;
  }
}
