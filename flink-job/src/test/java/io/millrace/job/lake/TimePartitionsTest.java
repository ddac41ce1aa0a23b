package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimePartitionsTest {
  private final TimeZone zone = TimeZone.getDefault();
  private final Locale locale = Locale.getDefault();

  @AfterEach
  void restoreDefaults() {
    TimeZone.setDefault(zone);
    Locale.setDefault(locale);
  }

  @Test
  void partitionsByDayAndHourOfUtcWhereverItRuns() {
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    TimePartitions<Instant> partitions = by("dt", "hour");
    assertThat(bucket(partitions, "2024-05-01T00:00:00Z")).isEqualTo("dt=2024-05-01/hour=00");
    assertThat(bucket(partitions, "2024-05-01T09:59:59.999Z")).isEqualTo("dt=2024-05-01/hour=09");
    assertThat(bucket(partitions, "2024-05-01T10:00:00Z")).isEqualTo("dt=2024-05-01/hour=10");
    assertThat(bucket(partitions, "2024-05-01T23:30:00Z")).isEqualTo("dt=2024-05-01/hour=23");
    assertThat(bucket(partitions, "1969-12-31T23:59:59.999Z")).isEqualTo("dt=1969-12-31/hour=23");
    assertThat(bucket(partitions, "2024-05-01T00:00:00Z")).isEqualTo("dt=2024-05-01/hour=00");
  }

  @Test
  void partitionsByDay() {
    assertThat(bucket(by("dt"), "2024-05-01T23:30:00Z")).isEqualTo("dt=2024-05-01");
    TimePartitions<Instant> daily = TimePartitions.byDay(Instant::toEpochMilli);
    assertThat(bucket(daily, "2024-05-01T23:30:00Z")).isEqualTo("dt=2024-05-01");
  }

  @Test
  void partitionsNothingWhereThePipelineNamesNoPart() {
    assertThat(bucket(by(), "2024-05-01T23:30:00Z")).isEmpty();
  }

  @Test
  void partitionsTheSameAfterItWasSent() throws Exception {
    TimePartitions<Instant> partitions = InstantiationUtil.clone(by("dt", "hour"));
    assertThat(bucket(partitions, "2024-05-01T10:00:00Z")).isEqualTo("dt=2024-05-01/hour=10");
  }

  @Test
  void aFolderTellsWhichTimesItHolds() {
    assertThat(range("lake/dt=2024-05-01")).isEqualTo(hours("2024-05-01T00:00:00Z", 24));
    assertThat(range("lake/dt=2024-05-01/hour=00")).isEqualTo(hours("2024-05-01T00:00:00Z", 1));
    assertThat(range("lake/dt=1969-12-31/hour=23")).isEqualTo(hours("1969-12-31T23:00:00Z", 1));
    for (String none :
        List.of("lake", "hour=03", "lake/dt=2024-02-30", "lake/dt=2024-05-01/hour=24", "dt=1")) {
      assertThat(range(none)).as(none).isEqualTo(TimeRange.ALL);
    }
  }

  @Test
  void whatIsWrittenToAPartitionLiesInItsRange() {
    for (String time : List.of("2024-05-01T00:00:00Z", "1931-02-28T23:59:59.999Z")) {
      long millis = Instant.parse(time).toEpochMilli();
      for (TimePartitions<Instant> partitions : List.of(by("dt"), by("dt", "hour"), by())) {
        assertThat(range("lake/" + bucket(partitions, time)).contains(millis)).isTrue();
      }
    }
  }

  private static TimeRange range(String folder) {
    return TimePartitions.range(new Path(folder));
  }

  private static TimeRange hours(String start, int count) {
    long from = Instant.parse(start).toEpochMilli();
    return TimeRange.of(from, from + count * 3_600_000L);
  }

  private static TimePartitions<Instant> by(String... parts) {
    return TimePartitions.by(List.of(parts), Instant::toEpochMilli);
  }

  private static String bucket(TimePartitions<Instant> partitions, String time) {
    return partitions.getBucketId(Instant.parse(time), null);
  }
}
