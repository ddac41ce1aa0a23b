package com.example.cards;

import io.millrace.udf.scalar.FunctionLibrary;
import io.millrace.udf.scalar.Micros;
import io.millrace.udf.scalar.ScalarFunction;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Functions of payment cards: an example of a library of your own. Millrace finds it by its name in
 * {@code META-INF/services/io.millrace.udf.scalar.FunctionLibrary}.
 */
public final class CardFunctions implements FunctionLibrary {

  @ScalarFunction("Whether the last digit is the check digit of those before it (ISO/IEC 7812).")
  public static boolean isCardNumber(String number) {
    int sum = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = Character.digit(number.charAt(number.length() - 1 - i), 10);
      if (digit < 0) {
        return false;
      }
      int counted = i % 2 == 0 ? digit : 2 * digit;
      sum += counted > 9 ? counted - 9 : counted;
    }
    return number.length() > 1 && sum % 10 == 0;
  }

  /** A null text is null in the pipeline. */
  @ScalarFunction(
      "The network of a card number, by its first digit; null where it is none of four.")
  public static String cardNetwork(String number) {
    switch (number.isEmpty() ? ' ' : number.charAt(0)) {
      case '3':
        return "amex";
      case '4':
        return "visa";
      case '5':
        return "mastercard";
      case '6':
        return "discover";
      default:
        return null;
    }
  }

  /** A timestamp is a long of microseconds, marked as one; a zone is a literal of the pipeline. */
  @ScalarFunction("Months in a zone from a time until a card expires; below 0 when it has.")
  public static long monthsToExpiry(@Micros long time, long year, long month, ZoneId zone) {
    YearMonth now = YearMonth.from(Instant.EPOCH.plus(time, ChronoUnit.MICROS).atZone(zone));
    return 12 * (year - now.getYear()) + (month - now.getMonthValue());
  }
}
