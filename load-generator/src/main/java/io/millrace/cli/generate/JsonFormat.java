package io.millrace.cli.generate;

/** One JSON object, without line end. Generated text is ASCII and needs no escapes. */
final class JsonFormat implements PaymentFormat {
  private static final byte[] NULL = Text.of("null");
  private static final byte[] NOT_A_TIME = Text.of("{\"event_id\":\"x\",\"event_time\":\"soon\"}");
  private static final byte[][] NAMES =
      FIELDS.stream().map(name -> Text.of('"' + name + "\":")).toArray(byte[][]::new);

  private final byte[] digits = new byte[20];

  @Override
  public void encode(Payment payment, RecordBuffer record) {
    record.write('{');
    writeText(0, payment.id, record);
    writeText(1, payment.type, record);
    writeName(2, record);
    writeNumber(payment.timeMillis, 1, record);
    writeText(3, payment.customer, record);
    writeText(4, payment.terminal, record);
    writeText(5, payment.channel, record);
    writeName(6, record);
    if (payment.hasAmount) {
      writeCents(payment.amountCents, record);
    } else {
      record.writeBytes(NULL);
    }
    writeText(7, payment.currency, record);
    writeText(8, payment.country, record);
    writeText(9, payment.device, record);
    writeText(10, payment.category, record);
    writeName(11, record);
    record.write(payment.fraud == null ? '0' : '1');
    writeText(12, payment.fraud == null ? null : payment.fraud.text(), record);
    record.write('}');
  }

  private static void writeName(int field, RecordBuffer record) {
    if (field > 0) {
      record.write(',');
    }
    record.writeBytes(NAMES[field]);
  }

  private static void writeText(int field, byte[] text, RecordBuffer record) {
    writeName(field, record);
    if (text == null) {
      record.writeBytes(NULL);
    } else {
      record.write('"');
      record.writeBytes(text);
      record.write('"');
    }
  }

  private void writeCents(long cents, RecordBuffer record) {
    if (cents < 0) {
      record.write('-');
    }
    writeNumber(Math.abs(cents) / 100, 1, record);
    record.write('.');
    writeNumber(Math.abs(cents) % 100, 2, record);
  }

  private void writeNumber(long number, int fewestDigits, RecordBuffer record) {
    int at = digits.length;
    long rest = number;
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0 || digits.length - at < fewestDigits);
    record.write(digits, at, digits.length - at);
  }

  @Override
  public void damage(RecordBuffer record, Draws draws) {
    switch (draws.below(3)) {
      case 0:
        record.truncate((int) draws.wholeBetween(1, record.size() - 1));
        break;
      case 1:
        record.reset();
        record.writeBytes(NOT_A_TIME);
        break;
      default:
        // Neither JSON nor UTF-8.
        record.fill((byte) 0xff);
        break;
    }
  }
}
