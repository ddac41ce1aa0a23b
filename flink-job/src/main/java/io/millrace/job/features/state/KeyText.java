package io.millrace.job.features.state;

import java.nio.charset.StandardCharsets;

/**
 * Keys as bytes and back, every one to bytes of its own: also a text with half a pair of
 * surrogates, for which UTF-8 has no bytes. One in Latin-1 takes a byte a character and one more.
 */
final class KeyText {
  private static final byte LATIN = 0;
  private static final byte WIDE = 1;
  private static final int MOST_LATIN = 0xff;

  private KeyText() {}

  static byte[] bytes(String key) {
    int length = key.length();
    byte[] bytes = new byte[length + 1];
    for (int i = 0; i < length; i++) {
      if (key.charAt(i) > MOST_LATIN) {
        return wideBytes(key);
      }
      bytes[i + 1] = (byte) key.charAt(i);
    }
    bytes[0] = LATIN;
    return bytes;
  }

  private static byte[] wideBytes(String key) {
    byte[] bytes = new byte[2 * key.length() + 1];
    bytes[0] = WIDE;
    for (int i = 0; i < key.length(); i++) {
      bytes[2 * i + 1] = (byte) (key.charAt(i) >> Byte.SIZE);
      bytes[2 * i + 2] = (byte) key.charAt(i);
    }
    return bytes;
  }

  static String text(byte[] bytes) {
    if (bytes[0] == LATIN) {
      return new String(bytes, 1, bytes.length - 1, StandardCharsets.ISO_8859_1);
    }
    char[] text = new char[bytes.length / 2];
    for (int i = 0; i < text.length; i++) {
      text[i] = (char) ((bytes[2 * i + 1] & 0xff) << Byte.SIZE | bytes[2 * i + 2] & 0xff);
    }
    return new String(text);
  }
}
