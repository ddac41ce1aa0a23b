package io.millrace.udf.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFunctionsTest {
  private static final int[] CODE_POINTS = {
    'a', 'b', 0, 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f600, 0x10ffff
  };

  @Test
  void ordersTextsByTheirBytes() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      String a = text(random);
      String b = text(random);
      int bytes =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(TextFunctions.compare(a, b)))
          .as("%s and %s", a.codePoints().boxed().toList(), b.codePoints().boxed().toList())
          .isEqualTo(Integer.signum(bytes));
    }
  }

  @Test
  void countsCodePoints() {
    assertThat(TextFunctions.length("a\u00e9\uD83D\uDE00")).isEqualTo(3);
  }

  @Test
  void changesCaseTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      assertThat(TextFunctions.lower("TITLE")).isEqualTo("title");
      assertThat(TextFunctions.upper("title")).isEqualTo("TITLE");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void putsTextsTogether() {
    assertThat(TextFunctions.concat("a", "b")).isEqualTo("ab");
    assertThat(TextFunctions.concat(TextFunctions.toText(-7), "|", "b")).isEqualTo("-7|b");
  }

  @Test
  void looksForPartsWithTheirCase() {
    assertThat(TextFunctions.contains("payment", "aym")).isTrue();
    assertThat(TextFunctions.contains("payment", "AYM")).isFalse();
    assertThat(TextFunctions.contains("payment", "")).isTrue();
    assertThat(TextFunctions.startsWith("payment", "pay")).isTrue();
    assertThat(TextFunctions.startsWith("payment", "ment")).isFalse();
    assertThat(TextFunctions.endsWith("payment", "ment")).isTrue();
    assertThat(TextFunctions.endsWith("payment", "pay")).isFalse();
  }

  @Test
  void takesWhiteSpaceOffTheEnds() {
    assertThat(TextFunctions.trim(" \t a b\u2003\n")).isEqualTo("a b");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, a\u00e9\uD83D\uDE00",
    "2, 1, \u00e9",
    "3, 9, \uD83D\uDE00b",
    "3, 1, \uD83D\uDE00",
    "-4, 2, a\u00e9",
    "-9223372036854775808, 1, a",
    "5, 1, ''",
    "9223372036854775807, 9223372036854775807, ''",
    "1, 0, ''",
    "1, -5, ''",
  })
  void cutsByCodePoints(long from, long length, String part) {
    assertThat(TextFunctions.substring("a\u00e9\uD83D\uDE00b", from, length)).isEqualTo(part);
  }

  @ParameterizedTest
  @CsvSource({
    "ada@Example.COM, example.com",
    "\"a@b\"@c.org, c.org",
    "ada, ",
    "ada@, ",
    "@example.com, ",
    "'', ",
  })
  void findsTheDomainOfAnAddress(String address, String domain) {
    assertThat(TextFunctions.emailDomain(address)).isEqualTo(domain);
  }

  private static String text(Random random) {
    int[] points = new int[random.nextInt(4)];
    Arrays.setAll(points, i -> CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    return new String(points, 0, points.length);
  }
}
