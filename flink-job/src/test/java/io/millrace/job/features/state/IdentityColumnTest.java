package io.millrace.job.features.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A column of identities against a plain list. */
class IdentityColumnTest {
  private static final String[] TEXTS = {
    "", "a", "aa", "b", "evt-1", "evt-2", "evt-12", "ä", "～", "😀"
  };

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void behavesLikeAList(boolean text) throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      IdentityColumn column = IdentityColumn.of(text);
      List<Object> list = new ArrayList<>();
      for (int step = 0; step < 100; step++) {
        int action = random.nextInt(20);
        if (action < 14) {
          int row = random.nextInt(list.size() + 1);
          Object identity =
              text ? TEXTS[random.nextInt(TEXTS.length)] : random.nextLong() >> random.nextInt(64);
          column.insert(row, id(identity));
          list.add(row, identity);
        } else if (action < 15 && !list.isEmpty()) {
          int row = random.nextInt(list.size() + 1);
          int from = random.nextInt(list.size());
          IdentityColumn other = copy(column, 0, text);
          column.insert(row, other, from);
          list.add(row, list.get(from));
        } else if (action < 17) {
          int rows = random.nextInt(Math.min(list.size(), 5) + 1);
          column.removeFirst(rows);
          list.subList(0, rows).clear();
        } else if (action < 18) {
          int from = random.nextInt(list.size() + 1);
          IdentityColumn later = column.splitOff(from);
          assertHolds(later, list.subList(from, list.size()), "later, seed " + seed);
          list.subList(from, list.size()).clear();
        } else {
          int from = random.nextInt(list.size() + 1);
          column = copy(column, from, text);
          list.subList(0, from).clear();
        }
        assertHolds(column, list, "seed " + seed + " step " + step);
      }
    }
  }

  private static void assertHolds(IdentityColumn column, List<Object> list, String where) {
    assertThat(column.size()).as(where).isEqualTo(list.size());
    for (int row = 0; row < list.size(); row++) {
      EventId id = id(list.get(row));
      assertThat(column.find(id, 0)).as(where).isEqualTo(list.indexOf(list.get(row)));
      assertThat(column.find(id, row)).as(where).isEqualTo(row);
      assertThat(column.fingerprint(row)).as(where).isEqualTo(id.fingerprint());
      for (int other = 0; other < Math.min(3, list.size()); other++) {
        assertThat(Integer.signum(column.compare(id, other)))
            .as(where)
            .isEqualTo(Integer.signum(compare(list.get(row), list.get(other))));
      }
    }
  }

  private static int compare(Object a, Object b) {
    return a instanceof Long
        ? Long.compare((Long) a, (Long) b)
        : Arrays.compareUnsigned(utf8(a), utf8(b));
  }

  private static byte[] utf8(Object text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A column through its bytes. */
  private static IdentityColumn copy(IdentityColumn column, int from, boolean text)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    column.write(out, from);
    IdentityColumn copy = IdentityColumn.of(text);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    copy.read(in, column.size() - from);
    assertThat(in.available()).isZero();
    return copy;
  }

  private static EventId id(Object identity) {
    Event event = new Event(new byte[0], Origin.ofFile("in", "f", 0, 0), 0);
    if (identity instanceof Long) {
      event.setId((Long) identity);
    } else {
      event.setId((String) identity);
    }
    EventId id = new EventId();
    id.set(event);
    return id;
  }
}
