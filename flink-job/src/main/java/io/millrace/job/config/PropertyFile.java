package io.millrace.job.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.expression.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads property groups from a JSON file, as the managed service's library does for local runs, but
 * refuses what that library would pass over.
 *
 * @see <a
 *     href="https://github.com/aws-samples/amazon-managed-service-for-apache-flink-examples">Examples
 *     of the service</a>
 */
final class PropertyFile {
  private static final String ID = "PropertyGroupId";
  private static final String MAP = "PropertyMap";
  private static final List<String> KEYS = List.of(ID, MAP);
  private static final String FORMAT =
      "write [{\"" + ID + "\": \"source\", \"" + MAP + "\": {\"type\": \"files\"}}]";

  private PropertyFile() {}

  static Map<String, Properties> read(Path file, Problems problems) throws IOException {
    Map<String, Properties> groups = new LinkedHashMap<>();
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "file" : "line " + e.getLocation().getLineNr();
      problems.add(where, "JSON", "a syntax error", "correct it");
      return groups;
    }
    if (!root.isArray()) {
      problems.add("file", "a list of property groups", "another value", FORMAT);
      return groups;
    }
    for (int i = 0; i < root.size(); i++) {
      readGroup("[" + i + "]", root.get(i), groups, problems);
    }
    return groups;
  }

  private static void readGroup(
      String where, JsonNode group, Map<String, Properties> groups, Problems problems) {
    if (!group.path(ID).isTextual() || !group.path(MAP).isObject()) {
      problems.add(where, "a " + ID + " and a " + MAP, "another value", FORMAT);
      return;
    }
    group
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                problems.add(where, "a known key", "'" + key + "'", Suggestion.remedy(key, KEYS));
              }
            });
    String id = group.get(ID).asText();
    Properties properties = new Properties();
    group
        .get(MAP)
        .fields()
        .forEachRemaining(
            entry -> {
              if (entry.getValue().isTextual()) {
                properties.setProperty(entry.getKey(), entry.getValue().asText());
              } else {
                problems.add(
                    "group " + id + ", " + entry.getKey(),
                    "a text",
                    "another value",
                    "write it in quotes");
              }
            });
    if (groups.putIfAbsent(id, properties) != null) {
      problems.add("group " + id, "each group once", "'" + id + "' again", "join the two");
    }
  }
}
