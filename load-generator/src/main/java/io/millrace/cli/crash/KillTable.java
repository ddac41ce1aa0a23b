package io.millrace.cli.crash;

import io.millrace.job.lake.CommitStep;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where the kills hit. */
final class KillTable {
  private static final List<String> OUTPUTS =
      List.of("lake", "dead-letter", "quarantine", Lab.TABLE);

  private final Map<CommitStep, Map<String, Integer>> chosen = new EnumMap<>(CommitStep.class);
  private final Map<String, Integer> moments = new TreeMap<>();
  private int kills;

  /** A kill at a place that was chosen. */
  void at(Place place) {
    chosen
        .computeIfAbsent(place.step(), step -> new TreeMap<>())
        .merge(place.output(), 1, Integer::sum);
    kills++;
  }

  /**
   * A kill at a moment that was drawn.
   *
   * @param reached what the process had reached then, in its order
   * @return where it hit, in words
   */
  String between(List<Place> reached) {
    String where = whereabouts(reached);
    moments.merge(where, 1, Integer::sum);
    kills++;
    return where;
  }

  private static String whereabouts(List<Place> reached) {
    if (reached.isEmpty()) {
      return "before the process's first commit";
    }
    // Files are committed on one thread, the warehouse is loaded on another.
    Map<String, Place> last = new TreeMap<>();
    reached.forEach(place -> last.put(place.output(), place));
    for (Place place : last.values()) {
      if (place.isWithin()) {
        return "within a commit, " + place.step().words();
      }
    }
    return "between commits";
  }

  int kills() {
    return kills;
  }

  /** Steps at which nobody died. */
  List<CommitStep> missing() {
    return Arrays.stream(CommitStep.values())
        .filter(step -> !chosen.containsKey(step))
        .collect(Collectors.toList());
  }

  void print(PrintWriter out) {
    List<String> heads = new ArrayList<>(OUTPUTS);
    heads.add("all");
    row(out, "killed at a step of the commit of", heads);
    for (CommitStep step : CommitStep.values()) {
      Map<String, Integer> counts = chosen.getOrDefault(step, Map.of());
      List<String> cells = new ArrayList<>();
      OUTPUTS.forEach(output -> cells.add(counts.getOrDefault(output, 0).toString()));
      cells.add(Integer.toString(sum(counts)));
      row(out, "  " + step.words(), cells);
    }
    out.println("killed at a moment drawn by lot");
    moments.forEach((where, count) -> row(out, "  " + where, last(count)));
    row(out, "kills", last(kills));
    out.flush();
  }

  private static List<String> last(int count) {
    List<String> cells = new ArrayList<>(Collections.nCopies(OUTPUTS.size(), ""));
    cells.add(Integer.toString(count));
    return cells;
  }

  private static void row(PrintWriter out, String words, List<String> cells) {
    out.printf("%-66s", words);
    cells.forEach(cell -> out.printf(" %12s", cell));
    out.println();
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
