package io.millrace.job.testing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.MapFunction;

/** Fails at one number, the first time that it comes. */
public final class FailOnce implements MapFunction<Long, Long> {
  private static final long serialVersionUID = 1L;

  /** Failures are known by name, as each attempt of a job has its own copy of the function. */
  private static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

  private final String name;
  private final long at;

  /**
   * A function that fails once in this process.
   *
   * @param name different for each test
   */
  public FailOnce(String name, long at) {
    this.name = name;
    this.at = at;
  }

  /** Whether it has failed. */
  public boolean hasFailed() {
    return FAILED.contains(name);
  }

  @Override
  public Long map(Long value) {
    if (value == at && FAILED.add(name)) {
      throw new IllegalStateException("failing once, as the test wants");
    }
    return value;
  }
}
