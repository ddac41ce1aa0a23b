package io.millrace.job.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.dqdl.RowRule;
import io.millrace.job.dqdl.WindowRule;
import io.millrace.job.event.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** By which definitions a run makes its rows: a hash of each kind, and its parts by name. */
final class DefinitionsInUse {
  /** Between the parts; none of them has it. */
  private static final String BETWEEN = "\n";

  private DefinitionsInUse() {}

  /** Ruleset, features, schema and, where there is one, model. */
  static List<Definition> of(Pipeline pipeline) {
    List<Definition> definitions = new ArrayList<>();
    List<String> rules = new ArrayList<>();
    for (RowRule rule : pipeline.quality().ruleset().rowRules()) {
      rules.add(rule.text());
    }
    for (WindowRule rule : pipeline.quality().ruleset().windowRules()) {
      rules.add(rule.text());
    }
    definitions.add(
        new Definition("ruleset", "hash", pipeline.quality().ruleset().hash(), "rules", rules));
    List<String> features = new ArrayList<>();
    for (Column column : pipeline.layout().columns()) {
      if (column.kind() == Column.Kind.DERIVED || column.kind() == Column.Kind.FEATURE) {
        features.add(column.name() + " = " + column.doc());
      }
    }
    definitions.add(
        new Definition("features", "hash", pipeline.featureHash(), "columns", features));
    Schema schema = pipeline.event().schema();
    List<String> fields =
        schema.getFields().stream()
            .map(field -> field.name() + ' ' + field.schema())
            .collect(Collectors.toList());
    definitions.add(
        new Definition(
            "schema",
            "fingerprint",
            Long.toHexString(SchemaNormalization.parsingFingerprint64(schema)),
            "fields",
            fields));
    PipelineFiles files = pipeline.files();
    if (files.contains(PipelineFiles.MODEL_CARD)) {
      definitions.add(
          new Definition(
              "model", "card_hash", files.hash(PipelineFiles.MODEL_CARD), "parts", List.of()));
    }
    return definitions;
  }

  /** One kind of definition. */
  static final class Definition {
    private final String what;
    private final String hashName;
    private final String hash;
    private final String partsName;
    private final Set<String> parts = new LinkedHashSet<>();

    Definition(String what, String hashName, String hash, String partsName, List<String> parts) {
      this.what = what;
      this.hashName = hashName;
      this.hash = hash;
      this.partsName = partsName;
      parts.forEach(part -> this.parts.add(part.replace('\n', ' ')));
    }

    String what() {
      return what;
    }

    Map<String, String> details() {
      Map<String, String> details = new TreeMap<>();
      details.put(hashName, hash);
      if (!parts.isEmpty()) {
        details.put(partsName, String.join(BETWEEN, parts));
      }
      return details;
    }

    /** What is otherwise than in the newest of these entries that names the kind; or empty. */
    Map<String, String> changeSince(List<AuditEntry> before) {
      JsonNode last = null;
      for (AuditEntry entry : before) {
        if (entry.content().path("what").asText().equals(what + " in use")) {
          last = entry.content().path("details");
        }
      }
      if (last == null || last.path(hashName).asText().equals(hash)) {
        return Map.of();
      }
      Set<String> added = new LinkedHashSet<>(parts);
      Set<String> removed = new LinkedHashSet<>();
      if (last.has(partsName)) {
        removed.addAll(Arrays.asList(last.path(partsName).asText().split(BETWEEN)));
        Set<String> former = new LinkedHashSet<>(removed);
        removed.removeAll(parts);
        added.removeAll(former);
      } else if (!parts.isEmpty()) {
        added.clear(); // an earlier version noted the hash alone
      }
      Map<String, String> change = new TreeMap<>();
      change.put("from", last.path(hashName).asText());
      change.put("to", hash);
      put(change, "added", added);
      put(change, "removed", removed);
      return change;
    }

    private static void put(Map<String, String> change, String name, Set<String> parts) {
      if (!parts.isEmpty()) {
        change.put(name, String.join(BETWEEN, parts));
      }
    }
  }
}
