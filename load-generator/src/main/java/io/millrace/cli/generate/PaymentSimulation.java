package io.millrace.cli.generate;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Makes the payments of a {@link World} one after the other, in the order of event time. */
final class PaymentSimulation {
  private static final byte[] POS = Text.of("pos");
  private static final byte[] IOT = Text.of("iot");
  private static final byte[] APP = Text.of("app");
  private static final byte[] WEB = Text.of("web");
  private static final byte[] EURO = Text.of("EUR");
  private static final byte[][] FAR_AWAY = {Text.of("US"), Text.of("BR"), Text.of("VN")};

  /** How busy each hour of the day is (UTC); at most 1. */
  private static final double[] HOURS = {
    .06, .03, .02, .02, .03, .08, .25, .50, .70, .75, .80, .90,
    1.0, .95, .80, .75, .80, .95, 1.0, .90, .65, .45, .25, .12
  };

  private static final double MEAN_OF_HOURS = Arrays.stream(HOURS).sum() / HOURS.length;
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  private static final double REFUNDS = 0.02;
  private static final double FRAUDS_AT_COMPROMISED_TERMINAL = 0.8;
  private static final double FRAUDS_BY_STOLEN_CARD = 0.35;
  private static final double STOLEN_CARD_FACTOR = 5;

  /** Bursts of card testing, for each usual event. */
  private static final double BURSTS = 0.0004;

  private final World world;
  private final Incidents incidents;
  private final Draws draws;
  private final Agenda agenda = new Agenda();
  private final int[] burstLeft;
  private final long startMillis;
  private final double millisBetween;
  private final byte[] idPrefix;
  private long made;
  private DriftOptions drift = new DriftOptions();

  /**
   * @param startMillis time of the first payments, since the epoch
   * @param eventsPerMilli events a millisecond of event time, on average over a day
   */
  PaymentSimulation(World world, long seed, long startMillis, double eventsPerMilli, Draws draws) {
    this.world = world;
    this.incidents = new Incidents(world.customers(), world.terminals(), draws.split());
    this.draws = draws;
    this.startMillis = startMillis;
    this.burstLeft = new int[world.customers()];
    this.idPrefix = Text.of(Long.toString(seed, Character.MAX_RADIX) + '-');
    double frequencies = 0;
    for (int i = 0; i < world.customers(); i++) {
      frequencies += world.customer(i).frequency;
    }
    // Candidates that fall into quiet hours are passed over, so there are more of them than events.
    this.millisBetween = frequencies / eventsPerMilli * MEAN_OF_HOURS;
    for (int i = 0; i < world.customers(); i++) {
      plan(nextTime(world.customer(i), 0), i);
    }
  }

  /** Lets the payments change at some moment; those before it stay the same. */
  void driftBy(DriftOptions options) {
    drift = options;
  }

  /** The next payment; the stream has no end. */
  Payment next() {
    long time = agenda.nextTime();
    int actor = agenda.nextActor();
    agenda.removeNext();
    incidents.advanceTo(time);
    Payment payment = new Payment();
    payment.id = Text.numbered(idPrefix, made++, 9);
    payment.timeMillis = startMillis + time;
    payment.currency = EURO;
    payment.hasAmount = true;
    if (actor < world.customers()) {
      pay(payment, actor, time);
    } else {
      testCard(payment, actor - world.customers(), time);
    }
    if (payment.timeMillis >= drift.fromMillis()) {
      payment.amountCents = Math.max(1, Math.round(payment.amountCents * drift.amount()));
    }
    return payment;
  }

  private void pay(Payment payment, int number, long time) {
    Customer customer = world.customer(number);
    plan(nextTime(customer, time), number);
    payment.type = Payment.PAYMENT;
    payment.customer = customer.id;
    payment.device = customer.device;
    payment.amountCents = customer.amountCents(draws);
    if (draws.chance(customer.onlineShare)) {
      payment.channel = draws.chance(0.6) ? APP : WEB;
      payment.country = customer.country;
      payment.category = world.anyCategory(draws);
    } else {
      int terminal = customer.terminals[draws.below(customer.terminals.length)];
      payment.channel = draws.chance(0.05) ? IOT : POS;
      payment.terminal = world.terminalId(terminal);
      payment.country = world.terminalCountry(terminal);
      payment.category = world.terminalCategory(terminal);
      if (incidents.isCompromised(terminal, time) && draws.chance(FRAUDS_AT_COMPROMISED_TERMINAL)) {
        payment.fraud = FraudPattern.COMPROMISED_TERMINAL;
      }
    }
    if (payment.fraud == null
        && incidents.isStolen(number, time)
        && draws.chance(FRAUDS_BY_STOLEN_CARD)) {
      payment.fraud = FraudPattern.STOLEN_CARD;
      payment.amountCents = Math.round(payment.amountCents * STOLEN_CARD_FACTOR);
    }
    if (payment.fraud == null && draws.chance(REFUNDS)) {
      payment.type = Payment.REFUND;
    }
    if (burstLeft[number] == 0 && draws.chance(BURSTS)) {
      burstLeft[number] = (int) draws.wholeBetween(10, 30);
      long begin =
          time + draws.wholeBetween(TimeUnit.MINUTES.toMillis(1), TimeUnit.HOURS.toMillis(1));
      plan(begin, world.customers() + number);
    }
  }

  private void testCard(Payment payment, int number, long time) {
    if (--burstLeft[number] > 0) {
      plan(time + 1 + (long) draws.exponential(4_000), world.customers() + number);
    }
    payment.type = Payment.PAYMENT;
    payment.customer = world.customer(number).id;
    payment.channel = WEB;
    payment.country = FAR_AWAY[number % FAR_AWAY.length];
    payment.category = world.anyCategory(draws);
    payment.amountCents = draws.wholeBetween(50, 200);
    payment.fraud = FraudPattern.CARD_TESTING;
  }

  /** Someone who would act only after decades never does. */
  private void plan(long time, int actor) {
    if (time < Agenda.MAX_TIME) {
      agenda.add(time, actor);
    }
  }

  /** When a customer pays next: a Poisson process, thinned by the hour of the customer's day. */
  private long nextTime(Customer customer, long time) {
    long next = time;
    double mean = millisBetween / customer.frequency;
    do {
      double pace = startMillis + next >= drift.fromMillis() ? drift.pace() : 1;
      next += 1 + (long) draws.exponential(mean / pace);
    } while (!draws.chance(HOURS[hour(next - customer.hourShift * HOUR)]));
    return next;
  }

  private int hour(long time) {
    return (int) Math.floorMod(Math.floorDiv(startMillis + time, HOUR), 24L);
  }
}
