package io.millrace.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ShardWatermarksTest {
  private static final long ORDERING = 5;
  private static final long IDLE = 30_000;
  private static final long DISCOVERY = 10_000;
  private static final OptionalLong NONE_YET = OptionalLong.of(Long.MIN_VALUE);

  private final ShardWatermarks watermarks = new ShardWatermarks(ORDERING, IDLE, DISCOVERY);

  @Test
  void isTheLowestOfAllShards() {
    ShardWatermarks.Shard first = watermarks.shard("first", 0);
    ShardWatermarks.Shard second = watermarks.shard("second", 0);
    first.event(1000, 0);
    second.event(700, 0);
    second.event(600, 0);

    assertThat(watermarks.watermark(0)).hasValue(700 - ORDERING - 1);
  }

  @Test
  void waitsForAShardThatIsNotReadYetHoweverLongThatTakes() {
    watermarks.shard("first", 0).event(1000, 0);
    watermarks.shard("second", 0);

    assertThat(watermarks.watermark(100 * IDLE)).isEqualTo(NONE_YET);
  }

  @Test
  void waitsForAShardWithABacklogThoughItBringsNothingForLong() {
    ShardWatermarks.Shard behind = watermarks.shard("behind", 0);
    behind.event(100, 0);
    behind.read(false, 0);
    ShardWatermarks.Shard current = watermarks.shard("current", 0);
    current.event(1000, 100 * IDLE);

    assertThat(watermarks.watermark(100 * IDLE)).hasValue(100 - ORDERING - 1);
  }

  @Test
  void letsAShardGoThatIsReadToItsTipAndSilentForTheIdleInterval() {
    ShardWatermarks.Shard silent = watermarks.shard("silent", 0);
    silent.event(100, 0);
    silent.read(true, 0);
    ShardWatermarks.Shard current = watermarks.shard("current", 0);
    current.event(1000, IDLE);

    assertThat(watermarks.watermark(IDLE - 1)).hasValue(100 - ORDERING - 1);
    assertThat(watermarks.watermark(IDLE)).hasValue(1000 - ORDERING - 1);
  }

  @Test
  void countsTheSilenceOfAnEmptyShardFromTheReadThatReachedItsTip() {
    ShardWatermarks.Shard empty = watermarks.shard("empty", 0);
    empty.read(false, 1000);
    empty.read(true, 5000);
    empty.read(true, 9000);

    assertThat(watermarks.watermark(5000 + IDLE - 1)).isEqualTo(NONE_YET);
    assertThat(watermarks.watermark(5000 + IDLE)).isEmpty();
  }

  @Test
  void isNotWokenByDeadLettersThatPutAShardBehindForAMoment() {
    ShardWatermarks.Shard shard = watermarks.shard("shard", 0);
    shard.read(true, 0);
    shard.read(false, IDLE);
    shard.read(true, IDLE + 1);

    assertThat(watermarks.watermark(IDLE + 1)).isEmpty();
  }

  @Test
  void waitsAgainForAShardThatFallsBehindItsTip() {
    ShardWatermarks.Shard shard = watermarks.shard("shard", 0);
    shard.event(100, 0);
    shard.read(true, 0);
    assertThat(watermarks.watermark(IDLE)).isEmpty();

    shard.read(false, IDLE);

    assertThat(watermarks.watermark(IDLE)).hasValue(100 - ORDERING - 1);
  }

  @Test
  void keepsAnEndedShardUntilEveryReaderHasLookedForItsChildren() {
    ShardWatermarks.Shard parent = watermarks.shard("parent", 0);
    parent.event(100, 0);
    parent.end(1000);
    parent.end(2000);
    ShardWatermarks.Shard other = watermarks.shard("other", 0);
    other.event(900, 1000);

    watermarks.discovered(1000 + 2 * DISCOVERY - 1);
    assertThat(watermarks.watermark(1000)).hasValue(100 - ORDERING - 1);

    watermarks.discovered(1000 + 2 * DISCOVERY);
    assertThat(watermarks.watermark(1000)).hasValue(900 - ORDERING - 1);
  }

  @Test
  void keepsTheShardsThatAreReadWhenOthersWereLookedFor() {
    watermarks.shard("shard", 0).event(100, 0);

    watermarks.discovered(100 * DISCOVERY);

    assertThat(watermarks.watermark(0)).hasValue(100 - ORDERING - 1);
  }

  @Test
  void letsAShardGoThatIsNotReadAfterAll() {
    watermarks.shard("read before the restart", 0);
    watermarks.forget("read before the restart");

    assertThat(watermarks.watermark(0)).isEmpty();
  }

  @Test
  void knowsAShardByItsId() {
    assertThat(watermarks.shard("shard", 0)).isSameAs(watermarks.shard("shard", 1));
  }
}
