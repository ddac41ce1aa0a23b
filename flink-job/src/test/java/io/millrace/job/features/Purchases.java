package io.millrace.job.features;

import static io.millrace.job.testing.TestPipelines.field;
import static io.millrace.job.testing.TestPipelines.record;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.testing.TestPipelines;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Events of buyers, in a pipeline whose features the tests name. */
final class Purchases {
  static final String BUYER = "buyer";

  private static final Origin ORIGIN = Origin.ofFile("in", "purchases.ndjson", 0, 0);

  private final PipelineFiles files;
  private final Pipeline pipeline;
  private final EventDecoder decoder;
  private final boolean numericIds;
  private long ordinal;

  private Purchases(PipelineFiles files, boolean numericIds) {
    this.files = files;
    this.pipeline = Pipeline.of(files);
    this.decoder = EventDecoder.forReplay(files);
    this.numericIds = numericIds;
  }

  /**
   * A pipeline.
   *
   * @param idType JSON of the identity's Avro type
   * @param settings YAML behind the {@code event} section
   */
  static Purchases of(String idType, String settings) {
    return new Purchases(
        TestPipelines.of(
            "pipeline: purchases\n"
                + "event: {schema: event.avsc, format: json, id: id, time: at}\n"
                + settings,
            record(
                field("id", idType),
                field("at", "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"),
                field(BUYER, "[\"null\", \"string\"]"),
                field("amount", "[\"null\", \"double\"]"),
                field("fraud", "[\"null\", \"int\"]"),
                field("shop", "[\"null\", \"string\"]", "null"))),
        !idType.contains("string"));
  }

  PipelineFiles files() {
    return files;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Layout layout() {
    return pipeline.layout();
  }

  TypeInformation<Event> type() {
    return EventTypeInfo.of(files);
  }

  EntityKey key() {
    return EntityKey.of(files, layout().position(BUYER));
  }

  Event event(Object id, long millis, String buyer, Double amount, Integer fraud) {
    return event(id, millis, buyer, amount, fraud, null);
  }

  private Event event(
      Object id, long millis, String buyer, Double amount, Integer fraud, String shop) {
    String json =
        "{\"id\": %s, \"at\": %d, \"buyer\": %s, \"amount\": %s, \"fraud\": %s, \"shop\": %s}"
            .formatted(
                numericIds ? id : quoted(id), millis, quoted(buyer), amount, fraud, quoted(shop));
    Decoded decoded = decoder.decode(json.getBytes(StandardCharsets.UTF_8), ORIGIN);
    if (!decoded.isEvent()) {
      throw new IllegalArgumentException(decoded.message() + " in " + json);
    }
    return decoded.event();
  }

  /** An event of another such pipeline as one of this. */
  Event again(Event event) {
    return decoder.decode(event.payload(), ORIGIN).event();
  }

  Event event(Object id, long millis, String buyer) {
    return event(id, millis, buyer, 1.0, 0);
  }

  private static String quoted(Object text) {
    return text == null ? null : '"' + text.toString() + '"';
  }

  /** A random event near {@code millis}; few times and identities, so that many are equal. */
  Event random(Random random, long millis, int disorderSeconds, String buyer) {
    long time = millis - 1000L * random.nextInt(disorderSeconds + 1);
    Object id = random.nextInt(8) == 0 ? random.nextInt(3) - 1 : (int) (ordinal++ * 7919 % 1000);
    Double amount = random.nextInt(5) == 0 ? null : random.nextInt(100_000) / 100.0;
    Integer fraud = random.nextInt(3) == 0 ? null : random.nextInt(2);
    String shop = random.nextInt(4) == 0 ? null : "shop-" + random.nextInt(9);
    return event(id, time, buyer, amount, fraud, shop);
  }
}
