package io.millrace.job.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginTest {
  @Test
  void aRecordOfAFileIsKnownByItsOrdinal() {
    Origin origin = Origin.ofFile("/in", "a.avro", 12, 77);
    assertThat(origin.sequence()).isEqualTo("12");
    assertThat(origin.ordinal()).isEqualTo(12);
    assertThat(origin.stream()).isEqualTo("/in");
    assertThat(origin.shard()).isEqualTo("a.avro");
    assertThat(origin.arrivalMillis()).isEqualTo(77);
  }

  @Test
  void aRecordOfAShardIsKnownByItsSequenceNumber() {
    Origin origin = Origin.ofShard("payments", "shardId-000", "4961", 77);
    assertThat(origin.sequence()).isEqualTo("4961");
    assertThat(origin.ordinal()).isNegative();
  }

  @Test
  void aShardIsOneShardOfOneStream() {
    Origin origin = Origin.ofShard("s", "1", "a", 0);
    assertThat(origin.isSameShard(Origin.ofShard("s", "1", "b", 5))).isTrue();
    assertThat(origin.isSameShard(Origin.ofShard("s", "2", "a", 0))).isFalse();
    assertThat(origin.isSameShard(Origin.ofShard("t", "1", "a", 0))).isFalse();
  }
}
