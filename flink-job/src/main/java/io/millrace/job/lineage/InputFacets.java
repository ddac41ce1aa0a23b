package io.millrace.job.lineage;

import io.millrace.job.event.Counter;
import io.openlineage.client.OpenLineage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What OpenLineage is told of the data that a run has read: how much, where from, and which rules
 * it held to. A rule is an assertion that succeeds while no window broke it.
 */
final class InputFacets {
  /** First and last sequence number of each shard, or ordinal in each file. */
  private static final String POSITIONS = "millrace_positions";

  /** How often each rule held and was broken. */
  private static final String RULES = "millrace_rules";

  private final OpenLineage lineage;
  private final RunTotals totals;

  InputFacets(OpenLineage lineage, RunTotals totals) {
    this.lineage = lineage;
    this.totals = totals;
  }

  OpenLineage.InputDatasetInputFacets of(LineageDataset dataset) {
    long rows = totals.get(dataset.rows());
    long bytes = totals.get(Counter.BYTES);
    OpenLineage.InputDatasetInputFacetsBuilder facets =
        lineage
            .newInputDatasetInputFacetsBuilder()
            .inputStatistics(lineage.newInputStatisticsInputDatasetFacet(rows, bytes, null));
    if (!totals.details().positions().isEmpty()) {
      facets.put(POSITIONS, custom("positions", positions()));
    }
    if (!totals.details().verdicts().isEmpty()) {
      facets.dataQualityMetrics(
          lineage.newDataQualityMetricsInputDatasetFacet(
              rows,
              bytes,
              null,
              lineage.newDataQualityMetricsInputDatasetFacetColumnMetricsBuilder().build()));
      facets.dataQualityAssertions(lineage.newDataQualityAssertionsDatasetFacet(assertions()));
      facets.put(RULES, custom("rules", rules()));
    }
    return facets.build();
  }

  private OpenLineage.InputDatasetFacet custom(String name, Object value) {
    OpenLineage.InputDatasetFacet facet = lineage.newInputDatasetFacet();
    facet.getAdditionalProperties().put(name, value);
    return facet;
  }

  private List<Map<String, Object>> positions() {
    List<Map<String, Object>> positions = new ArrayList<>();
    for (RunDetails.Position at : totals.details().positions()) {
      Map<String, Object> position = new LinkedHashMap<>();
      position.put("shard", at.shard);
      position.put("first", at.first);
      position.put("last", at.last);
      position.put("records", at.records);
      positions.add(position);
    }
    return positions;
  }

  private List<Map<String, Object>> rules() {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (RunDetails.Verdicts verdicts : totals.details().verdicts()) {
      Map<String, Object> rule = new LinkedHashMap<>();
      rule.put("rule", verdicts.rule);
      rule.put("metric", verdicts.metric);
      rule.put("held", verdicts.held);
      rule.put("broken", verdicts.broken);
      rules.add(rule);
    }
    return rules;
  }

  private List<OpenLineage.DataQualityAssertionsDatasetFacetAssertions> assertions() {
    List<OpenLineage.DataQualityAssertionsDatasetFacetAssertions> assertions = new ArrayList<>();
    for (RunDetails.Verdicts rule : totals.details().verdicts()) {
      assertions.add(
          lineage.newDataQualityAssertionsDatasetFacetAssertions(
              rule.rule, rule.broken == 0, rule.column()));
    }
    return assertions;
  }
}
