package io.millrace.job.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import io.millrace.udf.scalar.FunctionRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Compiled expressions against {@link Oracle}: random expressions over random rows. */
class ExpressionOracleTest {
  private static final int SEEDS = 250;
  private static final int ROWS = 60;
  private static final int DEPTH = 4;

  private static final List<Long> LONGS =
      List.of(
          0L, 1L, -1L, 2L, 7L, -13L, 3037000500L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, 86400L);
  private static final List<Double> DOUBLES =
      List.of(
          0.0,
          -0.0,
          1.0,
          -1.5,
          0.1,
          1e308,
          -1e308,
          1e-320,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          9.007199254740992e15);
  private static final List<String> TEXTS =
      List.of("", "a", "b", "payment", "\u00e9", "\uFFFF", "\uD83D\uDE00", "with \"quotes\\");

  private final ExpressionCompiler compiler =
      new ExpressionCompiler(FunctionRegistry.of(List.of()));

  @Test
  void compiledExpressionsEqualTheirObviousEvaluation() throws SyntaxException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      String text = new Writer(random).any(DEPTH);
      Node node = Parser.parse(text);
      Function<Event, Object> compiled = Rows.compile(compiler, text);
      for (int i = 0; i < ROWS; i++) {
        Map<String, Object> row = row(random);
        Object expected = new Oracle(row).evaluate(node);
        Object actual = compiled.apply(Rows.of(row));
        assertThat(actual).as("seed %d: %s for %s", seed, text, row).isEqualTo(expected);
      }
    }
  }

  private static Map<String, Object> row(Random random) {
    Map<String, Object> row = new HashMap<>();
    for (String prefix : List.of("", "other.")) {
      put(row, random, prefix + "boolean", random.nextBoolean());
      put(row, random, prefix + "long", any(random, LONGS));
      put(row, random, prefix + "double", any(random, DOUBLES));
      put(row, random, prefix + "string", any(random, TEXTS));
    }
    return row;
  }

  private static void put(Map<String, Object> row, Random random, String name, Object value) {
    if (random.nextInt(4) > 0) {
      row.put(name, value);
    }
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Writes random expressions that have a type. */
  private static final class Writer {
    private final Random random;

    Writer(Random random) {
      this.random = random;
    }

    String any(int depth) {
      return switch (random.nextInt(3)) {
        case 0 -> truth(depth);
        case 1 -> number(depth);
        default -> text(depth);
      };
    }

    private String truth(int depth) {
      if (depth == 0) {
        return pick("true", "false", "boolean", "other.boolean");
      }
      return switch (random.nextInt(8)) {
        case 0 -> "(" + number(depth - 1) + comparison() + number(depth - 1) + ")";
        case 1 -> "(" + text(depth - 1) + comparison() + text(depth - 1) + ")";
        case 2 -> "(" + truth(depth - 1) + pick(" == ", " != ") + truth(depth - 1) + ")";
        case 3, 4 -> "(" + truth(depth - 1) + pick(" && ", " || ") + truth(depth - 1) + ")";
        case 5 -> "!(" + truth(depth - 1) + ")";
        case 6 -> "isNull(" + any(depth - 1) + ")";
        default -> choice(truth(depth - 1), truth(depth - 1), depth);
      };
    }

    private String number(int depth) {
      return random.nextBoolean() ? whole(depth) : real(depth);
    }

    private String whole(int depth) {
      if (depth == 0) {
        return pick("0", "1", "3", "9223372036854775807", "long", "other.long");
      }
      return switch (random.nextInt(6)) {
        case 0, 1, 2 ->
            "(" + whole(depth - 1) + pick(" + ", " - ", " * ", " % ") + whole(depth - 1) + ")";
        case 3 -> "-(" + whole(depth - 1) + ")";
        case 4 -> "coalesce(" + whole(depth - 1) + ", " + whole(depth - 1) + ")";
        default -> choice(whole(depth - 1), whole(depth - 1), depth);
      };
    }

    private String real(int depth) {
      if (depth == 0) {
        return pick("0.5", "1e3", "double", "other.double");
      }
      return switch (random.nextInt(7)) {
        case 0 -> "(" + real(depth - 1) + arithmetic() + number(depth - 1) + ")";
        case 1 -> "(" + number(depth - 1) + arithmetic() + real(depth - 1) + ")";
        case 2 -> "(" + whole(depth - 1) + " / " + whole(depth - 1) + ")";
        case 3 -> "-(" + real(depth - 1) + ")";
        case 4 -> "coalesce(" + real(depth - 1) + ", " + real(depth - 1) + ")";
        default -> choice(real(depth - 1), real(depth - 1), depth);
      };
    }

    private String arithmetic() {
      return pick(" + ", " - ", " * ", " / ", " % ");
    }

    private String text(int depth) {
      if (depth == 0) {
        return pick("'a'", "\"payment\"", "'with \\\"quotes\\\\'", "string", "other.string");
      }
      return random.nextBoolean()
          ? "coalesce(" + text(depth - 1) + ", " + text(depth - 1) + ", null)"
          : choice(text(depth - 1), text(depth - 1), depth);
    }

    private String choice(String then, String otherwise, int depth) {
      return "(" + truth(depth - 1) + " ? " + then + " : " + otherwise + ")";
    }

    private String comparison() {
      return pick(" == ", " != ", " < ", " <= ", " > ", " >= ");
    }

    private String pick(String... of) {
      return of[random.nextInt(of.length)];
    }
  }
}
