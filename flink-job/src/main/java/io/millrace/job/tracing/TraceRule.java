package io.millrace.job.tracing;

import io.millrace.job.config.TracingSpec;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.udf.scalar.Hash;
import java.util.concurrent.TimeUnit;

/**
 * Decides whether an event is traced, and under which id. What a producer says in the event's field
 * counts; where it says nothing, the hash of the event's identity decides, so that the same event
 * meets the same fate in every run. An id made here begins with the second of the event's arrival,
 * which X-Ray asks of one.
 *
 * <p>Belongs to one thread. What it says of an event holds until the next is asked about.
 */
final class TraceRule {
  /** Bits of a hash that make a share. */
  private static final double UNIT = 0x1.0p-53;

  private static final int UNUSED_BITS = 11;
  private static final int SECOND_BITS = 32;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final int fieldColumn;
  private final double sample;

  private long high;
  private long low;
  private long parent;

  TraceRule(TracingSpec spec) {
    this.fieldColumn = spec.fieldColumn();
    this.sample = spec.sample();
  }

  /**
   * Whether the event is traced; then {@link #high}, {@link #low} and {@link #parent} are of it.
   */
  boolean isTraced(Event event) {
    TraceHeader header =
        fieldColumn < 0 || event.isNull(fieldColumn)
            ? null
            : TraceHeader.parse(event.getString(fieldColumn));
    if (header == null) {
      return sample > 0 && begins(event);
    }
    high = header.high();
    low = header.low();
    parent = header.parent();
    return header.decision() == TraceHeader.Decision.YES
        || (header.decision() == TraceHeader.Decision.OPEN && isDrawn(hash(event)));
  }

  private boolean begins(Event event) {
    long hash = hash(event);
    if (!isDrawn(hash)) {
      return false;
    }
    Origin origin = event.origin();
    // Two deliveries of one event are two traces.
    long place = origin.ordinal() >= 0 ? origin.ordinal() : origin.sequence().hashCode() * GOLDEN;
    low = Hash.of(hash ^ Hash.of(place ^ origin.shard().hashCode()));
    long second = TimeUnit.MILLISECONDS.toSeconds(origin.arrivalMillis());
    high = (second << SECOND_BITS) | (Hash.of(low) >>> SECOND_BITS);
    parent = 0;
    return true;
  }

  private boolean isDrawn(long hash) {
    return (hash >>> UNUSED_BITS) * UNIT < sample;
  }

  /** Without an object for an event that is not drawn. */
  private static long hash(Event event) {
    if (event.hasNumericId()) {
      return mix(event.idNumber());
    }
    String id = event.id();
    long hash = GOLDEN;
    for (int i = 0; i < id.length(); i++) {
      hash = mix(hash ^ id.charAt(i));
    }
    return hash;
  }

  /** The finalizer of MurmurHash3. */
  private static long mix(long x) {
    long mixed = x;
    mixed ^= mixed >>> 33;
    mixed *= 0xff51afd7ed558ccdL;
    mixed ^= mixed >>> 33;
    mixed *= 0xc4ceb9fe1a85ec53L;
    mixed ^= mixed >>> 33;
    return mixed;
  }

  /** First half of the trace's id. */
  long high() {
    return high;
  }

  /** Second half of the trace's id. */
  long low() {
    return low;
  }

  /** Id of the producer's span; 0 when there is none. */
  long parent() {
    return parent;
  }
}
