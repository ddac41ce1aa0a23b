package io.millrace.cli.generate;

/**
 * One event of the payments schema, as it is generated; a null field is null in the record.
 *
 * <p>Text is kept as bytes, because both formats write bytes and most of it repeats.
 */
final class Payment {
  static final byte[] PAYMENT = Text.of("payment");
  static final byte[] REFUND = Text.of("refund");

  byte[] id;
  byte[] type;
  long timeMillis;
  byte[] customer;
  byte[] terminal;
  byte[] channel;
  boolean hasAmount;
  long amountCents;
  byte[] currency;
  byte[] country;
  byte[] device;
  byte[] category;
  FraudPattern fraud;
}
