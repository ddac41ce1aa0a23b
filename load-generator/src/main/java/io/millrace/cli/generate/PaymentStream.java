package io.millrace.cli.generate;

import io.millrace.cli.UserException;
import io.millrace.job.config.EventSpec;
import io.millrace.job.event.Counter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Payments one after the other, made as they are needed, each for the moment at which it should
 * leave. Who pays what, and with which fault, follows from the seed alone; only the times do not.
 *
 * <p>{@link #next} makes the next payment; the other methods tell about the one it made last. Not
 * safe for several threads: each has its own stream, with other customers.
 */
public final class PaymentStream {
  /** A busy hour, so that few candidates are passed over. */
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private static final long LATEST_MILLIS = 7_200_000;

  /** Payments of which one is sent again. */
  private static final int KEPT = 256;

  private final PaymentFormat format;
  private final FaultOptions options;
  private final PaymentSimulation simulation;
  private final Faults faults;
  private final Draws draws;
  private final long tooLateMillis;
  private final RecordBuffer record = new RecordBuffer();
  private final Sent[] kept = new Sent[KEPT];
  private int keptCount;
  private Sent last;

  private static final class Sent {
    final byte[] payload;
    final String id;
    final String customer;
    final Counter expected;

    Sent(byte[] payload, String id, String customer, Counter expected) {
      this.payload = payload;
      this.id = id;
      this.customer = customer;
      this.expected = expected;
    }
  }

  /**
   * @param event of the payments pipeline
   * @param json JSON instead of Avro
   * @param seed begins every identity; two streams of one seed have the same identities
   * @param firstCustomer number of the first customer
   * @param rate events a second, about
   * @throws UserException when an option is out of range or the schema is another pipeline's
   */
  public PaymentStream(
      EventSpec event,
      boolean json,
      long seed,
      int firstCustomer,
      int customers,
      double rate,
      FaultOptions options) {
    PaymentFormat.check(event.schema());
    options.check();
    this.format = json ? new JsonFormat() : new AvroFormat();
    this.options = options;
    Draws all = new Draws(seed);
    World world = new World(firstCustomer, customers, Math.max(1, customers / 2), all.split());
    this.simulation =
        new PaymentSimulation(world, seed, NOON.toEpochMilli(), rate / 1_000, all.split());
    this.faults = new Faults(options, event.maxBytes(), all.split());
    this.tooLateMillis = event.ordering().toMillis() + 1;
    this.draws = all.split();
  }

  /**
   * Makes the next payment.
   *
   * @param timeMillis when it happens, since the epoch; what arrives late happened before
   */
  public void next(long timeMillis) throws IOException {
    if (draws.chance(options.duplicates()) && keptCount > 0) {
      Sent sent = kept[draws.below(Math.min(keptCount, KEPT))];
      Counter expected = sent.expected == Counter.WRITTEN ? Counter.DUPLICATES : sent.expected;
      last = new Sent(sent.payload, sent.id, sent.customer, expected);
      return;
    }
    Payment payment = simulation.next();
    payment.timeMillis = timeMillis - lateness();
    String customer = text(payment.customer);
    Fault fault = faults.apply(payment);
    record.reset();
    format.encode(payment, record);
    if (fault == Fault.MALFORMED) {
      format.damage(record, draws);
    }
    last = new Sent(record.toByteArray(), text(payment.id), customer, expected(fault));
    if (fault.isDecoded()) {
      kept[keptCount++ % KEPT] = last;
    }
  }

  private long lateness() {
    long millis = draws.wholeBetween(0, options.disorder().toMillis());
    return draws.chance(options.late())
        ? millis + draws.wholeBetween(tooLateMillis, LATEST_MILLIS)
        : millis;
  }

  private static Counter expected(Fault fault) {
    if (!fault.isDecoded()) {
      return Counter.DEAD_LETTERED;
    }
    return fault == Fault.QUARANTINE ? Counter.QUARANTINED : Counter.WRITTEN;
  }

  private static String text(byte[] ascii) {
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  /** The record's bytes; the caller's to keep. */
  public byte[] payload() {
    return last.payload;
  }

  /** Identity of the event, also where the record cannot be decoded. */
  public String id() {
    return last.id;
  }

  /** Who pays: what orders of events are kept by. */
  public String customer() {
    return last.customer;
  }

  /** What a run must make of the record. */
  public Counter expected() {
    return last.expected;
  }
}
