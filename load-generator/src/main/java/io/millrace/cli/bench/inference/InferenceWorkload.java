package io.millrace.cli.bench.inference;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The pipeline that is measured, and its events: sixteen numbers for the model of payments. */
final class InferenceWorkload {
  static final String ENDPOINT = "bench";

  /** Requests on their way at once, whatever the size of a batch. */
  static final int CONCURRENCY = 8;

  static final int BATCH_DELAY_MILLIS = 10;

  /** Column that holds the moment when the event was to be sent, of {@link System#nanoTime}. */
  static final int INTENDED = 2;

  private static final long START = 1_700_000_000_000L;
  private static final int MOST_VARINT_BYTES = 10;

  /** Inputs of the shipped model of payments. */
  private static final int INPUTS = 16;

  private InferenceWorkload() {}

  /** The pipeline with batches of so many events. */
  static PipelineFiles pipeline(int batchRecords) {
    String fields =
        IntStream.range(0, INPUTS)
            .mapToObj(i -> ",{\"name\": \"f" + i + "\", \"type\": \"double\"}")
            .collect(Collectors.joining());
    String schema =
        "{\"type\": \"record\", \"name\": \"Row\", \"fields\": [{\"name\": \"id\", \"type\":"
            + " \"long\"},{\"name\": \"at\", \"type\": {\"type\": \"long\", \"logicalType\":"
            + " \"timestamp-millis\"}},{\"name\": \"intended\", \"type\": \"long\"}"
            + fields
            + "]}";
    String pipeline =
        "pipeline: bench\n"
            + "event: { schema: event.avsc, format: avro, id: id, time: at }\n"
            + "inference:\n"
            + "  endpoint: "
            + ENDPOINT
            + "\n  inputs: ["
            + IntStream.range(0, INPUTS).mapToObj(i -> "f" + i).collect(Collectors.joining(", "))
            + "]\n  batch: { records: "
            + batchRecords
            + ", delay: "
            + BATCH_DELAY_MILLIS
            + "ms }\n  concurrency: "
            + CONCURRENCY
            + "\n  timeout: 20s\n";
    return PipelineFiles.of(
        "bench",
        Map.of(
            PipelineFiles.PIPELINE,
            pipeline.getBytes(StandardCharsets.UTF_8),
            "event.avsc",
            schema.getBytes(StandardCharsets.UTF_8)));
  }

  /** The {@code model.tar.gz} that the stand-in serves. */
  static byte[] model() {
    return Pipelines.open(Pipelines.DEFAULT).bytes(PipelineFiles.MODEL_ARCHIVE);
  }

  /** An event in Avro's binary encoding. */
  static byte[] payload(long number, long intended, ByteBuffer buffer) {
    buffer.clear();
    putVarint(buffer, number);
    putVarint(buffer, START + number);
    putVarint(buffer, intended);
    long mixed = number * 0x9e3779b97f4a7c15L;
    for (int i = 0; i < INPUTS; i++) {
      mixed = mixed * 0xbf58476d1ce4e5b9L + i;
      // Amounts of money, counts and shares: numbers of some digits, as models get them.
      buffer.putDouble((mixed >>> 44) / 100.0);
    }
    byte[] payload = new byte[buffer.position()];
    buffer.flip();
    buffer.get(payload);
    return payload;
  }

  /** Takes the bytes of any event. */
  static ByteBuffer buffer() {
    return ByteBuffer.allocate(3 * MOST_VARINT_BYTES + INPUTS * Double.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void putVarint(ByteBuffer buffer, long number) {
    long rest = number << 1 ^ number >> 63;
    while ((rest & ~0x7fL) != 0) {
      buffer.put((byte) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }
}
