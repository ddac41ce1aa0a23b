package io.millrace.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgendaTest {
  @Test
  void givesTheEarliestFirstLikeTheJdksQueue() {
    Random random = new Random(3);
    Agenda agenda = new Agenda();
    PriorityQueue<Long> oracle = new PriorityQueue<>();
    for (int i = 0; i < 20_000; i++) {
      if (oracle.isEmpty() || random.nextInt(5) < 3) {
        long time = random.nextInt(1_000) * 1_000_000_000L;
        int actor = random.nextInt(Agenda.MAX_ACTORS);
        agenda.add(time, actor);
        oracle.add(time << 22 | actor);
      } else {
        long earliest = oracle.remove();
        assertThat(agenda.nextTime()).isEqualTo(earliest >>> 22);
        assertThat(agenda.nextActor()).isEqualTo((int) (earliest & 0x3fffff));
        agenda.removeNext();
      }
    }
  }

  @Test
  void refusesWhatItCannotPack() {
    Agenda agenda = new Agenda();

    assertThatThrownBy(() -> agenda.add(Agenda.MAX_TIME, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> agenda.add(0, Agenda.MAX_ACTORS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
