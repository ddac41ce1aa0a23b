package io.millrace.cli.generate;

/** A card holder and the habits that a model may learn. */
final class Customer {
  final byte[] id;
  final byte[] device;
  final byte[] country;

  /** Usual amount and its spread, in cents. */
  final double meanCents;

  final double deviationCents;

  /** How often this customer pays, relative to the others. */
  final double frequency;

  /** Share of payments made by app or web, without a terminal. */
  final double onlineShare;

  /** Hours by which this customer's day comes after the average one. */
  final int hourShift;

  /** Terminals near home, by number. */
  final int[] terminals;

  Customer(int number, byte[] country, int[] terminals, Draws draws) {
    this.id = Text.numbered(Text.of("c"), number, 6);
    this.device = Text.numbered(Text.of("d"), draws.wholeBetween(0, 999_999_999), 9);
    this.country = country;
    this.terminals = terminals;
    this.meanCents = 500 + draws.exponential(3_500);
    this.deviationCents = meanCents / 2;
    this.frequency = 0.1 + draws.exponential(1);
    this.onlineShare = draws.between(0, 0.6);
    this.hourShift = (int) draws.wholeBetween(-3, 3);
  }

  /** A usual amount; never less than 1 cent. */
  long amountCents(Draws draws) {
    double cents = meanCents + deviationCents * draws.gaussian();
    if (cents < 1) {
      cents = draws.between(1, 2 * meanCents);
    }
    return Math.max(1, Math.round(cents));
  }
}
