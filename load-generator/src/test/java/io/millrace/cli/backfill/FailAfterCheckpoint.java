package io.millrace.cli.backfill;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Fails a job once some elements of a stream have passed and a checkpoint has been completed since;
 * until then, further elements pass slowly.
 */
final class FailAfterCheckpoint implements Serializable {
  private static final long serialVersionUID = 1L;

  /** By name, as each attempt of a job has its own copy. */
  private static final Map<String, AtomicInteger> FAILURES = new ConcurrentHashMap<>();

  private static final Set<String> MENDED = ConcurrentHashMap.newKeySet();
  private static final long SLOWLY = 20;

  private final String name;
  private final int after;
  private final int times;

  /**
   * @param name different for each test
   */
  FailAfterCheckpoint(String name, int after, int times) {
    this.name = name;
    this.after = after;
    this.times = times;
  }

  int failures() {
    return FAILURES.getOrDefault(name, new AtomicInteger()).get();
  }

  /** Lets everything pass from here on. */
  void mend() {
    MENDED.add(name);
  }

  <T> SingleOutputStreamOperator<T> behind(DataStream<T> elements, TypeInformation<T> type) {
    return elements
        .map(new Fail<T>(this))
        .returns(type)
        .uid("fail-" + name)
        .setParallelism(elements.getParallelism());
  }

  private static final class Fail<T> implements MapFunction<T, T>, CheckpointListener {
    private static final long serialVersionUID = 1L;

    private final FailAfterCheckpoint plan;
    private int passed;
    private boolean checkpointed;

    Fail(FailAfterCheckpoint plan) {
      this.plan = plan;
    }

    @Override
    public T map(T element) throws InterruptedException {
      passed++;
      boolean armed = plan.failures() < plan.times && !MENDED.contains(plan.name);
      if (armed && passed >= plan.after) {
        if (checkpointed) {
          FAILURES.computeIfAbsent(plan.name, unknown -> new AtomicInteger()).incrementAndGet();
          throw new IllegalStateException("failing, as the test wants");
        }
        Thread.sleep(SLOWLY);
      }
      return element;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      checkpointed |= passed >= plan.after;
    }
  }
}
