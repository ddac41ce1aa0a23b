package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RowExpression;
import io.millrace.job.expression.Expression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {

  @Test
  void meansTheDefaultsWhereTheFileSaysNothing() {
    Pipeline pipeline = Folder.withSections("").read();

    assertThat(pipeline.name()).isEqualTo("sales");
    assertThat(pipeline.table()).isEqualTo("sales");
    assertThat(pipeline.deduplicate()).isZero();
    assertThat(pipeline.lateness()).isEqualTo(Duration.ofDays(1));
    assertThat(pipeline.partitionBy()).containsExactly("dt", "hour");
    assertThat(pipeline.lake().mostWriters()).isGreaterThan(128);
    assertThat(pipeline.lake().fileBytes()).isEqualTo(128 << 20);
    assertThat(pipeline.lake().isCompacted()).isFalse();
    assertThat(pipeline.features()).isEmpty();
    assertThat(pipeline.inference()).isEmpty();
    assertThat(pipeline.firstEntity()).isEqualTo(-1);
    assertThat(pipeline.quality().ruleset().rowRules()).isEmpty();
    assertThat(pipeline.quality().ruleset().windowRules()).isEmpty();
    assertThat(pipeline.quality().window()).isEqualTo(Duration.ofMinutes(1));
    assertThat(pipeline.quality().allowedLateness()).isEqualTo(Duration.ofMinutes(1));
    assertThat(pipeline.event().ordering()).isZero();
    assertThat(pipeline.event().maxAhead()).isEqualTo(Duration.ofHours(1));
    assertThat(pipeline.event().maxBytes()).isEqualTo(1 << 20);
    assertThat(pipeline.event().timePattern()).isEmpty();
    assertThat(pipeline.event().timeZone()).isEqualTo(ZoneOffset.UTC);
  }

  @Test
  void meansTheDefaultsOfInferenceWhereTheFileSaysNothing() {
    InferenceSpec inference =
        Folder.withSections("inference: { endpoint: risk, inputs: [price] }")
            .read()
            .inference()
            .orElseThrow();

    assertThat(inference.where()).isEmpty();
    assertThat(inference.variants()).isEmpty();
    assertThat(inference.batchRecords()).isEqualTo(128);
    assertThat(inference.batchBytes()).isEqualTo(1 << 20);
    assertThat(inference.batchDelay()).isEqualTo(Duration.ofMillis(10));
    assertThat(inference.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(inference.concurrency()).isEqualTo(16);
    assertThat(inference.order()).isEqualTo(InferenceSpec.Order.UNORDERED);
    assertThat(inference.shadows()).isEmpty();
    assertThat(inference.fallbackVariants()).isEmpty();
    assertThat(inference.fallbackScore()).isEmpty();
    assertThat(inference.threshold()).isEqualTo(0.5);
    assertThat(inference.tolerance()).isEqualTo(0.1);
  }

  @Test
  void readsEverySetting() {
    Pipeline pipeline =
        Folder.of(
                """
                pipeline: sales-of-the-day
                event:
                  schema: event.avsc
                  format: json
                  id: content-hash
                  time: { field: shop, pattern: yyyy-MM-dd HH:mm, zone: Europe/Berlin }
                  ordering: 90s
                  max-ahead: 2h
                  max-bytes: 64KiB
                deduplicate: 7d
                lateness: 3d
                quality:
                  rules: rules.dqdl
                  window: 5m
                  allowed-lateness: 2m
                  group-by: [shop, paid]
                features:
                  - entity: shop
                    windows: [30d, 1h]
                    delay: 7d
                    aggregates:
                      sales: count()
                      sold: "count(shop)"
                      turnover: sum(price * pieces)
                      again: "mean(price*pieces, default: -1)"
                inference:
                  endpoint: risk
                  where: paid
                  inputs: [turnover_1h, price, paid]
                  variants: { champion: 3, challenger: 1, third: 0 }
                  batch: { records: 5, bytes: 2KiB, delay: 20ms }
                  timeout: 3s
                  concurrency: 4
                  order: ordered
                  shadow: [fourth, third]
                  fallback: { variant: [third, champion], score: "price > 50 ? 0.9 : 0.1" }
                  compare: { threshold: 0.7, tolerance: 0.05 }
                lake: { partition-by: [], writers: 3, file-size: 64MiB, compact: true }
                warehouse: { table: daily }
                """)
            .read();
    Layout layout = pipeline.layout();

    assertThat(pipeline.event().format()).isEqualTo(EventSpec.Format.JSON);
    assertThat(pipeline.event().isContentHash()).isTrue();
    assertThat(pipeline.event().timeColumn()).isEqualTo(layout.position("shop"));
    assertThat(pipeline.event().timePattern()).contains("yyyy-MM-dd HH:mm");
    assertThat(pipeline.event().timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(pipeline.event().ordering()).isEqualTo(Duration.ofSeconds(90));
    assertThat(pipeline.event().maxAhead()).isEqualTo(Duration.ofHours(2));
    assertThat(pipeline.event().maxBytes()).isEqualTo(64 << 10);
    assertThat(pipeline.deduplicate()).isEqualTo(Duration.ofDays(7));
    assertThat(pipeline.lateness()).isEqualTo(Duration.ofDays(3));
    assertThat(pipeline.quality().window()).isEqualTo(Duration.ofMinutes(5));
    assertThat(pipeline.quality().allowedLateness()).isEqualTo(Duration.ofMinutes(2));
    assertThat(pipeline.quality().groupBy())
        .containsExactly(layout.position("shop"), layout.position("paid"));
    assertThat(pipeline.firstEntity()).isEqualTo(layout.position("shop"));
    assertThat(pipeline.partitionBy()).isEmpty();
    assertThat(pipeline.lake().mostWriters()).isEqualTo(3);
    assertThat(pipeline.lake().fileBytes()).isEqualTo(64 << 20);
    assertThat(pipeline.lake().isCompacted()).isTrue();
    assertThat(pipeline.table()).isEqualTo("daily");

    FeatureStep.Entity entity = (FeatureStep.Entity) pipeline.features().get(0);
    assertThat(entity.delay()).isEqualTo(Duration.ofDays(7));
    assertThat(entity.longestWindow()).isEqualTo(Duration.ofDays(30));
    assertThat(entity.inputs()).hasSize(2);
    assertThat(entity.windowFeatures())
        .extracting(
            feature -> layout.column(feature.column()).name(),
            feature -> feature.aggregate().name(),
            FeatureStep.WindowFeature::input,
            FeatureStep.WindowFeature::window,
            FeatureStep.WindowFeature::defaultValue)
        .containsExactly(
            feature("sales_30d", "count", -1, Duration.ofDays(30), null),
            feature("sales_1h", "count", -1, Duration.ofHours(1), null),
            feature("sold_30d", "count", 0, Duration.ofDays(30), null),
            feature("sold_1h", "count", 0, Duration.ofHours(1), null),
            feature("turnover_30d", "sum", 1, Duration.ofDays(30), null),
            feature("turnover_1h", "sum", 1, Duration.ofHours(1), null),
            feature("again_30d", "mean", 1, Duration.ofDays(30), -1.0),
            feature("again_1h", "mean", 1, Duration.ofHours(1), -1.0));

    InferenceSpec inference = pipeline.inference().orElseThrow();
    assertThat(inference.inputs())
        .containsExactly(
            layout.position("turnover_1h"), layout.position("price"), layout.position("paid"));
    assertThat(inference.variants().entrySet())
        .extracting(variant -> variant.getKey() + " " + variant.getValue())
        .containsExactly("champion 3", "challenger 1", "third 0");
    assertThat(inference.batchRecords()).isEqualTo(5);
    assertThat(inference.batchBytes()).isEqualTo(2 << 10);
    assertThat(inference.batchDelay()).isEqualTo(Duration.ofMillis(20));
    assertThat(inference.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(inference.concurrency()).isEqualTo(4);
    assertThat(inference.order()).isEqualTo(InferenceSpec.Order.ORDERED);
    assertThat(inference.shadows()).containsExactly("fourth", "third");
    assertThat(inference.fallbackVariants()).containsExactly("third", "champion");
    assertThat(inference.fallbackScore().orElseThrow().text()).isEqualTo("price > 50 ? 0.9 : 0.1");
    assertThat(inference.threshold()).isEqualTo(0.7);
    assertThat(inference.tolerance()).isEqualTo(0.05);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "{ score: null }|[b, a]|none",
        "{ score: 0.25 }|[b, a]|0.25",
        "{ score: -1 }|[b, a]|-1.0",
        "{ variant: true }|[b, a]|none",
        "{ variant: false, score: price }|[]|price",
        "{ variant: [c] }|[c]|none"
      })
  void readsFallbacksOfAllKinds(String fallback, String variants, String score) {
    InferenceSpec inference =
        Folder.withSections(
                "inference: { endpoint: risk, inputs: [price], variants: { a: 1, b: 9, c: 0 },"
                    + " fallback: "
                    + fallback
                    + " }")
            .read()
            .inference()
            .orElseThrow();
    assertThat(inference.fallbackVariants()).hasToString(variants);
    assertThat(inference.fallbackScore().map(Expression::text).orElse(null)).isEqualTo(score);
  }

  @Test
  void aRowIsFieldsThenFeaturesThenScoresThenOrigin() {
    Pipeline pipeline =
        Folder.of(
                "pipeline: sales\n"
                    + Folder.EVENT.replace("id: id", "id: content-hash")
                    + """
                    features:
                      - derive: { total: price * pieces }
                      - { entity: shop, windows: [1d], aggregates: { n: count(), m: max(total) } }
                      - derive: { share: total / m_1d }
                    inference: { endpoint: risk, inputs: [share] }
                    """)
            .with("event.avsc", Folder.SCHEMA.replace("timestamp-millis", "none"))
            .read();

    assertThat(pipeline.layout().columns())
        .extracting(Column::toString)
        .containsExactly(
            "id STRING NOT NULL",
            "at LONG NOT NULL",
            "shop STRING",
            "price DOUBLE NOT NULL",
            "pieces INT NOT NULL",
            "paid BOOLEAN NOT NULL",
            "image BYTES NOT NULL",
            "total DOUBLE",
            "n_1d LONG",
            "m_1d DOUBLE",
            "share DOUBLE",
            "score DOUBLE",
            "score_source STRING",
            "model_variant STRING",
            "model_version STRING",
            "inference_ms DOUBLE",
            "degraded_reason STRING",
            "scored_at TIMESTAMP",
            "event_id STRING NOT NULL",
            "event_time TIMESTAMP NOT NULL",
            "late BOOLEAN NOT NULL",
            "origin_stream STRING NOT NULL",
            "origin_shard STRING NOT NULL",
            "origin_sequence STRING NOT NULL",
            "arrival_time TIMESTAMP NOT NULL",
            "pipeline_hash STRING NOT NULL",
            "ruleset_hash STRING NOT NULL",
            "feature_hash STRING NOT NULL",
            "job_version STRING NOT NULL");
    assertThat(pipeline.inference().orElseThrow().scoreColumn()).isEqualTo(11);
    assertThat(pipeline.eventIdColumn()).isEqualTo(18);
    assertThat(pipeline.eventTimeColumn()).isEqualTo(19);
    assertThat(pipeline.originColumn()).isEqualTo(20);
  }

  @Test
  void aFieldCalledEventTimeThatIsNotTheTimeIsLeftAlone() {
    Pipeline pipeline =
        Folder.withSections("")
            .with(
                "event.avsc",
                Folder.SCHEMA.replace(
                    "{\"name\": \"image\", \"type\": \"bytes\"}",
                    "{\"name\": \"event_time\", \"type\": \"long\"}"))
            .read();

    assertThat(pipeline.eventTimeColumn()).isEqualTo(-1);
    assertThat(pipeline.eventIdColumn()).isEqualTo(-1);
  }

  @Test
  void expressionsReadTheRow() {
    Pipeline pipeline =
        Folder.withSections("features: [{ derive: { total: price * pieces } }]").read();
    FeatureStep.DerivedColumn derived =
        ((FeatureStep.Derive) pipeline.features().get(0)).columns().get(0);
    RowExpression total = derived.expression();
    Event event =
        new Event(new byte[0], Origin.ofFile("in", "file", 0, 0), pipeline.layout().size());
    event.setDouble(pipeline.layout().position("price"), 2.5);

    assertThat(total.type()).isEqualTo(ColumnType.DOUBLE);
    assertThat(total.evaluate(event)).isFalse();
    event.setLong(pipeline.layout().position("pieces"), 4);
    assertThat(total.evaluate(event)).isTrue();
    assertThat(total.doubleValue()).isEqualTo(10);
  }

  @Test
  void everyPipelineOfTheSameFilesHasExpressionsOfItsOwn() {
    Folder folder = Folder.withSections("features: [{ derive: { total: price * pieces } }]");

    assertThat(expression(folder.read())).isNotSameAs(expression(folder.read()));
    assertThat(expression(folder.read()).getClass()).isSameAs(expression(folder.read()).getClass());
  }

  @ParameterizedTest
  @ValueSource(strings = {"payments", "fraud-handbook", "metrics-nab", "online-retail"})
  void filesTravelAsBytes(String name) throws Exception {
    PipelineFiles files = Pipelines.open(name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(files);
    }
    PipelineFiles arrived;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      arrived = (PipelineFiles) in.readObject();
    }

    assertThat(arrived.hash()).isEqualTo(files.hash());
    assertThat(Pipeline.of(arrived).layout().columns())
        .extracting(Column::toString)
        .isEqualTo(Pipeline.of(files).layout().columns().stream().map(Column::toString).toList());
  }

  private static RowExpression expression(Pipeline pipeline) {
    return ((FeatureStep.Derive) pipeline.features().get(0)).columns().get(0).expression();
  }

  private static Tuple feature(
      String name, String aggregate, int input, Duration window, Double defaultValue) {
    return tuple(name, aggregate, input, window, defaultValue);
  }
}
