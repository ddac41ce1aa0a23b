package io.millrace.cli.bench;

import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Events in the order of time, of keys that are drawn evenly, so that each has so many a day on
 * average. The same numbers give the same events.
 */
final class Workload implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final long START = 1_700_000_000_000L;
  private static final double MILLIS_A_DAY = 86_400_000;
  private static final int MOST_VARINT_BYTES = 10;

  private final long keys;
  private final double eventsADay;
  private final int columns;

  /**
   * A workload.
   *
   * @param eventsADay of each key
   * @param columns of the pipeline's row
   */
  Workload(long keys, double eventsADay, int columns) {
    this.keys = keys;
    this.eventsADay = eventsADay;
    this.columns = columns;
  }

  /** Number of events of so many days. */
  long events(double days) {
    return Math.round(keys * eventsADay * days);
  }

  /** Makes the events of the numbers 0, 1, 2 and so on. */
  RichMapFunction<Long, Event> toEvents() {
    return new ToEvent(this);
  }

  private Event event(long number, Origin origin, ByteBuffer buffer) {
    long time = START + (long) (number * MILLIS_A_DAY / (keys * eventsADay));
    long mixed = mix(number);
    long customer = Long.remainderUnsigned(mixed, keys);
    double amount = (mixed >>> 40) / 100.0;
    Event event = new Event(payload(number, time, customer, amount, buffer), origin, columns);
    event.setId(number);
    event.setTimeMillis(time);
    event.setLong(0, number);
    event.setLong(1, time * 1000);
    event.setLong(BenchPipeline.CUSTOMER, customer);
    event.setDouble(BenchPipeline.AMOUNT, amount);
    return event;
  }

  /** The finalizer of MurmurHash3. */
  private static long mix(long number) {
    long mixed = (number ^ number >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ mixed >>> 33;
  }

  /** The event in Avro's binary encoding. */
  private static byte[] payload(
      long id, long time, long customer, double amount, ByteBuffer buffer) {
    buffer.clear();
    putVarint(buffer, id);
    putVarint(buffer, time);
    putVarint(buffer, customer);
    buffer.putDouble(amount);
    byte[] payload = new byte[buffer.position()];
    buffer.flip();
    buffer.get(payload);
    return payload;
  }

  private static void putVarint(ByteBuffer buffer, long number) {
    long rest = number << 1 ^ number >> 63;
    while ((rest & ~0x7fL) != 0) {
      buffer.put((byte) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  private static final class ToEvent extends RichMapFunction<Long, Event> {
    private static final long serialVersionUID = 1L;

    private final Workload workload;
    private transient Origin origin;
    private transient ByteBuffer buffer;

    ToEvent(Workload workload) {
      this.workload = workload;
    }

    @Override
    public Event map(Long number) {
      if (origin == null) {
        origin = Origin.ofFile("bench", "bench", 0, 0);
        buffer =
            ByteBuffer.allocate(3 * MOST_VARINT_BYTES + Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
      }
      return workload.event(number, origin, buffer);
    }
  }
}
