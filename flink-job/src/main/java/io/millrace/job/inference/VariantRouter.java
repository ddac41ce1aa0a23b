package io.millrace.job.inference;

import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses the production variant of an event: in proportion to the weights, and always the same one
 * for the same entity. Weighted rendezvous hashing: each variant draws a number for the entity, its
 * weight shortens the draw, the shortest wins. A changed weight changes that variant's draws alone,
 * so that only the entities move that the new shares require; no table is kept.
 */
public final class VariantRouter {
  private final String[] names;
  private final long[] seeds;
  private final double[] weights;

  private VariantRouter(String[] names, long[] seeds, double[] weights) {
    this.names = names;
    this.seeds = seeds;
    this.weights = weights;
  }

  /**
   * @param weights relative weight by variant, 0 or more; none: the endpoint chooses
   * @throws IllegalArgumentException when a weight is negative, or there are weights and all are 0
   */
  public static VariantRouter of(Map<String, Integer> weights) {
    TreeMap<String, Integer> used = new TreeMap<>(weights);
    for (Map.Entry<String, Integer> variant : used.entrySet()) {
      if (variant.getValue() < 0) {
        throw new IllegalArgumentException(
            "weight of variant " + variant.getKey() + " is negative: " + variant.getValue());
      }
    }
    used.values().removeIf(weight -> weight == 0);
    if (used.isEmpty() && !weights.isEmpty()) {
      throw new IllegalArgumentException("all variants have weight 0: " + weights.keySet());
    }
    int count = used.size();
    String[] names = used.keySet().toArray(new String[0]);
    long[] seeds = new long[count];
    double[] shares = new double[count];
    for (int i = 0; i < count; i++) {
      seeds[i] = hash(names[i]);
      shares[i] = used.get(names[i]);
    }
    return new VariantRouter(names, seeds, shares);
  }

  /** The variant of an entity's key, or null when the endpoint chooses. */
  public String route(long key) {
    if (names.length <= 1) {
      return names.length == 0 ? null : names[0];
    }
    int best = 0;
    double shortest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < names.length; i++) {
      double draw = -Math.log(unit(mix(key ^ seeds[i]))) / weights[i];
      if (draw < shortest) {
        shortest = draw;
        best = i;
      }
    }
    return names[best];
  }

  /**
   * Key of an event's entity; of its identity when the entity is null or there is none.
   *
   * @param column column of the entity, or -1
   * @param type its type; not read when there is no column
   */
  public static long key(Event event, int column, ColumnType type) {
    if (column < 0 || event.isNull(column)) {
      return event.hasNumericId() ? mix(event.idNumber()) : hash(event.id());
    }
    if (type.isPrimitive()) {
      return mix(event.getLong(column));
    }
    switch (type) {
      case STRING:
        return hash(event.getString(column));
      case BYTES:
        return mix(Arrays.hashCode(event.getBytes(column)));
      default:
        return hash(event.getDecimal(column).toPlainString());
    }
  }

  /** FNV-1a over the text's UTF-16 units, then mixed: spelled out, for it decides over restarts. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** Finalizer of SplitMix64: every bit of the input moves every bit of the output. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The upper 53 bits as a number above 0 and below 1. */
  private static double unit(long bits) {
    return ((bits >>> 11) + 0.5) * 0x1.0p-53;
  }
}
