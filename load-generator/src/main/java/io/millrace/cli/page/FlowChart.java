package io.millrace.cli.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What flows from the things at the left into those at the right, a ribbon for each; pointing at
 * one leaves only what belongs to it.
 */
public final class FlowChart extends Chart {
  private static final int RIBBON = 4;
  private static final int GAP = 13;
  private static final int AROUND = 50;

  private final Set<String> left = new LinkedHashSet<>();
  private final Map<String, List<String>> right = new LinkedHashMap<>();
  private final ArrayNode links;

  public FlowChart(String title) {
    super("flow", title);
    links = description().putArray("links");
  }

  /**
   * Adds a ribbon.
   *
   * @param how what becomes of it on the way, in a few words; the same words have the same colour
   */
  public FlowChart flow(String from, String into, String how) {
    left.add(from);
    right.computeIfAbsent(into, none -> new ArrayList<>()).add(from);
    links.addArray().add(from).add(into).add(how);
    return this;
  }

  @Override
  void complete() {
    height(AROUND + RIBBON * links.size() + GAP * Math.max(left.size(), right.size()));
    ArrayNode from = description().putArray("left");
    left.forEach(from::add);
    ArrayNode into = description().putArray("right");
    right.keySet().forEach(into::add);
  }

  @Override
  Table figures() {
    Table table = new Table("").codes("Into").codes("From");
    right.forEach((into, from) -> table.row(into, String.join(", ", new LinkedHashSet<>(from))));
    return table;
  }

  @Override
  String inWords() {
    return left.size() + " at the left flow into " + right.size() + " at the right";
  }
}
