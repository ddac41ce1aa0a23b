package io.millrace.job.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KinesisSettingsTest {

  @Test
  void takesNameAndRegionFromAnArn() {
    KinesisSettings settings =
        KinesisSettings.ofArn("arn:aws:kinesis:eu-west-1:111122223333:stream/payments").build();

    assertThat(settings.stream()).isEqualTo("payments");
    assertThat(settings.region()).isEqualTo("eu-west-1");
  }

  @Test
  void refusesWhatIsNoArnOfAStream() {
    assertThatThrownBy(() -> KinesisSettings.ofArn("arn:aws:sqs:eu-west-1:111122223333:payments"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stream: expected the ARN of a Kinesis stream, got"
                + " 'arn:aws:sqs:eu-west-1:111122223333:payments'; write e.g."
                + " arn:aws:kinesis:eu-west-1:111122223333:stream/payments");
  }

  @Test
  void refusesWhatIsNoNameOfAStream() {
    assertThatThrownBy(() -> KinesisSettings.ofName("pay ments", "eu-west-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stream: expected 1 to 128 letters, digits, '_', '.' or '-', got 'pay ments'; give the"
                + " stream's name or its ARN");
  }

  @Test
  void refusesAnIdleIntervalOfNothing() {
    assertThatThrownBy(
            () -> KinesisSettings.ofName("payments", "eu-west-1").shardIdle(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shard idle interval: expected at least 1 ms, got PT0S; set e.g. 10s");
  }

  @Test
  void readsTheWholeStreamWithTheRolesCredentialsUnlessToldOtherwise() {
    assertThat(properties(KinesisSettings.ofName("payments", "eu-west-1")))
        .isEqualTo(
            Map.of(
                "aws.region", "eu-west-1",
                "flink.stream.initpos", "TRIM_HORIZON",
                "flink.shard.discovery.intervalmillis", "10000"));
  }

  @Test
  void readsFromATimeOfArrival() {
    assertThat(
            properties(
                KinesisSettings.ofName("payments", "eu-west-1")
                    .startAt(Instant.ofEpochMilli(1_700_000_000_045L))
                    .discovery(Duration.ofSeconds(5))))
        .isEqualTo(
            Map.of(
                "aws.region", "eu-west-1",
                "flink.stream.initpos", "AT_TIMESTAMP",
                "flink.stream.initpos.timestamp", "1700000000.045",
                "flink.shard.discovery.intervalmillis", "5000"));
  }

  @Test
  void readsAStandInFromItsTipWithDummyCredentials() {
    assertThat(
            properties(
                KinesisSettings.ofName("payments", "eu-west-1")
                    .endpoint("http://localhost:4568")
                    .startAtTip()))
        .isEqualTo(
            Map.of(
                "aws.region", "eu-west-1",
                "aws.endpoint", "http://localhost:4568",
                "aws.credentials.provider", "BASIC",
                "aws.credentials.provider.basic.accesskeyid", "dummy",
                "aws.credentials.provider.basic.secretkey", "dummy",
                "flink.stream.initpos", "LATEST",
                "flink.shard.discovery.intervalmillis", "10000"));
  }

  private static Map<Object, Object> properties(KinesisSettings.Builder settings) {
    return KinesisEvents.properties(settings.build());
  }
}
