package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RowExpression;
import io.millrace.udf.scalar.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the features of a pipeline file mean: what they read, and what aggregates take of events.
 */
class FeatureLanguageTest {

  private static FeatureStep.Entity entity(Pipeline pipeline, int step) {
    return (FeatureStep.Entity) pipeline.features().get(step);
  }

  private static AggregateInput input(Pipeline pipeline, int step, String column) {
    FeatureStep.Entity entity = entity(pipeline, step);
    int position = pipeline.layout().position(column);
    return entity.windowFeatures().stream()
        .filter(feature -> feature.column() == position)
        .map(feature -> entity.inputs().get(feature.input()))
        .findFirst()
        .orElseThrow();
  }

  /** An event of {@link Folder#SCHEMA} and what stages added, by the names of columns. */
  private static Event event(Pipeline pipeline, Map<String, ?> values) {
    Layout layout = pipeline.layout();
    Event event = new Event(new byte[0], Origin.ofFile("in", "file", 0, 0), layout.size());
    values.forEach(
        (name, value) -> {
          int column = layout.position(name);
          if (value instanceof Double real) {
            event.setDouble(column, real);
          } else if (value instanceof Boolean truth) {
            event.setBoolean(column, truth);
          } else if (value instanceof Number number) {
            event.setLong(column, number.longValue());
          } else {
            event.setObject(column, value);
          }
        });
    return event;
  }

  @Test
  void anEntityReadsFeaturesAndDerivedValuesOfEarlierSteps() {
    Pipeline pipeline =
        Folder.withSections(
                """
                features:
                  - { entity: shop, windows: [1d], aggregates: { sales: count(), dear: max(price) } }
                  - derive: { share: price / dear_1d, buyer: "concat(shop, '|', toText(pieces))" }
                  - entity: buyer
                    windows: [7d]
                    aggregates:
                      busy: "sum(sales_1d, where: share > 0.5)"
                  - derive: { again: busy_7d * share }
                """)
            .read();
    AggregateInput busy = input(pipeline, 2, "busy_7d");

    assertThat(busy.valueOf(event(pipeline, Map.of("sales_1d", 7, "share", 0.6)))).isEqualTo(7);
    assertThat(busy.valueOf(event(pipeline, Map.of("sales_1d", 7, "share", 0.5)))).isNaN();
    assertThat(busy.valueOf(event(pipeline, Map.of("sales_1d", 7)))).isNaN();
    assertThat(busy.valueOf(event(pipeline, Map.of("share", 0.6)))).isNaN();
    assertThat(entity(pipeline, 2).entityColumn()).isEqualTo(pipeline.layout().position("buyer"));
    assertThat(pipeline.firstEntity()).isEqualTo(pipeline.layout().position("shop"));
    assertThat(ColumnLineage.of(pipeline).get("again"))
        .extracting(SourceField::field)
        .contains("shop", "pieces", "price", "at");
  }

  /** A label is an event like any other: aggregates take it, the model does not score it. */
  @Test
  void aLabelUpdatesFeaturesAndIsNotScored() {
    Pipeline pipeline =
        Folder.withSections(
                """
                features:
                  - entity: shop
                    windows: [7d]
                    delay: 1d
                    aggregates:
                      sales: 'count(where: kind == "sale")'
                      risk: 'mean(price, where: kind == "label", default: 0)'
                inference: { endpoint: risk, where: kind == "sale", inputs: [sales_7d, risk_7d] }
                """)
            .with("event.avsc", Folder.SCHEMA.replace("\"image\", \"type\": \"bytes\"", KIND))
            .read();
    Event sale = event(pipeline, Map.of("kind", "sale", "price", 9.0));
    Event label = event(pipeline, Map.of("kind", "label", "price", 1.0));
    AggregateInput sales = input(pipeline, 0, "sales_7d");
    AggregateInput risk = input(pipeline, 0, "risk_7d");
    RowExpression scored = pipeline.inference().orElseThrow().where().orElseThrow();

    assertThat(sales.valueOf(sale)).isEqualTo(1);
    assertThat(sales.valueOf(label)).isNaN();
    assertThat(risk.valueOf(sale)).isNaN();
    assertThat(risk.valueOf(label)).isEqualTo(1);
    assertThat(scored.evaluate(sale) && scored.longValue() == 1).isTrue();
    assertThat(scored.evaluate(label) && scored.longValue() == 1).isFalse();
  }

  private static final String KIND = "\"kind\", \"type\": \"string\"";

  @ParameterizedTest
  @CsvSource({
    "sum(price), 2.5",
    "sum(pieces), 4",
    "sum(paid), 1",
    "sum(price / (pieces - 4)), NaN",
    "sum(log(0 - price)), NaN",
    "count(image), 1",
    "count(shop), NaN",
    "count(where: paid), 1",
    "count(where: isNull(shop)), 1",
    "'count(where: shop == \"a\")', NaN",
    "timeSinceLast(where: price > 2), 1",
    "rate(where: price > 3), NaN",
    "first(pieces), 4",
  })
  void anAggregateTakesOfAnEvent(String call, Double taken) {
    Pipeline pipeline = aggregating(call);
    Map<String, ?> values =
        Map.of("price", 2.5, "pieces", 4, "paid", true, "image", new byte[] {1});

    assertThat(input(pipeline, 0, "n_1d").valueOf(event(pipeline, values))).isEqualTo(taken);
  }

  @Test
  void aPriceThatIsNoNumberIsNoValue() {
    for (double price : List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
      Pipeline pipeline = aggregating("max(price)");

      assertThat(input(pipeline, 0, "n_1d").valueOf(event(pipeline, Map.of("price", price))))
          .isNaN();
    }
  }

