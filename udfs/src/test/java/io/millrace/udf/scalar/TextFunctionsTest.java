package io.millrace.udf.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

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

  private static String text(Random random) {
    int[] points = new int[random.nextInt(4)];
    Arrays.setAll(points, i -> CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    return new String(points, 0, points.length);
  }
}
