package io.millrace.job.lineage;

import io.millrace.job.event.StageCount;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple5;

/**
 * What a run tells beside its counts: where in each shard or file it has read, and how often each
 * rule held. Of more than {@value #MOST} shards and rules, those are told that came first. Not
 * thread-safe.
 */
public final class RunDetails implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many shards or files, and how many rules, are told. */
  static final int MOST = 1_000;

  /** Type of the rows that state keeps: kind, name, two texts and a number. */
  static final TypeInformation<Tuple5<String, String, String, String, Long>> ROW =
      Types.TUPLE(Types.STRING, Types.STRING, Types.STRING, Types.STRING, Types.LONG);

  private final TreeMap<String, Position> positions = new TreeMap<>();
  private final TreeMap<String, Verdicts> verdicts = new TreeMap<>();

  /** Adds what a stage told. */
  void add(StageCount told) {
    add(told.kind, told.of, told.first, told.last, told.delta);
  }

  private void add(StageCount.Kind kind, String of, String first, String last, long delta) {
    if (kind == StageCount.Kind.POSITION) {
      Position position = of(positions, of, shard -> new Position(shard, first));
      if (position != null) {
        position.last = last;
        position.records += delta;
      }
      return;
    }
    Verdicts rule = of(verdicts, of, text -> new Verdicts(text, first));
    if (rule != null) {
      rule.held += kind == StageCount.Kind.HELD ? delta : 0;
      rule.broken += kind == StageCount.Kind.BROKEN ? delta : 0;
    }
  }

  private static <T> T of(TreeMap<String, T> all, String name, Function<String, T> make) {
    return all.size() < MOST ? all.computeIfAbsent(name, make) : all.get(name);
  }

  /** A copy that later additions leave alone. */
  RunDetails copy() {
    RunDetails copy = new RunDetails();
    rows().forEach(copy::add);
    return copy;
  }

  /** All of it, as state keeps it. */
  List<Tuple5<String, String, String, String, Long>> rows() {
    List<Tuple5<String, String, String, String, Long>> rows = new ArrayList<>();
    for (Position at : positions.values()) {
      rows.add(row(StageCount.Kind.POSITION, at.shard, at.first, at.last, at.records));
    }
    for (Verdicts rule : verdicts.values()) {
      rows.add(row(StageCount.Kind.HELD, rule.rule, rule.metric, "", rule.held));
      rows.add(row(StageCount.Kind.BROKEN, rule.rule, rule.metric, "", rule.broken));
    }
    return rows;
  }

  private static Tuple5<String, String, String, String, Long> row(
      StageCount.Kind kind, String of, String first, String last, long delta) {
    return Tuple5.of(kind.name(), of, first, last, delta);
  }

  /** Adds a row of state. */
  void add(Tuple5<String, String, String, String, Long> row) {
    add(StageCount.Kind.valueOf(row.f0), row.f1, row.f2, row.f3, row.f4);
  }

  List<Position> positions() {
    return new ArrayList<>(positions.values());
  }

  List<Verdicts> verdicts() {
    return new ArrayList<>(verdicts.values());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunDetails && rows().equals(((RunDetails) other).rows());
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows());
  }

  @Override
  public String toString() {
    return rows().stream().map(Object::toString).collect(Collectors.joining("\n"));
  }

  /** What was read of a shard or file. */
  static final class Position implements Serializable {
    private static final long serialVersionUID = 1L;

    final String shard;
    final String first;
    String last;
    long records;

    Position(String shard, String first) {
      this.shard = shard;
      this.first = first;
      this.last = first;
    }
  }

  /** How often a rule held and was broken, over windows and groups. */
  static final class Verdicts implements Serializable {
    private static final long serialVersionUID = 1L;

    final String rule;
    final String metric;
    long held;
    long broken;

    Verdicts(String rule, String metric) {
      this.rule = rule;
      this.metric = metric;
    }

    /** The column that the metric is of; null for one of the whole dataset or of several. */
    String column() {
      String[] parts = metric.split("\\.");
      return parts[0].equals("Column") && parts.length > 2 ? parts[1] : null;
    }
  }
}
