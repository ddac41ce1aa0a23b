package io.millrace.job.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> KNOWN =
      List.of("amount", "customer_id", "terminal_id", "max", "CustomerID");

  @ParameterizedTest
  @CsvSource({
    "amout, amount",
    "AMOUNT, amount",
    "custmer_id, customer_id",
    "customerid, CustomerID",
    "maount, amount",
    "mx, max"
  })
  void findsTheNearestName(String unknown, String nearest) {
    assertThat(Suggestion.nearest(unknown, KNOWN)).contains(nearest);
  }

  @Test
  void findsNoneThatIsFarOff() {
    assertThat(Suggestion.nearest("velocity", KNOWN)).isEmpty();
    assertThat(Suggestion.nearest("mix", List.of("abs"))).isEmpty();
  }

  @Test
  void namesAllWhenNoneIsNear() {
    assertThat(Suggestion.remedy("velocity", List.of("a", "b"))).isEqualTo("use one of a, b");
    assertThat(Suggestion.remedy("velocity", List.of())).isEqualTo("remove it");
  }
}
