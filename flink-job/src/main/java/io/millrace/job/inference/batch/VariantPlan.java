package io.millrace.job.inference.batch;

import io.millrace.job.config.InferenceSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which variants a scorer asks: those that events are routed to, and those that help them out. */
public final class VariantPlan {
  private final List<String> scoring;
  private final List<String> helping;

  private VariantPlan(List<String> scoring, List<String> helping) {
    this.scoring = Collections.unmodifiableList(new ArrayList<>(scoring));
    this.helping = List.copyOf(helping);
  }

  /** The variants of a pipeline that have a weight, and those of its fallback. */
  public static VariantPlan of(InferenceSpec spec) {
    List<String> scoring =
        spec.variants().entrySet().stream()
            .filter(variant -> variant.getValue() > 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.toList());
    return of(scoring, spec.fallbackVariants());
  }

  /**
   * @param scoring variants that events are routed to; none: the endpoint chooses
   * @param helping variants that are asked for a batch that its own did not score, in their order
   */
  public static VariantPlan of(List<String> scoring, List<String> helping) {
    return new VariantPlan(scoring.isEmpty() ? Collections.singletonList(null) : scoring, helping);
  }

  /** Variants that events are routed to; a single null when the endpoint chooses. */
  List<String> scoring() {
    return scoring;
  }

  /** Variants to ask after this one. */
  List<String> after(String variant) {
    return helping.stream().filter(name -> !name.equals(variant)).collect(Collectors.toList());
  }

  /** Names of the variants that may be asked; none when the endpoint chooses. */
  public Set<String> names() {
    Set<String> names = all();
    return names.contains(null) ? Set.of() : names;
  }

  /** All variants that may be asked, each once. */
  Set<String> all() {
    Set<String> all = new LinkedHashSet<>(scoring);
    all.addAll(helping);
    return all;
  }
}
