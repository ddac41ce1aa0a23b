package io.millrace.job.warehouse.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.Test;

class FeedWriterTest {
  private static final long PAUSE = FeedWriter.PAUSE.toMillis();

  private final SimpleCounter missed = new SimpleCounter();
  private final List<String> arrived = new ArrayList<>();

  private long now = 1_000;
  private int opened;
  private boolean away;
  private final FeedWriter<String> feed = new FeedWriter<>(this::open, () -> now, missed);

  private SinkWriter<String> open() throws IOException {
    opened++;
    if (away) {
      throw new IOException("no connection");
    }
    return new Batch();
  }

  @Test
  void writesWhatItIsGiven() throws Exception {
    feed.write("a", null);
    feed.write("b", null);
    feed.flush(false);
    feed.write("c", null);
    feed.flush(true);
    feed.close();

    assertThat(arrived).containsExactly("a", "b", "c");
    assertThat(missed.getCount()).isZero();
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void countsAllThatWasNotConfirmedWhenTheDatabaseGoes() throws Exception {
    feed.write("confirmed", null);
    feed.flush(false);
    feed.write("a", null);
    feed.write("b", null);
    away = true;
    feed.flush(false);
    feed.write("c", null);

    assertThat(arrived).containsExactly("confirmed");
    assertThat(missed.getCount()).isEqualTo(3);
  }

  @Test
  void asksADatabaseThatIsAwayOnlyNowAndThen() throws Exception {
    away = true;
    feed.write("a", null);
    now += PAUSE - 1;
    feed.write("b", null);
    feed.flush(false);
    assertThat(opened).isEqualTo(1);

    now++;
    feed.write("c", null);
    assertThat(opened).isEqualTo(2);
    assertThat(missed.getCount()).isEqualTo(3);

    away = false;
    now += PAUSE;
    feed.write("d", null);
    feed.flush(false);
    assertThat(arrived).containsExactly("d");
    assertThat(missed.getCount()).isEqualTo(3);
  }

  @Test
  void aFailureOfTheConnectorsOwnThreadIsOneToo() throws Exception {
    feed.write("a", null);
    feed.write("poison", null);

    assertThat(missed.getCount()).isEqualTo(2);
  }

  /** Holds rows until it is flushed, as the connector does. */
  private final class Batch implements SinkWriter<String> {
    private final List<String> rows = new ArrayList<>();

    @Override
    public void write(String row, Context context) {
      if (row.equals("poison")) {
        throw new IllegalStateException("Writing records to JDBC failed.");
      }
      rows.add(row);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
      if (away) {
        throw new IOException("connection reset");
      }
      arrived.addAll(rows);
      rows.clear();
    }

    @Override
    public void close() {
      throw new IllegalStateException("closing fails too, and changes nothing");
    }
  }
}
