package io.millrace.cli.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.event.Counter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads a generated file the slow and obvious way and counts the outcome of each record by the
 * definitions alone: it knows nothing of how the file was made.
 */
final class Recount {
  private static final long MAX_BYTES = 1 << 20;
  private static final long ORDERING_MILLIS = 5_000;
  private static final long DEDUPLICATE_MILLIS = Duration.ofHours(24).toMillis();
  private static final long TOO_FAR_AHEAD = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  /** A record of the file; {@code fields} is null when it cannot be decoded. */
  record Row(long bytes, Map<String, Object> fields) {
    String text(String field) {
      Object value = fields.get(field);
      return value == null ? null : value.toString();
    }

    long time() {
      return ((Number) fields.get("event_time")).longValue();
    }

    Double amount() {
      Number amount = (Number) fields.get("amount");
      return amount == null ? null : amount.doubleValue();
    }
  }

  private Recount() {}

  static Map<Counter, Long> of(List<Row> rows) {
    Map<Counter, Long> counts = new EnumMap<>(Counter.class);
    List<Row> kept = new ArrayList<>();
    long highest = Long.MIN_VALUE;
    for (Row row : rows) {
      count(counts, Counter.READ, 1);
      count(counts, Counter.BYTES, row.bytes);
      if (row.fields == null || row.bytes > MAX_BYTES || row.time() >= TOO_FAR_AHEAD) {
        count(counts, Counter.DEAD_LETTERED, 1);
        continue;
      }
      boolean late = highest != Long.MIN_VALUE && row.time() < highest - ORDERING_MILLIS;
      highest = Math.max(highest, row.time());
      if (breaksARule(row)) {
        count(counts, Counter.QUARANTINED, 1);
      } else if (kept.stream().anyMatch(before -> isDuplicate(before, row))) {
        count(counts, Counter.DUPLICATES, 1);
      } else {
        kept.add(row);
        count(counts, Counter.WRITTEN, 1);
        count(counts, Counter.LATE, late ? 1 : 0);
        count(counts, Counter.SCORED, row.text("event_type").equals("payment") ? 1 : 0);
      }
    }
    return counts;
  }

  private static void count(Map<Counter, Long> counts, Counter counter, long by) {
    counts.merge(counter, by, Long::sum);
  }

  private static boolean isDuplicate(Row before, Row row) {
    return before.text("event_id").equals(row.text("event_id"))
        && Objects.equals(before.text("customer_id"), row.text("customer_id"))
        && Math.abs(before.time() - row.time()) <= DEDUPLICATE_MILLIS;
  }

  /** The row rules of the payments pipeline, in words of this test. */
  private static boolean breaksARule(Row row) {
    return row.text("customer_id") == null
        || row.text("event_id").isEmpty()
        || !Set.of("payment", "refund", "label").contains(row.text("event_type"))
        || !Set.of("app", "web", "iot", "pos").contains(row.text("channel"))
        || row.amount() == null
        || row.amount() < 0
        || row.text("currency").length() != 3
        || row.text("merchant_category") == null
        || !row.text("merchant_category").matches("\\d+");
  }

  static List<Row> read(Path file) throws IOException {
    return file.toString().endsWith(".avro") ? readAvro(file) : readLines(file);
  }

  /** Block by block, because the reader of Avro gives up at the first damaged record. */
  private static List<Row> readAvro(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    GenericDatumReader<GenericRecord> datum = new GenericDatumReader<>();
    try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), datum)) {
      while (reader.hasNext()) {
        long records = reader.getBlockCount();
        ByteBuffer block = reader.nextBlock();
        int start = block.arrayOffset() + block.position();
        BinaryDecoder decoder =
            DecoderFactory.get().binaryDecoder(block.array(), start, block.remaining(), null);
        if (records == 1) {
          rows.add(alone(block, decoder, reader.getSchema()));
          continue;
        }
        ByteArrayInputStream bytes =
            new ByteArrayInputStream(block.array(), start, block.remaining());
        decoder = DecoderFactory.get().directBinaryDecoder(bytes, null);
        for (long i = 0; i < records; i++) {
          int before = bytes.available();
          Map<String, Object> fields = fields(decoder, reader.getSchema());
          rows.add(new Row(before - bytes.available(), fields));
        }
      }
    }
    return rows;
  }

  private static Row alone(ByteBuffer block, BinaryDecoder decoder, Schema schema) {
    int length = block.remaining();
    try {
      Map<String, Object> fields = fields(decoder, schema);
      return new Row(length, decoder.isEnd() ? fields : null);
    } catch (IOException | RuntimeException e) {
      return new Row(length, null);
    }
  }

  private static Map<String, Object> fields(BinaryDecoder decoder, Schema schema)
      throws IOException {
    GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
    Map<String, Object> fields = new HashMap<>();
    schema.getFields().forEach(field -> fields.put(field.name(), record.get(field.pos())));
    return fields;
  }

  private static List<Row> readLines(Path file) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      boolean gzip = file.toString().endsWith(".gz");
      content = (gzip ? new GZIPInputStream(in) : in).readAllBytes();
    }
    List<Row> rows = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        rows.add(line(Arrays.copyOfRange(content, start, i)));
        start = i + 1;
      }
    }
    return rows;
  }

  private static Row line(byte[] line) {
    try {
      JsonNode json = new ObjectMapper().readTree(line);
      if (!json.path("event_time").isIntegralNumber() || json.size() != 13) {
        return new Row(line.length, null);
      }
      Map<String, Object> fields = new HashMap<>();
      json.fields()
          .forEachRemaining(
              field -> {
                JsonNode value = field.getValue();
                Object plain = value.isNumber() ? value.numberValue() : value.asText();
                fields.put(field.getKey(), value.isNull() ? null : plain);
              });
      return new Row(line.length, fields);
    } catch (IOException e) {
      return new Row(line.length, null);
    }
  }
}
