package io.millrace.job.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.junit.jupiter.api.Test;

class StageCountsTest {
  @Test
  void drainsEachCounterOnceAndStartsAgainAtZero() {
    StageCounts counts = new StageCounts();
    counts.add(Counter.READ, 2);
    counts.add(Counter.READ, 3);
    counts.add(Counter.BYTES, 100);
    List<String> drained = new ArrayList<>();

    counts.drainTo(count -> drained.add(count.toString()));
    counts.drainTo(count -> drained.add(count.toString()));

    assertThat(drained).containsExactly("read +5", "bytes +100");
  }

  @Test
  void travelsWithoutKryo() {
    assertThat(TypeInformation.of(StageCount.class)).isInstanceOf(PojoTypeInfo.class);
  }

  @Test
  void labelsCountersAsSummariesDo() {
    assertThat(Counter.DEAD_LETTERED.label()).isEqualTo("deadLettered");
    assertThat(Counter.READ.label()).isEqualTo("read");
  }
}
