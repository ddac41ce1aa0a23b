package io.millrace.cli.generate;

import java.time.Instant;
import java.util.Arrays;

/** Draws which fault an event has, and gives it to it. */
final class Faults {
  private static final long CLOCK_AHEAD_FROM = Instant.parse("2150-01-01T00:00:00Z").toEpochMilli();
  private static final long CLOCK_AHEAD_TO = Instant.parse("2190-01-01T00:00:00Z").toEpochMilli();

  private static final byte[] NO_TYPE = Text.of("transfer");
  private static final byte[] NO_CHANNEL = Text.of("fax");
  private static final byte[] NO_CURRENCY = Text.of("EU");
  private static final byte[] NO_CATEGORY = Text.of("54x1");

  private final FaultOptions options;
  private final int maxBytes;
  private final Draws draws;

  /**
   * @param maxBytes longest record that the pipeline decodes
   */
  Faults(FaultOptions options, int maxBytes, Draws draws) {
    this.options = options;
    this.maxBytes = maxBytes;
    this.draws = draws;
  }

  /** Takes away what the event may miss, and gives it at most one fault. */
  Fault apply(Payment payment) {
    if (draws.chance(options.missing())) {
      takeAway(payment);
    }
    double draw = draws.between(0, 1);
    draw -= options.malformed();
    if (draw < 0) {
      return Fault.MALFORMED;
    }
    draw -= options.oversized();
    if (draw < 0) {
      byte[] filler = new byte[maxBytes + 1];
      Arrays.fill(filler, (byte) 'x');
      payment.device = filler;
      return Fault.OVERSIZED;
    }
    draw -= options.ahead();
    if (draw < 0) {
      payment.timeMillis = draws.wholeBetween(CLOCK_AHEAD_FROM, CLOCK_AHEAD_TO);
      return Fault.AHEAD;
    }
    draw -= options.quarantine();
    if (draw < 0) {
      breakRule(payment);
      return Fault.QUARANTINE;
    }
    return Fault.NONE;
  }

  /** Takes a field that the schema lets be null and of which no row rule speaks. */
  private void takeAway(Payment payment) {
    switch (draws.below(3)) {
      case 0:
        payment.terminal = null;
        break;
      case 1:
        payment.device = null;
        break;
      default:
        payment.country = null;
        break;
    }
  }

  /** Breaks one of the row rules of the payments pipeline. */
  private void breakRule(Payment payment) {
    switch (draws.below(6)) {
      case 0:
        payment.customer = null;
        break;
      case 1:
        payment.type = NO_TYPE;
        break;
      case 2:
        payment.channel = NO_CHANNEL;
        break;
      case 3:
        payment.currency = NO_CURRENCY;
        break;
      case 4:
        payment.category = NO_CATEGORY;
        break;
      default:
        payment.hasAmount = true;
        payment.amountCents = -payment.amountCents;
        break;
    }
  }
}