  @Test
  void distinctValuesAreToldApartByTheirIdentity() {
    Pipeline texts = aggregating("distinctCount(shop)");
    Pipeline bytes = aggregating("distinctCount(image)");
    Pipeline times = aggregating("distinctCount(at)");
    Event event =
        event(
            texts,
            Map.of(
                "shop", "a", "image", "a".getBytes(StandardCharsets.UTF_8), "at", Long.MAX_VALUE));

    assertThat(input(texts, 0, "n_1d").valueOf(event)).isEqualTo(Identity.of("a"));
    assertThat(input(bytes, 0, "n_1d").valueOf(event)).isEqualTo(Identity.of("a"));
    assertThat(input(times, 0, "n_1d").valueOf(event)).isEqualTo(Identity.of(Long.MAX_VALUE));
  }

  /** A real input and an identity of the same value are not the same: zero has one sign. */
  @Test
  void aggregatesShareAnInputOnlyWhereTheyTakeTheSame() {
    Pipeline pipeline =
        Folder.withSections(
                """
                features:
                  - entity: shop
                    windows: [1h, 1d]
                    aggregates:
                      a: sum(price)
                      b: "mean( price )"
                      c: distinctCount(price)
                      d: "sum(price, where: paid)"
                      e: "max(price, where: (paid), default: 3)"
                      f: count(price)
                      g: "count(where: paid)"
                      h: count()
                """)
            .read();

    assertThat(entity(pipeline, 0).windowFeatures())
        .extracting(FeatureStep.WindowFeature::input)
        .containsExactly(0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, -1, -1);
    assertThat(entity(pipeline, 0).inputs()).hasSize(5);
  }

  @Test
  void argumentsMakeTheAggregate() {
    Pipeline pipeline =
        Folder.withSections(
                """
                features:
                  - entity: shop
                    windows: [1h]
                    aggregates:
                      median: "quantile(price, rank: 0.5)"
                      top: "quantile(price, rank: 0.95)"
                      again: "quantile(price, where: paid, rank: 0.95, default: -1)"
                      recent: "decayedMean(price, halfLife: 7d)"
                      hourly: "rate(per: 1h)"
                """)
            .read();
    List<FeatureStep.WindowFeature> features = entity(pipeline, 0).windowFeatures();

    assertThat(features)
        .extracting(feature -> feature.aggregate().toString())
        .containsExactly(
            "quantile{rank=0.5}",
            "quantile{rank=0.95}",
            "quantile{rank=0.95}",
            "decayedMean{halfLife=6.048E8}",
            "rate{per=3600000.0}");
    assertThat(features.get(0).aggregate()).isNotEqualTo(features.get(1).aggregate());
    assertThat(features.get(1).aggregate()).isEqualTo(features.get(2).aggregate());
    assertThat(features.get(2).defaultValue()).isEqualTo(-1);
  }

  @Test
  void estimatesAreNamedInAColumnBehindTheFeatures() {
    Pipeline pipeline =
        Folder.withSections(
                """
                features:
                  - { entity: shop, windows: [1d], aggregates: { n: count() } }
                  - { entity: id, windows: [1d], aggregates: { shops: distinctCount(shop) } }
                  - derive: { more: shops_1d + n_1d }
                inference:
                  { endpoint: risk, inputs: [more], where: isNull(approximate_features) }
                """)
            .read();
    Layout layout = pipeline.layout();
    int position = layout.position("approximate_features");

    assertThat(layout.column(position).kind()).isEqualTo(Column.Kind.FEATURE);
    assertThat(layout.column(position).type()).isEqualTo(ColumnType.STRING);
    assertThat(layout.column(position).nullable()).isTrue();
    assertThat(layout.column(position - 1).name()).isEqualTo("more");
    assertThat(layout.column(position + 1).name()).isEqualTo("score");
    assertThat(entity(pipeline, 0).approximateColumn()).isEqualTo(-1);
    assertThat(entity(pipeline, 1).approximateColumn()).isEqualTo(position);
    assertThat(ColumnLineage.of(pipeline).get("approximate_features"))
        .hasToString("[shop (aggregation), id (group_by), at (window)]");
    assertThat(PipelinePlan.of(pipeline))
        .contains("feature: names of the features of this row that are estimates");
  }

  @Test
  void aPipelineWithoutEstimatesHasNoColumnForThem() {
    Pipeline pipeline = aggregating("mean(price)");

    assertThat(pipeline.layout().position("approximate_features")).isEqualTo(-1);
    assertThat(entity(pipeline, 0).approximateColumn()).isEqualTo(-1);
  }

  @Test
  void thePlanTellsWhatAConditionReads() {
    Pipeline pipeline = aggregating("\"mean(price, where: paid && pieces > 1)\"");

    assertThat(ColumnLineage.of(pipeline).get("n_1d"))
        .hasToString(
            "[price (aggregation), shop (group_by), at (window), paid (filter), pieces (filter)]");
    assertThat(PipelinePlan.of(pipeline))
        .contains("feature: mean(price, where: paid && pieces > 1) over 1d of shop\n")
        .contains("paid (filter), pieces (filter)\n");
  }

  private static Pipeline aggregating(String call) {
    String quoted = call.startsWith("\"") ? call : "'" + call.replace("'", "''") + "'";
    return Folder.withSections(
            "features:\n  - { entity: shop, windows: [1d], aggregates: { n: " + quoted + " } }")
        .read();
  }
}
