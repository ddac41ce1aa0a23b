package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContributionsTest {
  private static final Origin ORIGIN = Origin.ofFile("in", "f", 0, 0);

  /** Savepoints hold blocks of this form: whatever changes, these bytes must still be read. */
  private static final String NUMBERS_V1 =
      "01000000000000000bb800000000000003e700000002" // version, numbers, highest, sweep, n
          + "00000000000007d00000000000000bb8" // times
          + "fffffffffffffff90000000000000005" // identities
          + "00000000000000010000000000000003" // inputs that are present
          + "3ff80000000000004000000000000000" // first input
          + "0000000000000000c008000000000000"; // second input

  private static final String TEXTS_V1 =
      "01010000000000000bb8000000000000000000000002"
          + "00000000000007d00000000000000bb8"
          + "0000000100000002" // lengths of the identities
          + "61c3a4" // a, ä
          + "00000000000000000000000000000001"
          + "0000000000000000bff0000000000000";

  @Test
  void writesNumericIdentitiesInTheFormOfVersion1() {
    Contributions contributions = new Contributions(2);
    contributions.read(null);
    insert(contributions, event(5, 3000), 2.0, -3.0);
    contributions.read(contributions.toBytes());
    insert(contributions, event(-7, 2000), 1.5, null);
    contributions.setSweepAt(999);
    assertThat(HexFormat.of().formatHex(contributions.toBytes())).isEqualTo(NUMBERS_V1);
  }

  @Test
  void writesTextIdentitiesInTheFormOfVersion1() {
    Contributions contributions = new Contributions(1);
    contributions.read(null);
    insert(contributions, event("ä", 3000), -1.0);
    contributions.read(contributions.toBytes());
    insert(contributions, event("a", 2000), (Double) null);
    assertThat(HexFormat.of().formatHex(contributions.toBytes())).isEqualTo(TEXTS_V1);
  }

  @Test
  void readsTheFormOfVersion1() {
    Contributions numbers = new Contributions(2);
    numbers.read(HexFormat.of().parseHex(NUMBERS_V1));
    assertThat(numbers.size()).isEqualTo(2);
    assertThat(numbers.highestTime()).isEqualTo(3000);
    assertThat(numbers.sweepAt()).isEqualTo(999);
    assertThat(numbers.upperBound(2000)).isEqualTo(1);
    assertThat(numbers.input(0, 0)).isEqualTo(1.5);
    assertThat(numbers.hasInput(0, 1)).isFalse();
    assertThat(numbers.input(1, 1)).isEqualTo(-3);
    assertThat(numbers.contains(event(-7, 2000), 0)).isTrue();
    assertThat(HexFormat.of().formatHex(numbers.toBytes())).isEqualTo(NUMBERS_V1);

    Contributions texts = new Contributions(1);
    texts.read(HexFormat.of().parseHex(TEXTS_V1));
    assertThat(texts.contains(event("ä", 3000), 0)).isTrue();
    assertThat(texts.contains(event("ä", 2000), 0)).isFalse();
    assertThat(HexFormat.of().formatHex(texts.toBytes())).isEqualTo(TEXTS_V1);
  }

  @Test
  void refusesABlockOfAnotherVersion() {
    byte[] block = HexFormat.of().parseHex(NUMBERS_V1);
    block[0] = 2;
    assertThatIllegalStateException()
        .isThrownBy(() -> new Contributions(2).read(block))
        .withMessage("feature state of version 2; this job reads version 1");
  }

  @Test
  void carriesNothingFromOneKeyToTheNext() {
    Contributions contributions = new Contributions(1);
    contributions.read(HexFormat.of().parseHex(TEXTS_V1));
    contributions.read(null);
    assertThat(contributions.size()).isZero();
    assertThat(contributions.highestTime()).isEqualTo(Long.MIN_VALUE);
    assertThat(contributions.sweepAt()).isZero();
    insert(contributions, event(1, 5), 4.0);
    contributions.read(contributions.toBytes());
    assertThat(contributions.contains(event(1, 5), 0)).isTrue();
  }

  /** Against a list that is searched from end to end. */
  @Test
  void findsDuplicatesAndForgetsByTimeLikeAPlainList() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      boolean text = random.nextBoolean();
      List<Event> naive = new ArrayList<>();
      Contributions contributions = new Contributions(0);
      byte[] state = null;
      for (int i = 0; i < 200; i++) {
        long time = random.nextInt(60);
        int span = random.nextInt(20);
        Event event =
            text ? event("id" + random.nextInt(30), time) : event(random.nextInt(30), time);
        contributions.read(state);
        boolean expected =
            naive.stream()
                .anyMatch(
                    other ->
                        other.id().equals(event.id())
                            && Math.abs(other.timeMillis() - time) <= span);
        assertThat(contributions.contains(event, span))
            .as("seed %d event %d", seed, i)
            .isEqualTo(expected);
        if (!expected) {
          contributions.insert(event);
          naive.add(event);
        }
        if (random.nextInt(10) == 0) {
          long forgotten = random.nextInt(40);
          contributions.dropUpTo(forgotten);
          naive.removeIf(other -> other.timeMillis() <= forgotten);
        }
        assertThat(contributions.size()).as("seed %d event %d", seed, i).isEqualTo(naive.size());
        state = contributions.toBytes();
      }
    }
  }

  private static void insert(Contributions contributions, Event event, Double... inputs) {
    int index = contributions.insert(event);
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] != null) {
        contributions.setInput(index, i, inputs[i]);
      }
    }
  }

  private static Event event(long id, long time) {
    Event event = new Event(new byte[0], ORIGIN, 0);
    event.setId(id);
    event.setTimeMillis(time);
    return event;
  }

  private static Event event(String id, long time) {
    Event event = new Event(new byte[0], ORIGIN, 0);
    event.setId(id);
    event.setTimeMillis(time);
    return event;
  }
}
