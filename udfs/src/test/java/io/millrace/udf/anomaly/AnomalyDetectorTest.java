package io.millrace.udf.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyDetectorTest {
  private static final long FIVE_MINUTES = 300_000;
  private static final int DAY = 288;
  private static final int STATE_BYTES = 16 * 1024;
  private static final String FROZEN = "detector.v1.bin";

  @Test
  void scoresNothingWhileItLearns() {
    double[] scores = scores(noise(1, AnomalyDetector.LEARNING, i -> i % 50 == 7 ? 900 : 10));
    assertThat(scores).containsOnly(0);
  }

  @Test
  void aValueFarFromAllBeforeIsAnAlarm() {
    double[] values = noise(2, 2000, i -> i == 1500 ? 40 : 20);
    assertThat(alarms(scores(values))).contains(1500);
  }

  @Test
  void aValueInAGapThatTheSeriesNeverEntersIsAnAlarm() {
    double[] values = noise(3, 2000, i -> i == 1500 ? 50 : (i / 20) % 2 == 0 ? 0 : 100);
    assertThat(alarms(scores(values))).contains(1500);
  }

  @Test
  void aShiftOfTheLevelAmongKnownValuesIsAnAlarm() {
    Random random = new Random(4);
    double[] values = new double[2000];
    Arrays.setAll(values, i -> (i < 1500 ? 100 : 40) * random.nextDouble());
    assertThat(alarms(scores(values))).anyMatch(i -> i >= 1500 && i < 1564);
  }

  @Test
  void aDayWithoutItsUsualRiseIsAnAlarm() {
    double[] values =
        noise(5, 12 * DAY, i -> i % DAY >= 108 && i % DAY < 216 && i / DAY != 10 ? 80 : 20);
    int missing = 10 * DAY + 108;
    assertThat(alarms(scores(values))).anyMatch(i -> i >= missing && i < missing + 108);
  }

  @Test
  void whatStaysStrangeIsScoredOnceUntilItGrowsStranger() {
    double[] values = noise(6, 2000, i -> i < 1500 ? 20 : i < 1540 ? 60 : 300);
    assertThat(alarms(scores(values))).contains(1500, 1540).noneMatch(i -> i > 1541 && i < 1600);
  }

  @Test
  void aBurstDoesNotMakeAStrangerPointUsual() {
    double[] values = noise(7, 3000, i -> i >= 1500 && i < 1600 ? 60 : i == 2500 ? 120 : 20);
    assertThat(alarms(scores(values))).contains(1500, 2500);
  }

  @Test
  void aPointIsScoredFromThePointsBeforeItOnly() {
    double[] values = noise(8, 2000, i -> 20);
    double[] others = values.clone();
    for (int i = 1000; i < others.length; i++) {
      others[i] = 1e6 - i * i;
    }
    assertThat(Arrays.copyOf(scores(others), 1000)).isEqualTo(Arrays.copyOf(scores(values), 1000));
  }

  @Test
  void aSeriesThatRepeatsItselfIsNeverStrange() {
    assertThat(scores(values(3000, i -> 45.1))).containsOnly(0);
    double[] square = scores(values(3000, i -> i % DAY < 100 ? 0.1 : 80.7));
    assertThat(Arrays.stream(square).skip(2 * DAY))
        .allMatch(score -> score < AnomalyDetector.ALARM);
  }

  @Test
  void theFirstChangeOfAConstantIsAnAlarm() {
    assertThat(alarms(scores(values(1000, i -> i == 700 ? 45.2 : 45.1)))).containsExactly(700);
  }

  @Test
  void whatIsNotFiniteHasNoScoreAndChangesNothing() throws IOException {
    AnomalyDetector plain = new AnomalyDetector();
    AnomalyDetector disturbed = new AnomalyDetector();
    double[] values = noise(9, 1000, i -> i == 900 ? 50 : 20);
    for (int i = 0; i < values.length; i++) {
      assertThat(disturbed.score(time(i), Double.NaN)).isNaN();
      assertThat(disturbed.score(time(i), Double.POSITIVE_INFINITY)).isNaN();
      assertThat(disturbed.score(time(i), Double.NEGATIVE_INFINITY)).isNaN();
      assertThat(disturbed.score(time(i), values[i])).isEqualTo(plain.score(time(i), values[i]));
    }
    assertThat(bytes(disturbed)).isEqualTo(bytes(plain));
  }

  @Test
  void hugeValuesDoNotBlindIt() {
    double[] values = noise(10, 4000, i -> i == 3500 ? 60 : 20);
    values[1000] = 1e308;
    values[1400] = -1e308;
    values[1800] = Double.MAX_VALUE;
    values[2200] = -Double.MAX_VALUE;
    values[2201] = Double.MIN_VALUE;
    double[] scores = scores(values);
    assertThat(Arrays.stream(scores)).allMatch(Double::isFinite);
    assertThat(alarms(scores)).contains(1000, 1400, 3500);
  }

  @Test
  void timesThatRepeatGoBackOrJumpDoNotMatterToValues() {
    AnomalyDetector detector = new AnomalyDetector();
    Random random = new Random(11);
    double[] values = noise(11, 2000, i -> i == 1500 ? 60 : 20);
    long[] odd = {0, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE, FIVE_MINUTES};
    double[] scores = new double[values.length];
    Arrays.setAll(scores, i -> detector.score(odd[random.nextInt(odd.length)], values[i]));
    assertThat(alarms(scores)).contains(1500);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 149, 500})
  void aRestartChangesNothing(int every) throws IOException {
    double[] values = noise(12, 1500, i -> i % 400 == 399 ? 60 : i % DAY < 100 ? 10 : 20);
    AnomalyDetector detector = new AnomalyDetector();
    double[] scores = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (i % every == 0) {
        detector = read(bytes(detector));
      }
      scores[i] = detector.score(time(i), values[i]);
    }
    assertThat(scores).isEqualTo(scores(values));
  }

  @Test
  void itsStateStaysSmallWhateverItIsGiven() throws IOException {
    AnomalyDetector detector = new AnomalyDetector();
    Random random = new Random(13);
    int largest = 0;
    for (int i = 0; i < 70_000; i++) {
      detector.score(random.nextLong(), Double.longBitsToDouble(random.nextLong()));
      if (i % 1000 == 0) {
        largest = Math.max(largest, bytes(detector).length);
      }
    }
    assertThat(largest).isBetween(10_000, STATE_BYTES);
  }

  @Test
  void stateThatWasWrittenOnceIsReadForEver() throws IOException {
    double[] values = noise(14, 4000, i -> i % 900 == 899 ? 60 : i % DAY < 100 ? 10 : 20);
    int written = 3000;
    AnomalyDetector fresh = new AnomalyDetector();
    for (int i = 0; i < written; i++) {
      fresh.score(time(i), values[i]);
    }
    AnomalyDetector read = read(frozen(bytes(fresh)));
    for (int i = written; i < values.length; i++) {
      assertThat(read.score(time(i), values[i])).isEqualTo(fresh.score(time(i), values[i]));
    }
  }

  @Test
  void stateOfAnotherVersionIsRefused() throws IOException {
    byte[] bytes = bytes(new AnomalyDetector());
    bytes[0] = 9;
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected version 1, got 9");
  }

  private static List<Integer> alarms(double[] scores) {
    return IntStream.range(0, scores.length)
        .filter(i -> scores[i] >= AnomalyDetector.ALARM)
        .boxed()
        .collect(Collectors.toList());
  }

  private static double[] scores(double[] values) {
    AnomalyDetector detector = new AnomalyDetector();
    double[] scores = new double[values.length];
    Arrays.setAll(scores, i -> detector.score(time(i), values[i]));
    return scores;
  }

  /** Levels with a noise of at most 2. */
  private static double[] noise(long seed, int points, IntToDoubleFunction level) {
    Random random = new Random(seed);
    return values(points, i -> level.applyAsDouble(i) + 4 * random.nextDouble() - 2);
  }

  private static double[] values(int points, IntToDoubleFunction value) {
    double[] values = new double[points];
    Arrays.setAll(values, value);
    return values;
  }

  private static long time(int point) {
    return 1_400_025_600_000L + point * FIVE_MINUTES;
  }

  private static byte[] bytes(AnomalyDetector detector) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static AnomalyDetector read(byte[] bytes) throws IOException {
    return AnomalyDetector.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  /** The file; {@code -Dmillrace.frozen.write=true} writes it when it is missing. */
  private static byte[] frozen(byte[] fresh) throws IOException {
    Path file = Path.of("src/test/resources/io/millrace/udf/anomaly", FROZEN);
    if (Boolean.getBoolean("millrace.frozen.write") && Files.notExists(file)) {
      Files.createDirectories(file.getParent());
      Files.write(file, fresh);
    }
    try (InputStream in = AnomalyDetectorTest.class.getResourceAsStream(FROZEN)) {
      assertThat(in).as("%s; write it with -Dmillrace.frozen.write=true", file).isNotNull();
      return in.readAllBytes();
    }
  }
}
