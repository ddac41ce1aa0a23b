package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class CommitListenersTest {
  private final List<String> heard = new ArrayList<>();

  @Test
  void theSecondHearsAfterTheFirst() throws IOException {
    CommitListener both = both(false);

    both.committing();
    both.committed(List.of(), 7);
    both.close();

    assertThat(heard)
        .containsExactly(
            "first begins", "second begins", "first 7", "second 7", "first ends", "second ends");
  }

  @Test
  void theSecondHearsOfNothingThatTheFirstHasNotTakenNoteOfAndIsClosedAllTheSame()
      throws IOException {
    CommitListener both = both(true);

    assertThatThrownBy(() -> both.committed(List.of(), 7)).hasMessage("first is full");
    assertThatThrownBy(both::close).hasMessage("first is full");

    assertThat(heard).containsExactly("second ends");
  }

  private CommitListener both(boolean full) throws IOException {
    CommitListener.Factory first = metrics -> new Listener("first", full);
    return first
        .then(metrics -> new Listener("second", false))
        .open(new UnregisteredMetricsGroup());
  }

  private final class Listener implements CommitListener {
    private final String name;
    private final boolean full;

    Listener(String name, boolean full) {
      this.name = name;
      this.full = full;
    }

    @Override
    public void committing() {
      heard.add(name + " begins");
    }

    @Override
    public void committed(List<LakeFile> files, long checkpointId) throws IOException {
      hear(" " + checkpointId);
    }

    @Override
    public void close() throws IOException {
      hear(" ends");
    }

    private void hear(String what) throws IOException {
      if (full) {
        throw new IOException(name + " is full");
      }
      heard.add(name + what);
    }
  }
}
