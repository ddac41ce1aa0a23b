package io.millrace.cli.generate;

import java.nio.charset.StandardCharsets;

/** ASCII text as the bytes that both formats write. */
final class Text {
  private Text() {}

  static byte[] of(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@code prefix} and a number of at least {@code digits} digits. */
  static byte[] numbered(byte[] prefix, long number, int digits) {
    int width = digits;
    for (long rest = number, n = 1; rest > 0; rest /= 10, n++) {
      width = (int) Math.max(width, n);
    }
    byte[] text = new byte[prefix.length + width];
    System.arraycopy(prefix, 0, text, 0, prefix.length);
    long rest = number;
    for (int i = text.length - 1; i >= prefix.length; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return text;
  }
}
