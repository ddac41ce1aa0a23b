package io.millrace.udf.quality;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Statistics as bytes and back. */
final class StatisticBytes {
  private StatisticBytes() {}

  static byte[] of(Statistic statistic) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      statistic.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static <S extends Statistic> S into(S statistic, byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      statistic.read(new DataInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (in.available() > 0) {
      throw new IllegalStateException(in.available() + " bytes were not read");
    }
    return statistic;
  }
}
