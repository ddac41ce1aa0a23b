package io.millrace.cli.crash;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What all runs together lost, have twice, or have otherwise than an undisturbed run. */
final class Verdict {
  private final Lab lab;
  private final Map<Output, Sum> sums = new EnumMap<>(Output.class);
  private int runs;

  Verdict(Lab lab) {
    this.lab = lab;
    for (Output output : Output.values()) {
      sums.put(output, new Sum());
    }
  }

  /**
   * Looks at a run that has ended.
   *
   * @return whether it holds what it should
   */
  boolean add(Path run) throws SQLException {
    runs++;
    boolean good = true;
    for (Output output : Output.values()) {
      Content expected = lab.expected(output);
      Content found = output.of(run);
      Sum sum = sums.get(output);
      sum.expected += expected.rows();
      sum.rows += found.rows();
      sum.lost += found.lost(expected);
      sum.twice += found.twice();
      sum.equal += found.equals(expected) ? 1 : 0;
      good &= found.equals(expected);
    }
    return good;
  }

  boolean isGood() {
    return sums.values().stream().allMatch(sum -> sum.equal == runs);
  }

  void print(PrintWriter out) {
    out.printf(
        "%-14s %12s %12s %8s %8s %18s%n",
        "output", "expected", "found", "lost", "twice", "same checksum");
    sums.forEach(
        (output, sum) ->
            out.printf(
                Locale.ROOT,
                "%-14s %,12d %,12d %,8d %,8d %18s%n",
                output.words(),
                sum.expected,
                sum.rows,
                sum.lost,
                sum.twice,
                sum.equal + " of " + runs + " runs"));
    out.flush();
  }

  private static final class Sum {
    private long expected;
    private long rows;
    private long lost;
    private long twice;
    private int equal;
  }
}
