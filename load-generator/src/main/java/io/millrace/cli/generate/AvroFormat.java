package io.millrace.cli.generate;

import java.io.IOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Avro binary. Text is written as bytes, which the encoding does not tell from a string. */
final class AvroFormat implements PaymentFormat {
  private BinaryEncoder encoder;

  @Override
  public void encode(Payment payment, RecordBuffer record) throws IOException {
    encoder = EncoderFactory.get().directBinaryEncoder(record, encoder);
    encoder.writeBytes(payment.id);
    encoder.writeBytes(payment.type);
    encoder.writeLong(payment.timeMillis);
    writeText(payment.customer);
    writeText(payment.terminal);
    encoder.writeBytes(payment.channel);
    if (payment.hasAmount) {
      encoder.writeIndex(1);
      encoder.writeDouble(payment.amountCents / 100.0);
    } else {
      encoder.writeIndex(0);
    }
    encoder.writeBytes(payment.currency);
    writeText(payment.country);
    writeText(payment.device);
    writeText(payment.category);
    encoder.writeIndex(1);
    encoder.writeInt(payment.fraud == null ? 0 : 1);
    writeText(payment.fraud == null ? null : payment.fraud.text());
  }

  private void writeText(byte[] text) throws IOException {
    if (text == null) {
      encoder.writeIndex(0);
    } else {
      encoder.writeIndex(1);
      encoder.writeBytes(text);
    }
  }

  @Override
  public void damage(RecordBuffer record, Draws draws) {
    switch (draws.below(3)) {
      case 0:
        record.truncate((int) draws.wholeBetween(1, record.size() - 1));
        break;
      case 1:
        // The length of the first field becomes -1.
        record.array()[0] = 1;
        break;
      default:
        // A length that has no end.
        record.fill((byte) 0xff);
        break;
    }
  }
}
