package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of a pipeline folder: where, expected, got, what to do. */
class PipelineProblemsTest {
  private static final String FEATURES =
      """
      features:
        - entity: shop
          windows: [1d]
          aggregates: { sales: count() }
      """;

  @Test
  void aSoundFolderHasNone() {
    assertThat(Folder.withSections("").problems()).isEmpty();
    assertThat(Folder.withSections(FEATURES).problems()).isEmpty();
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of(
            "no pipeline file",
            Folder.of("").without("pipeline.yaml"),
            "folder: expected a file pipeline.yaml, got none; add it, or name another folder"),
        Arguments.of(
            "empty pipeline file",
            Folder.of(""),
            "pipeline.yaml: expected a map, got an empty file; describe the pipeline"),
        Arguments.of(
            "a list",
            Folder.of("- a"),
            "pipeline.yaml:1: expected a map with pipeline, owner, event, deduplicate, lateness,"
                + " quality, features, inference, lake, warehouse, tracing, got a list; write keys"
                + " and values, e.g. { key: value }"),
        Arguments.of(
            "no YAML",
            Folder.of("pipeline: [sales\n"),
            "pipeline.yaml:2: expected YAML, got a syntax error, expected ',' or ']', but got"
                + " <stream end>; correct it; a value that holds ': ' or ' #', or a comma within {"
                + " } or [ ], stands in quotes"),
        Arguments.of(
            "an unquoted default",
            Folder.withSections(
                "features:\n  - aggregates:\n      risk: mean(price, default: 0)\n"),
            "pipeline.yaml:9: expected YAML, got a syntax error, mapping values are not allowed"
                + " here; correct it; a value that holds ': ' or ' #', or a comma within { } or ["
                + " ], stands in quotes"),
        Arguments.of(
            "a missing schema",
            Folder.withSections("").without("event.avsc"),
            "pipeline.yaml:3 event.schema: expected a file of the folder, got 'event.avsc'; use one"
                + " of pipeline.yaml, rules.dqdl"),
        Arguments.of(
            "a missing ruleset",
            Folder.withSections("quality: { rules: rule.dqdl }"),
            "pipeline.yaml:7 quality.rules: expected a file of the folder, got 'rule.dqdl'; did you"
                + " mean 'rules.dqdl'?"),
        Arguments.of(
            "a schema that is no JSON",
            Folder.withSections("").with("event.avsc", "nonsense"),
            "event.avsc: expected an Avro schema, got"
                + " 'com.fasterxml.jackson.core.JsonParseException: Unrecognized token 'nonsense':"
                + " was expecting (JSON String, Number, Array, Object or token 'null', 'true' or"
                + " 'false')'; correct the schema"),
        Arguments.of(
            "a schema of an unknown type",
            Folder.withSections("").with("event.avsc", "{\"type\": \"money\"}"),
            "event.avsc: expected an Avro schema, got 'Type not supported: money'; correct the"
                + " schema"),
        Arguments.of(
            "a schema that is no record",
            Folder.withSections("").with("event.avsc", "\"string\""),
            "event.avsc: expected a record with fields, got the type string; describe the event as"
                + " a record"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void tellsTheProblemOfAFile(String name, Folder folder, String problem) {
    assertThat(folder.problems()).containsExactly(problem);
  }

  static Stream<Arguments> sections() {
    return Stream.of(
        // keys and types
        section(
            "lateness: 1d\nlatenes: 1d",
            "pipeline.yaml:8 latenes: expected a known key, got 'latenes'; did you mean"
                + " 'lateness'?"),
        section(
            "deduplicate: 24h\ndeduplicate: 1h",
            "pipeline.yaml:8 deduplicate: expected each key once, got 'deduplicate' again, first on"
                + " line 7; remove one"),
        section(
            "deduplicate: 24",
            "pipeline.yaml:7 deduplicate: expected a duration such as 10ms, 5s, 1m, 24h or 7d, got"
                + " '24'; write a whole number and a unit"),
        section(
            "deduplicate: 401d",
            "pipeline.yaml:7 deduplicate: expected a duration from 0s to 400d, got '401d'; choose"
                + " one within"),
        section(
            "deduplicate:",
            "pipeline.yaml:7 deduplicate: expected a duration such as 10ms, 5s, 1m, 24h or 7d, got"
                + " nothing; write a whole number and a unit"),
        section(
            "lake: dt",
            "pipeline.yaml:7 lake: expected a map with partition-by, writers, file-size, compact,"
                + " got 'dt'; write keys and values, e.g. { key: value }"),
        section(
            "lake: { partition-by: dt }",
            "pipeline.yaml:7 lake.partition-by: expected a list of dt and hour, got 'dt'; write a"
                + " list, e.g. [a, b]"),
        section(
            "lake: { partition-by: [dt, hours] }",
            "pipeline.yaml:7 lake.partition-by[1]: expected dt or hour, got 'hours'; did you mean"
                + " 'hour'?"),
        section(
            "lake: { partition-by: [hour] }",
            "pipeline.yaml:7 lake.partition-by: expected [], [dt] or [dt, hour], got [hour];"
                + " partition by dt first"),
        section(
            "lake: { writers: al }",
            "pipeline.yaml:7 lake.writers: expected auto, all, or a number of writers, got 'al';"
                + " did you mean 'all'?"),
        section(
            "lake: { writers: 0 }",
            "pipeline.yaml:7 lake.writers: expected a whole number from 1 to 1024, got '0'; choose"
                + " one within"),
        section(
            "lake: { file-size: 1KiB }",
            "pipeline.yaml:7 lake.file-size: expected a size of at least 64KiB, got '1KiB'; choose"
                + " a larger one"),
        section(
            "lake: { compact: 'yes' }",
            "pipeline.yaml:7 lake.compact: expected true or false, got 'yes'; write one of them,"
                + " without quotes"),
        section(
            "warehouse: { table: Sales-2 }",
            "pipeline.yaml:7 warehouse.table: expected a name of lower-case letters, digits and _,"
                + " got 'Sales-2'; rename the table"),
        section(
            "warehouse: {}",
            "pipeline.yaml:7 warehouse: expected the key table, got none; add e.g. table:"
                + " payments"),
        section(
            "warehouse: { table: sales, version: pieces }",
            "pipeline.yaml:7 warehouse.version: expected no version without the key upsert, got"
                + " one; add e.g. upsert: event_id, or remove it"),
        section(
            "warehouse: { table: sales, upsert: id }",
            "pipeline.yaml:7 warehouse: expected the key version, got none; add e.g. version:"
                + " revision"),
        section(
            "warehouse: { table: sales, upsert: shop, version: pieces }",
            "pipeline.yaml:7 warehouse.upsert: expected the field that event.id names, got 'shop';"
                + " write id, or change event.id"),
        section(
            "warehouse: { table: sales, upsert: id, version: piece }",
            "pipeline.yaml:7 warehouse.version: expected a field of the event that grows with each"
                + " correction, got 'piece'; did you mean 'pieces'?"),
        section(
            "warehouse: { table: sales, upsert: id, version: shop }",
            "pipeline.yaml:7 warehouse.version: expected a field of type INT, LONG, TIMESTAMP, DATE"
                + " that is never null, got 'shop', which is STRING or null; choose another field,"
                + " or change its type in the schema"),
        // tracing
        section(
            "tracing: {}",
            "pipeline.yaml:7 tracing: expected field, sample or both, got an empty map; add e.g."
                + " sample: 0.01"),
        section(
            "tracing: { sample: 1.5 }",
            "pipeline.yaml:7 tracing.sample: expected a share from 0 to 1, e.g. 0.01, got '1.5';"
                + " choose one within"),
        section(
            "tracing: { field: shopp, sample: 0.1 }",
            "pipeline.yaml:7 tracing.field: expected a field of the event that holds a trace"
                + " header, got 'shopp'; did you mean 'shop'?"),
        section(
            "tracing: { field: pieces }",
            "pipeline.yaml:7 tracing.field: expected a field of type STRING, got 'pieces', which is"
                + " INT; choose another field"),
        // quality
        section(
            "quality: { window: 1m }",
            "pipeline.yaml:7 quality: expected the key rules, got none; add e.g. rules:"
                + " rules.dqdl"),
        section(
            "quality: { rules: rules.dqdl, window: 0s }",
            "pipeline.yaml:7 quality.window: expected a duration from 1s to 400d, got '0s'; choose"
                + " one within"),
        section(
            "quality: { rules: rules.dqdl, group-by: [shpo] }",
            "pipeline.yaml:7 quality.group-by[0]: expected a field of the event, got 'shpo'; did"
                + " you mean 'shop'?"),
        section(
            "quality: { rules: rules.dqdl, group-by: [price] }",
            "pipeline.yaml:7 quality.group-by[0]: expected a field of type BOOLEAN, INT, LONG,"
                + " STRING, got 'price', which is DOUBLE; group by a field with few values"),
        section(
            "quality: { rules: rules.dqdl, group-by: [shop, shop] }",
            "pipeline.yaml:7 quality.group-by[1]: expected each field once, got 'shop'; remove"
                + " one"),
        // derived values
        section(
            "features:\n  - derive: { total: price * peices }",
            "pipeline.yaml:8 features[0].derive.total: expected a known column, got 'peices' at"
                + " character 9; did you mean 'pieces'?"),
        section(
            "features:\n  - derive: { total: shop + 1 }",
            "pipeline.yaml:8 features[0].derive.total: expected numbers on both sides of +, got"
                + " STRING + LONG at character 6; compute with LONG or DOUBLE values"),
        section(
            "features:\n  - derive:\n      a: b + 1\n      b: price",
            "pipeline.yaml:9 features[0].derive.a: expected a column defined before this one, got"
                + " 'b', defined on line 10 at character 1; move its definition up"),
        section(
            "features:\n  - derive:\n      a: b + 1\n      b: c\n      c: a * 2",
            "pipeline.yaml:9 features[0].derive.a: expected a column that does not depend on this"
                + " one, got the cycle a -> b -> c -> a at character 1; break the cycle"),
        section(
            "features:\n  - derive: { a: a + 1 }",
            "pipeline.yaml:8 features[0].derive.a: expected a column that does not depend on this"
                + " one, got the cycle a -> a at character 1; break the cycle"),
        section(
            "features:\n  - derive: { sales_per_day: sales_1d }\n"
                + "  - entity: shop\n    windows: [1d]\n    aggregates: { sales: count() }",
            "pipeline.yaml:8 features[0].derive.sales_per_day: expected a column defined before"
                + " this one, got 'sales_1d', defined on line 11 at character 1; move its"
                + " definition up"),
        section(
            "features:\n  - derive: { price: pieces }",
            "pipeline.yaml:8 features[0].derive.price: expected a name that no other column has"
                + " (warehouses do not tell case apart), got 'price', which is a field of the event"
                + " already; rename it"),
        section(
            "features:\n  - derive: { Shop: pieces }",
            "pipeline.yaml:8 features[0].derive.Shop: expected a name that no other column has"
                + " (warehouses do not tell case apart), got 'Shop', which is a field of the event"
                + " already; rename it"),
        section(
            "features:\n  - derive: { a-b: pieces }",
            "pipeline.yaml:8 features[0].derive.a-b: expected a name of letters, digits and _, that"
                + " begins with no digit, got 'a-b'; rename the column"),
        section(
            "features:\n  - derive: { late: pieces }",
            "pipeline.yaml:8 features[0].derive.late: expected a name that no other column has"
                + " (warehouses do not tell case apart), got 'late', which Millrace adds itself;"
                + " rename it"),
        section(
            "features:\n  - derive: { a: pieces, A: price, b: A }",
            "pipeline.yaml:8 features[0].derive.A: expected a name that no other column has"
                + " (warehouses do not tell case apart), got 'A', which is a derived value already;"
                + " rename it"),
        section(
            "features:\n  - derive: { score: pieces }\n"
                + "inference: { endpoint: risk, inputs: [price] }",
            "pipeline.yaml:8 features[0].derive.score: expected a name that no other column has"
                + " (warehouses do not tell case apart), got 'score', which Millrace adds itself;"
                + " rename it"),
        section(
            "features:\n  - derive: { x: [1] }",
            "pipeline.yaml:8 features[0].derive.x: expected an expression, got a list; write e.g."
                + " isNight(event_time)"),
        section(
            "features: { derive: { x: price } }",
            "pipeline.yaml:7 features: expected a list of features, got a map; write a list, e.g."
                + " [a, b]"),
        section(
            "features:\n  - night",
            "pipeline.yaml:8 features[0]: expected a map with derive, or with entity, windows and"
                + " aggregates, or with entity and anomalies, got 'night'; write e.g. derive: {"
                + " night: isNight(event_time) }"),
        section(
            "features:\n  - derive: { x: price }\n    entity: shop",
            "pipeline.yaml:8 features[0]: expected a map with derive, or with entity, windows and"
                + " aggregates, or with entity and anomalies, got both; make them two items of the"
                + " list"),
        // entities
        section(
            "features:\n  - windows: [1d]\n    aggregates: { n: count() }",
            "pipeline.yaml:8 features[0]: expected the key entity, got none; add e.g. entity:"
                + " customer_id"),
        section(
            "features:\n  - entity: shop",
            "pipeline.yaml:8 features[0]: expected the key windows, got none; add e.g. windows:"
                + " [1d, 7d]",
            "pipeline.yaml:8 features[0]: expected the key aggregates, got none; add e.g."
                + " aggregates: { customer_count: count() }"),
        section(
            "features:\n  - { entity: shpo, windows: [1d], aggregates: { n: count() } }",
            "pipeline.yaml:8 features[0].entity: expected a field of the event, or a value derived"
                + " before, got 'shpo'; did you mean 'shop'?"),
        section(
            "features:\n  - { entity: price, windows: [1d], aggregates: { n: count() } }",
            "pipeline.yaml:8 features[0].entity: expected an entity of type INT, LONG, STRING, got"
                + " 'price', which is DOUBLE; choose one that names something"),
        section(
            "features:\n  - { entity: shop, windows: [0s], aggregates: { n: count() } }",
            "pipeline.yaml:8 features[0].windows[0]: expected a duration from 1ms to 400d, got"
                + " '0s'; choose one within"),
        section(
            "features:\n  - { entity: shop, windows: [500d], aggregates: { n: count() } }",
            "pipeline.yaml:8 features[0].windows[0]: expected a duration from 1ms to 400d, got"
                + " '500d'; choose one within"),
        section(
            "features:\n"
                + "  - { entity: shop, windows: [1d, 400d], delay: 7d, aggregates: { n: count() }"
                + " }",
            "pipeline.yaml:8 features[0].windows[1]: expected a window that begins at most 400d"
                + " back, as events are kept no longer, got 400d and a delay of 7d; shorten the"
                + " window or the delay"),
        section(
            FEATURES + "  - { entity: sales_1d, windows: [1d], aggregates: { n: count() } }",
            "pipeline.yaml:11 features[1].entity: expected a field of the event, or a value derived"
                + " before, got 'sales_1d', which is a feature; a feature describes an entity and"
                + " names none; derive a value from it"),
        section(
            "features:\n  - { entity: at, windows: [1d], aggregates: { n: count() } }",
            "pipeline.yaml:8 features[0].entity: expected an entity of type INT, LONG, STRING, got"
                + " 'at', which is TIMESTAMP; choose one that names something"),
        section(
            "features:\n  - derive: { dear: price > 9 }\n"
                + "  - { entity: dear, windows: [1d], aggregates: { n: count() } }",
            "pipeline.yaml:9 features[1].entity: expected an entity of type INT, LONG, STRING, got"
                + " 'dear', which is BOOLEAN; choose one that names something"),
        section(
            "features:\n  - { entity: shop, windows: [1d, 24h], aggregates: { n: count() } }",
            "pipeline.yaml:8 features[0].windows[1]: expected each window once, got '24h'; remove"
                + " one"),
        section(
            "features:\n  - { entity: shop, windows: [], aggregates: { n: count() } }",
            "pipeline.yaml:8 features[0].windows: expected a list of windows, got an empty list;"
                + " name at least one, e.g. [1d, 7d]"),
        section(
            "features:\n"
                + "  - { entity: shop, windows: [1d], delay: -1d, aggregates: { n: count() } }",
            "pipeline.yaml:8 features[0].delay: expected a duration such as 10ms, 5s, 1m, 24h or"
                + " 7d, got '-1d'; write a whole number and a unit"),
        section(
            "features:\n  - { entity: shop, windows: [1d], aggregates: { n: median(price) } }",
            "pipeline.yaml:8 features[0].aggregates.n: expected a known aggregate, got 'median';"
                + " did you mean 'mean'?"),
        section(
            "features:\n  - { entity: shop, windows: [1d], aggregates: { n: mean() } }",
            "pipeline.yaml:8 features[0].aggregates.n: expected a value to aggregate, got mean();"
                + " write e.g. mean(amount)"),
        section(
            "features:\n  - { entity: shop, windows: [1d], aggregates: { n: mean(shop) } }",
            "pipeline.yaml:8 features[0].aggregates.n: expected a number or truth value to"
                + " aggregate, got shop, which is STRING; aggregate a number; count, distinctCount,"
                + " rate, timeSinceLast take any value"),
        aggregate(
            "sum(at, where: paid)",
            "expected a number or truth value to aggregate, got at, which is TIMESTAMP; aggregate a"
                + " number; count, distinctCount, rate, timeSinceLast take any value"),
        aggregate(
            "mean(image)",
            "expected a column of a number, text, truth value or time, got 'image', which is BYTES"
                + " at character 6; an expression can only ask isNull(image)"),
        aggregate(
            "count(where: price)",
            "expected a condition, which is true or false, got an expression that is DOUBLE at"
                + " character 14; compare it, e.g. x > 0"),
        aggregate(
            "mean(price, where: piad)",
            "expected a known column, got 'piad' at character 20; did you mean 'paid'?"),
        aggregate(
            "quantile(price)",
            "expected the argument rank: a number from 0.0 to 1.0, got"
                + " none; add it by its name"),
        aggregate(
            "quantile(price, rnak: 0.5)",
            "expected the argument rank: a number from 0.0 to 1.0, got none; add it by its name",
            "expected an argument of quantile, got 'rnak:' at character 17; did you mean 'rank'?"),
        aggregate(
            "quantile(price, rank: 95)",
            "expected rank: a number from 0.0 to 1.0, got '95' at character 23; choose one within"),
        aggregate(
            "quantile(price, rank: -0.1)",
            "expected rank: a number from 0.0 to 1.0, got '-0.1' at character 23; choose one"
                + " within"),
        aggregate(
            "quantile(price, rank: price * 2)",
            "expected rank: a number from 0.0 to 1.0, got '(price * 2)' at character 23; write a"
                + " number"),
        aggregate(
            "quantile(price, rank: 1d)",
            "expected rank: a number from 0.0 to 1.0, got '1d' at character 23; write a number"),
        aggregate(
            "decayedMean(price, halfLife: 5)",
            "expected halfLife: a duration such as 10ms, 5s, 1m, 24h or 7d, got '5' at character"
                + " 30; write a whole number and a unit"),
        aggregate(
            "decayedMean(price, halfLife: 0s)",
            "expected halfLife: a duration of 1ms or more, got '0s' at character 30; choose one"
                + " within"),
        aggregate(
            "rate(per: -1h)",
            "expected per: a duration such as 10ms, 5s, 1m, 24h or 7d, got '-1h' at character 11;"
                + " write a whole number and a unit"),
        aggregate(
            "count(wehre: paid)",
            "expected an argument of count, got 'wehre:' at character 7; did you mean 'where'?"),
        aggregate(
            "sum(price, per: 1h)",
            "expected an argument of sum, got 'per:' at character 12; use one of where, default"),
        aggregate(
            "count(where: paid, where: paid)",
            "expected each argument once, got 'where:' again at character 20; remove one"),
        aggregate(
            "distinctCount(shop, default: 0)",
            "expected no default, as a count over an empty window is 0, got one; remove it"),
        aggregate(
            "distinctCount()",
            "expected a value to aggregate, got distinctCount(); write e.g. distinctCount(amount)"),
        aggregate(
            "mean(where: piad)",
            "expected a value to aggregate, got mean(); write e.g. mean(amount)"),
        section(
            "features:\n  - { entity: shop, windows: [1d], aggregates: { n: 'mean(prise)' } }",
            "pipeline.yaml:8 features[0].aggregates.n: expected a known column, got 'prise' at"
                + " character 6; did you mean 'price'?"),
        section(
            "features:\n"
                + "  - { entity: shop, windows: [1d], aggregates: { n: 'count(default: 1)' } }",
            "pipeline.yaml:8 features[0].aggregates.n: expected no default, as a count over an"
                + " empty window is 0, got one; remove it"),
        section(
            "features:\n  - { entity: shop, windows: [1d], aggregates: { n: price } }",
            "pipeline.yaml:8 features[0].aggregates.n: expected '(', got the end at character 6;"
                + " complete the expression"),
        section(
            "features:\n  - derive: { n_1d: price }\n"
                + "  - { entity: shop, windows: [1d], aggregates: { n: count() } }",
            "pipeline.yaml:9 features[1].aggregates.n: expected a name that no other column has"
                + " (warehouses do not tell case apart), got 'n_1d', which is a derived value"
                + " already; rename it"),
        section(
            FEATURES + "  - { entity: id, windows: [1d], aggregates: { Sales: count() } }",
            "pipeline.yaml:11 features[1].aggregates.Sales: expected a name that no other column"
                + " has (warehouses do not tell case apart), got 'Sales_1d', which is a feature"
                + " already; rename it"),
        section(
            "features:\n"
                + "  - { entity: shop, windows: [1d], aggregates: { n: 'sum(price, where: m_1d >"
                + " 1)' } }\n"
                + "  - { entity: id, windows: [1d], aggregates: { m: count() } }",
            "pipeline.yaml:8 features[0].aggregates.n: expected a column defined before this one,"
                + " got 'm_1d', defined on line 9 at character 19; move its definition up"),
        section(
            "features:\n  - { entity: shop, windows: [1d], aggregates: { n: 'sum(n_1d)' } }",
            "pipeline.yaml:8 features[0].aggregates.n: expected a column that does not depend on"
                + " this one, got the cycle n_1d -> n_1d at character 5; break the cycle"),
        section(
            "features:\n"
                + "  - { entity: shop, windows: [1d, 7d], aggregates: { n: 'max(n_7d)' } }",
            "pipeline.yaml:8 features[0].aggregates.n: expected a column that does not depend on"
                + " this one, got the cycle n_7d -> n_7d at character 5; break the cycle"),
        section(
            "features:\n  - derive: { approximate_features: price }",
            "pipeline.yaml:8 features[0].derive.approximate_features: expected a name that no other"
                + " column has (warehouses do not tell case apart), got 'approximate_features',"
                + " which Millrace adds itself; rename it"),
        section(
            FEATURES + "  - derive: { sales_1d: price }",
            "pipeline.yaml:11 features[1].derive.sales_1d: expected a name that no other column has"
                + " (warehouses do not tell case apart), got 'sales_1d', which is a feature"
                + " already; rename it"),
        // inference
        section(
            "inference: { endpoint: risk }",
            "pipeline.yaml:7 inference: expected the key inputs, got none; add e.g. inputs:"
                + " [amount]"),
        section(
            "inference: { endpoint: risk, inputs: [] }",
            "pipeline.yaml:7 inference.inputs: expected a list of columns, got an empty list; name"
                + " the columns that the model takes, in its order"),
        section(
            "inference: { endpoint: risk_1, inputs: [price] }",
            "pipeline.yaml:7 inference.endpoint: expected a name of at most 63 letters, digits and"
                + " inner hyphens, got 'risk_1'; rename it"),
        section(
            "inference: { endpoint: risk, inputs: [prise] }",
            "pipeline.yaml:7 inference.inputs[0]: expected a field, derived value or feature, got"
                + " 'prise'; did you mean 'price'?"),
        section(
            "inference: { endpoint: risk, inputs: [shop] }",
            "pipeline.yaml:7 inference.inputs[0]: expected a number or truth value, got 'shop',"
                + " which is STRING; derive a number from it"),
        section(
            "inference: { endpoint: risk, inputs: [price, price] }",
            "pipeline.yaml:7 inference.inputs[1]: expected each column once, got 'price'; remove"
                + " one"),
        section(
            "inference: { endpoint: risk, inputs: [price], where: price }",
            "pipeline.yaml:7 inference.where: expected a condition, which is true or false, got an"
                + " expression that is DOUBLE at character 1; compare it, e.g. x > 0"),
        section(
            "inference: { endpoint: risk, inputs: [price], where: kind == 1 }",
            "pipeline.yaml:7 inference.where: expected a known column, got 'kind' at character 1;"
                + " use one of id, at, shop, price, pieces, paid, image"),
        section(
            "inference: { endpoint: risk, inputs: [price], variants: { a: 1.5 } }",
            "pipeline.yaml:7 inference.variants.a: expected a whole number from 0 to 1000000, got"
                + " '1.5'; choose one within"),
        section(
            "inference: { endpoint: risk, inputs: [price], variants: { a: 0 } }",
            "pipeline.yaml:7 inference.variants: expected a weight above 0, got none; give at least"
                + " one variant a weight"),
        section(
            "inference: { endpoint: risk, inputs: [price], batch: { bytes: 7MiB } }",
            "pipeline.yaml:7 inference.batch.bytes: expected a size from 1B to 6MiB, got '7MiB';"
                + " choose one within"),
        section(
            "inference: { endpoint: risk, inputs: [price], batch: { bytes: 1MB } }",
            "pipeline.yaml:7 inference.batch.bytes: expected a size such as 512B, 64KiB or 1MiB,"
                + " got '1MB'; write a whole number and a unit"),
        section(
            "inference: { endpoint: risk, inputs: [price], batch: { records: 0 } }",
            "pipeline.yaml:7 inference.batch.records: expected a whole number from 1 to 10000, got"
                + " '0'; choose one within"),
        section(
            "inference: { endpoint: risk, inputs: [price], fallback: { score: .nan } }",
            "pipeline.yaml:7 inference.fallback.score: expected a score, an expression, or null,"
                + " got '.nan'; write a finite number"),
        section(
            "inference: { endpoint: risk, inputs: [price], fallback: { score: prise * 2 } }",
            "pipeline.yaml:7 inference.fallback.score: expected a known column, got 'prise' at"
                + " character 1; did you mean 'price'?"),
        section(
            "inference: { endpoint: risk, inputs: [price], fallback: { score: price > 2 } }",
            "pipeline.yaml:7 inference.fallback.score: expected a score, which is a number, got an"
                + " expression that is BOOLEAN; write one that is a number, e.g. amount > 500 ?"
                + " 0.9 : 0.1"),
        section(
            "inference:\n  { endpoint: risk, inputs: [price], variants: { a: 1, b: 1 }, fallback: {"
                + " variant: [c] } }",
            "pipeline.yaml:8 inference.fallback.variant[0]: expected a variant of"
                + " inference.variants, got 'c'; use one of a, b"),
        section(
            "inference: { endpoint: risk, inputs: [price], shadow: [a, a] }",
            "pipeline.yaml:7 inference.shadow[1]: expected each variant once, got 'a'; remove one"),
        section(
            "inference: { endpoint: risk, inputs: [price], order: sorted }",
            "pipeline.yaml:7 inference.order: expected ordered or unordered, got 'sorted'; choose"
                + " one"),
        section(
            "inference: { endpoint: risk, inputs: [price], concurrency: 0 }",
            "pipeline.yaml:7 inference.concurrency: expected a whole number from 1 to 256, got '0';"
                + " choose one within"));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("sections")
  void tellsTheProblemOfASection(String sections, List<String> problems) {
    assertThat(Folder.withSections(sections).problems()).containsExactlyElementsOf(problems);
  }

  static Stream<Arguments> events() {
    return Stream.of(
        event(
            "event: event.avsc",
            "pipeline.yaml:2 event: expected a map with schema, former, format, id, time, ordering,"
                + " max-ahead, max-bytes, got 'event.avsc'; write keys and values, e.g. { key:"
                + " value }"),
        event(
            "event: { schema: event.avsc }",
            "pipeline.yaml:2 event: expected the key format, got none; add e.g. format: avro",
            "pipeline.yaml:2 event: expected the key id, got none; add e.g. id: event_id",
            "pipeline.yaml:2 event: expected the key time, got none; add e.g. time: event_time"),
        event(
            "event: { schema: event.avsc, format: jason, id: id, time: at }",
            "pipeline.yaml:2 event.format: expected avro or json, got 'jason'; did you mean"
                + " 'json'?"),
        event(
            "event: { schema: event.avsc, format: avro, id: ids, time: at }",
            "pipeline.yaml:2 event.id: expected a field of the event, or content-hash, got 'ids';"
                + " did you mean 'id'?"),
        event(
            "event: { schema: event.avsc, format: avro, id: price, time: at }",
            "pipeline.yaml:2 event.id: expected a field of type INT, LONG, STRING, got 'price',"
                + " which is DOUBLE; choose another field, or change its type in the schema"),
        event(
            "event: { schema: event.avsc, format: avro, id: 5, time: at }",
            "pipeline.yaml:2 event.id: expected a field of the event, or content-hash, got '5';"
                + " write a text, in quotes where needed"),
        event(
            "event: { schema: event.avsc, format: avro, id: id, time: price }",
            "pipeline.yaml:2 event.time: expected a field of type LONG, TIMESTAMP, STRING, got"
                + " 'price', which is DOUBLE; choose another field, or change its type in the"
                + " schema"),
        event(
            "event: { schema: event.avsc, format: avro, id: id,"
                + " time: { field: at, pattern: yyyy } }",
            "pipeline.yaml:2 event.time.pattern: expected no pattern, as the field is a TIMESTAMP,"
                + " got 'yyyy'; remove it"),
        event(
            "event: { schema: event.avsc, format: avro, id: id,"
                + " time: { field: shop, pattern: 'yyyy-bb', zone: Mars/Base } }",
            "pipeline.yaml:2 event.time.pattern: expected a pattern of"
                + " java.time.format.DateTimeFormatter with date and time, got 'yyyy-bb'; write"
                + " e.g. yyyy-MM-dd HH:mm:ss",
            "pipeline.yaml:2 event.time.zone: expected a time zone, got 'Mars/Base'; write e.g. UTC"
                + " or Europe/Berlin"),
        event(
            "event: { schema: event.avsc, format: avro, id: id,"
                + " time: { field: shop, pattern: yyyy-MM-dd } }",
            "pipeline.yaml:2 event.time.pattern: expected a pattern of"
                + " java.time.format.DateTimeFormatter with date and time, got 'yyyy-MM-dd'; write"
                + " e.g. yyyy-MM-dd HH:mm:ss"),
        event(
            "event: { schema: event.avsc, format: avro, id: id, time: at, max-bytes: 0B }",
            "pipeline.yaml:2 event.max-bytes: expected a size from 1B to 64MiB, got '0B'; choose"
                + " one within"));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("events")
  void tellsTheProblemOfTheEvent(String event, List<String> problems) {
    assertThat(Folder.of("pipeline: sales\n" + event).problems())
        .containsExactlyElementsOf(problems);
  }

  @Test
  void tellsProblemsOfTheName() {
    assertThat(Folder.of("pipeline: Sales\n" + Folder.EVENT).problems())
        .containsExactly(
            "pipeline.yaml:1 pipeline: expected a name of lower-case letters, digits and single"
                + " hyphens, got 'Sales'; rename the pipeline");
    assertThat(Folder.of(Folder.EVENT).problems())
        .containsExactly(
            "pipeline.yaml:1: expected the key pipeline, got none; add e.g. pipeline: payments");
  }

  @Test
  void tellsProblemsOfRulesWithTheirLine() {
    Folder folder =
        Folder.withSections("quality: { rules: rules.dqdl }")
            .with("rules.dqdl", "Rules = [\n  RowCount > 0,\n  IsComplete \"shpo\"\n]");

    assertThat(folder.problems())
        .singleElement()
        .asString()
        .startsWith("rules.dqdl:3 IsComplete \"shpo\": expected ")
        .endsWith("did you mean 'shop'?");
  }

  @Test
  void tellsAllProblemsOfAllFilesTogether() {
    Folder folder =
        Folder.of(
                """
                pipeline: sales
                event: { schema: event.avsc, format: avro, id: nr, time: at, ordring: 5s }
                quality: { rules: rules.dqdl, window: 1 }
                features:
                  - derive: { total: price * quantity }
                  - { entity: shop, windows: [0s], aggregates: { n: mode(total) } }
                inference: { endpoint: risk, inputs: [total, n_0s, nothing] }
                """)
            .with("rules.dqdl", "Rules = [ IsComplete \"amount\" ]");

    assertThat(folder.problems())
        .extracting(problem -> problem.split(": ", 2)[0])
        .containsExactly(
            "pipeline.yaml:2 event.ordring",
            "pipeline.yaml:2 event.id",
            "pipeline.yaml:5 features[0].derive.total",
            "pipeline.yaml:6 features[1].windows[0]",
            "pipeline.yaml:6 features[1].aggregates.n",
            "pipeline.yaml:7 inference.inputs[1]",
            "pipeline.yaml:7 inference.inputs[2]",
            "rules.dqdl:1 IsComplete \"amount\"",
            "pipeline.yaml:3 quality.window");
  }

  @Test
  void readersOfAFaultyColumnGetNoFaultOfTheirOwn() {
    assertThat(
            Folder.withSections(
                    """
                    features:
                      - derive: { a: nothing, b: a + 1, c: isNull(b) }
                      - { entity: shop, windows: [1d], aggregates: { n: mean(b) } }
                    inference: { endpoint: risk, inputs: [a, b, c, n_1d], where: c }
                    """)
                .problems())
        .containsExactly(
            "pipeline.yaml:8 features[0].derive.a: expected a known column, got 'nothing' at"
                + " character 1; use one of id, at, shop, price, pieces, paid, image");
  }

  @Test
  void anUnreadableSchemaIsOneProblemWhateverReadsItsFields() {
    Folder folder =
        Folder.withSections(
                """
                quality: { rules: rules.dqdl, group-by: [shop] }
                features:
                  - derive: { a: price * 2 }
                  - { entity: shop, windows: [1d], aggregates: { n: mean(a) } }
                inference: { endpoint: risk, inputs: [price, a, n_1d], where: paid }
                """)
            .without("event.avsc");

    assertThat(folder.problems())
        .containsExactly(
            "pipeline.yaml:3 event.schema: expected a file of the folder, got 'event.avsc'; use one"
                + " of pipeline.yaml, rules.dqdl");
  }

  @Test
  void aFieldThatIsCalledAsMillracesOwnColumnIsRefused() {
    Folder folder =
        Folder.withSections("")
            .with("event.avsc", Folder.SCHEMA.replace("\"image\"", "\"Approximate_Features\""));

    assertThat(folder.problems())
        .containsExactly(
            "event.avsc Approximate_Features: expected a name that no other column has (warehouses"
                + " do not tell case apart), got 'Approximate_Features', which Millrace adds"
                + " itself; rename it");
  }

  private static Arguments aggregate(String call, String... problems) {
    String features =
        "features:\n  - { entity: shop, windows: [1d], aggregates: { n: '" + call + "' } }";
    return Arguments.of(
        features,
        Stream.of(problems)
            .map(problem -> "pipeline.yaml:8 features[0].aggregates.n: " + problem)
            .toList());
  }

  private static Arguments section(String sections, String... problems) {
    return Arguments.of(sections, List.of(problems));
  }

  private static Arguments event(String event, String... problems) {
    return Arguments.of(event, List.of(problems));
  }
}
