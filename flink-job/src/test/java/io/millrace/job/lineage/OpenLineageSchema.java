package io.millrace.job.lineage;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The JSON schema of run events of OpenLineage. Its client library is generated from the schemas of
 * the specification; this goes the way back, from the library's classes to one schema, and adds
 * what the classes do not say: which properties the specification requires. It is stricter than
 * that in one thing: a facet of the specification has no properties but those of the specification.
 */
public final class OpenLineageSchema {
  static final String FILE = "run-event.schema.json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFINITIONS = "$defs";

  /**
   * Required properties, as the specification has them.
   *
   * @see <a href="https://github.com/OpenLineage/OpenLineage/tree/main/spec">The specification</a>
   */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("RunEvent", List.of("eventTime", "producer", "schemaURL", "run", "job")),
          Map.entry("Run", List.of("runId")),
          Map.entry("Job", List.of("namespace", "name")),
          Map.entry("InputDataset", List.of("namespace", "name")),
          Map.entry("OutputDataset", List.of("namespace", "name")),
          Map.entry("JobTypeJobFacet", List.of("processingType", "integration")),
          Map.entry("SourceCodeLocationJobFacet", List.of("type", "url")),
          Map.entry("DocumentationJobFacet", List.of("description")),
          Map.entry("OwnershipJobFacetOwners", List.of("name")),
          Map.entry("OwnershipDatasetFacetOwners", List.of("name")),
          Map.entry("ProcessingEngineRunFacet", List.of("version")),
          Map.entry("ErrorMessageRunFacet", List.of("message", "programmingLanguage")),
          Map.entry("TagsRunFacetFields", List.of("key", "value")),
          Map.entry("SchemaDatasetFacetFields", List.of("name")),
          Map.entry("ColumnLineageDatasetFacet", List.of("fields")),
          Map.entry("ColumnLineageDatasetFacetFieldsAdditional", List.of("inputFields")),
          Map.entry("InputField", List.of("namespace", "name", "field")),
          Map.entry("InputFieldTransformations", List.of("type")),
          Map.entry("DataQualityAssertionsDatasetFacet", List.of("assertions")),
          Map.entry("DataQualityAssertionsDatasetFacetAssertions", List.of("assertion", "success")),
          Map.entry("DataQualityMetricsInputDatasetFacet", List.of("columnMetrics")));

  private final ObjectNode root = JSON.createObjectNode();
  private final ObjectNode definitions = JSON.createObjectNode();

  private OpenLineageSchema() {
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.set("$ref", reference(RunEvent.class).get("$ref"));
    root.set(DEFINITIONS, definitions);
  }

  /** The schema that the client library on the class path gives. */
  static JsonNode generated() {
    return new OpenLineageSchema().root;
  }

  /** What is wrong with an event by the schema that is checked in; empty when nothing is. */
  public static List<String> faults(JsonNode event) {
    return CheckedIn.SCHEMA.validate(event).stream()
        .map(ValidationMessage::getMessage)
        .collect(Collectors.toList());
  }

  private ObjectNode reference(Class<?> type) {
    String name = type.getSimpleName();
    if (!definitions.has(name)) {
      definitions.putObject(name);
      definitions.set(name, object(type));
    }
    return JSON.createObjectNode().put("$ref", "#/" + DEFINITIONS + '/' + name);
  }

  private ObjectNode object(Class<?> type) {
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    if (type.isInterface()) {
      // A facet that the specification does not know.
      schema.set("required", JSON.createArrayNode().add("_producer").add("_schemaURL"));
      return schema;
    }
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JSON.createArrayNode();
    REQUIRED.getOrDefault(type.getSimpleName(), List.of()).forEach(required::add);
    for (Parameter parameter : creator(type).getParameters()) {
      properties.set(
          parameter.getAnnotation(JsonProperty.class).value(),
          value(parameter.getParameterizedType()));
    }
    schemaUrl(type)
        .ifPresent(
            name -> {
              properties.putObject(name).put("type", "string").put("format", "uri");
              if (name.startsWith("_")) {
                properties.putObject("_deleted").put("type", "boolean");
                required.add("_producer").add(name);
              }
            });
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.set("additionalProperties", additional(type));
    return schema;
  }

  private static Constructor<?> creator(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(constructor -> constructor.isAnnotationPresent(JsonCreator.class))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(type + " cannot be read from JSON"));
  }

  /** The property that names the schema; the library sets it, so no constructor takes it. */
  private static Optional<String> schemaUrl(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .map(Field::getName)
        .filter(name -> name.equalsIgnoreCase("schemaURL") || name.equals("_schemaURL"))
        .findFirst();
  }

  private JsonNode additional(Class<?> type) {
    for (Field field : type.getDeclaredFields()) {
      if (field.getName().equals("additionalProperties")) {
        Type value = ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[1];
        return value == Object.class ? JSON.getNodeFactory().booleanNode(false) : value(value);
      }
    }
    return JSON.getNodeFactory().booleanNode(false);
  }

  private ObjectNode value(Type type) {
    ObjectNode schema = JSON.createObjectNode();
    if (type instanceof ParameterizedType list) {
      schema.put("type", "array");
      schema.set("items", value(list.getActualTypeArguments()[0]));
    } else if (type == URI.class) {
      schema.put("type", "string").put("format", "uri");
    } else if (type == UUID.class) {
      schema.put("type", "string").put("format", "uuid");
    } else if (type == ZonedDateTime.class) {
      schema.put("type", "string").put("format", "date-time");
    } else if (type == String.class) {
      schema.put("type", "string");
    } else if (type == Boolean.class) {
      schema.put("type", "boolean");
    } else if (type == Long.class || type == Integer.class) {
      schema.put("type", "integer");
    } else if (type == Double.class) {
      schema.put("type", "number");
    } else if (type instanceof Class<?> names && names.isEnum()) {
      ArrayNode values = schema.putArray("enum");
      Arrays.stream(names.getEnumConstants()).forEach(value -> values.add(value.toString()));
    } else if (type instanceof Class<?> nested && nested.getEnclosingClass() == OpenLineage.class) {
      return reference(nested);
    } else {
      throw new IllegalStateException("no JSON type is known for " + type);
    }
    return schema;
  }

  private static final class CheckedIn {
    static final JsonSchema SCHEMA = read();

    private static JsonSchema read() {
      try (InputStream in = OpenLineageSchema.class.getResourceAsStream(FILE)) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                JSON.readTree(in),
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
