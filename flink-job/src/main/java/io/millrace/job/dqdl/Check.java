package io.millrace.job.dqdl;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a window must meet to keep a rule: conditions on metrics, joined by and and or. */
abstract class Check implements Serializable {
  private static final long serialVersionUID = 1L;

  private Check() {}

  abstract boolean holds(WindowValues window);

  /** Adds the metrics that it reads, in the order written. */
  abstract void metrics(Collection<Integer> into);

  /** How many earlier windows of a metric it looks at, at most. */
  abstract int lookBack(int metric);

  /** Whether it asks if a metric is anomalous. */
  abstract boolean watches(int metric);

  /** A condition on a metric. */
  static final class Bound extends Check {
    private static final long serialVersionUID = 1L;

    private final int metric;
    private final Threshold threshold;

    Bound(int metric, Threshold threshold) {
      this.metric = metric;
      this.threshold = threshold;
    }

    @Override
    boolean holds(WindowValues window) {
      return threshold.holds(window, metric);
    }

    @Override
    void metrics(Collection<Integer> into) {
      into.add(metric);
    }

    @Override
    int lookBack(int of) {
      return of == metric ? threshold.lookBack() : 0;
    }

    @Override
    boolean watches(int of) {
      return false;
    }
  }

  /** A metric that is known and as expected. */
  static final class Expected extends Check {
    private static final long serialVersionUID = 1L;

    private final int metric;

    Expected(int metric) {
      this.metric = metric;
    }

    @Override
    boolean holds(WindowValues window) {
      return !Double.isNaN(window.value(metric)) && !window.isAnomalous(metric);
    }

    @Override
    void metrics(Collection<Integer> into) {
      into.add(metric);
    }

    @Override
    int lookBack(int of) {
      return 0;
    }

    @Override
    boolean watches(int of) {
      return of == metric;
    }
  }

  /** Checks of which all must hold, or any. */
  static final class Joined extends Check {
    private static final long serialVersionUID = 1L;

    private final boolean all;
    private final List<Check> checks;

    Joined(boolean all, List<Check> checks) {
      this.all = all;
      this.checks = new ArrayList<>(checks);
    }

    @Override
    boolean holds(WindowValues window) {
      for (Check check : checks) {
        if (check.holds(window) != all) {
          return !all;
        }
      }
      return all;
    }

    @Override
    void metrics(Collection<Integer> into) {
      checks.forEach(check -> check.metrics(into));
    }

    @Override
    int lookBack(int of) {
      return checks.stream().mapToInt(check -> check.lookBack(of)).max().orElse(0);
    }

    @Override
    boolean watches(int of) {
      return checks.stream().anyMatch(check -> check.watches(of));
    }
  }
}
