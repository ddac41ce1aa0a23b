package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.UserException;
import io.millrace.job.event.Origin;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Traces random rows by their identities and holds each against the input, which is read once more
 * from its start by other means than the job's: the record that a trace found must be byte-equal to
 * the one that stands there, and every feature must come out again. Some of the rows are traced as
 * a single one is, which is timed; then all of them are, over a copy of the lake in memory.
 */
final class SampleCheck {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EXAMPLES = 5;
  private static final int TIMED = 25;

  private final long seed;
  private final List<String> faults = new ArrayList<>();
  private int rows;
  private double origin;
  private long[] nanos = new long[0];
  private int records;
  private int features;

  private SampleCheck(long seed) {
    this.seed = seed;
  }

  static SampleCheck run(Tracer tracer, int size, long seed) throws SQLException, IOException {
    SampleCheck check = new SampleCheck(seed);
    List<LakeRow> rows = new ArrayList<>(tracer.lake().sample(size, seed));
    if (rows.isEmpty()) {
      throw new UserException(
          "the lake holds no row to trace; name the folder of a run with --out");
    }
    // In the order of the input, so that one pass through each file finds all records.
    rows.sort(
        Comparator.comparing((LakeRow row) -> row.event().origin().stream())
            .thenComparing(row -> row.event().origin().shard())
            .thenComparing(row -> new BigInteger(row.event().origin().sequence())));
    check.origin = tracer.originPercent();
    check.time(tracer, rows);
    tracer.lake().hold();
    check.trace(tracer, rows);
    return check;
  }

  /** Rows from all over the sample, newest first so that each opens its input anew. */
  private void time(Tracer tracer, List<LakeRow> sample) throws SQLException, IOException {
    int timed = Math.min(TIMED, sample.size());
    nanos = new long[timed];
    for (int i = 0; i < timed; i++) {
      long start = System.nanoTime();
      tracer.trace(sample.get((timed - 1 - i) * sample.size() / timed).event().id());
      nanos[i] = System.nanoTime() - start;
    }
  }

  private void trace(Tracer tracer, List<LakeRow> sample) throws SQLException, IOException {
    rows = sample.size();
    Map<Path, TreeMap<Long, byte[]>> found = new TreeMap<>();
    for (LakeRow wanted : sample) {
      Origin origin = wanted.event().origin();
      RowPage.Evidence evidence = null;
      for (LakeRow row : tracer.lake().ofId(wanted.event().id())) {
        Origin other = row.event().origin();
        if (other.isSameShard(origin) && other.sequence().equals(origin.sequence())) {
          evidence = tracer.page().tell(row, JSON.createObjectNode());
        }
      }
      String name = wanted.event().id();
      if (evidence == null || evidence.record() == null) {
        faults.add(name + ": its record was not found");
        continue;
      }
      if (evidence.features()) {
        features++;
      } else {
        faults.add(name + ": a feature does not come out again");
      }
      found
          .computeIfAbsent(Path.of(origin.stream(), origin.shard()), none -> new TreeMap<>())
          .put(Long.parseLong(origin.sequence()), evidence.record());
    }
    for (Map.Entry<Path, TreeMap<Long, byte[]>> file : found.entrySet()) {
      compare(file.getKey(), file.getValue());
    }
  }

  private void compare(Path file, TreeMap<Long, byte[]> found) throws IOException {
    InputPass.over(
        file,
        found.keySet(),
        (ordinal, bytes) -> {
          if (Arrays.equals(bytes, found.get(ordinal))) {
            records++;
          } else {
            faults.add(file.getFileName() + "#" + ordinal + ": other bytes than the input's");
          }
        });
  }

  /** Whether every row has its record and all of its features. */
  boolean holds() {
    return records == rows && features == rows;
  }

  String report() {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "traced            %d random rows (seed %d)%nsource records    %d byte-equal to the"
                + " input%nfeatures          %d rows in which all come out again%ntime of a trace  "
                + " median %.0f ms, longest %.0f ms of %d rows traced one by one%n"
                + "origin columns    add %.1f %% to the bytes of the lake's other columns%n",
            rows,
            seed,
            records,
            features,
            sorted[sorted.length / 2] / 1e6,
            sorted[sorted.length - 1] / 1e6,
            sorted.length,
            origin));
    faults.stream()
        .limit(EXAMPLES)
        .forEach(fault -> text.append("FAULT ").append(fault).append('\n'));
    return text.toString();
  }
}
