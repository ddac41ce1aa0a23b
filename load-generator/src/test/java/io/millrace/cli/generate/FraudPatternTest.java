package io.millrace.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FraudPatternTest {
  private static final List<Payment> PAYMENTS = new ArrayList<>();

  @BeforeAll
  static void simulateThreeMonths() {
    Draws draws = new Draws(5);
    World world = new World(500, 300, draws.split());
    double eventsPerMilli = 100_000.0 / Duration.ofDays(90).toMillis();
    long start = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
    PaymentSimulation simulation =
        new PaymentSimulation(world, 5, start, eventsPerMilli, draws.split());
    for (int i = 0; i < 100_000; i++) {
      PAYMENTS.add(simulation.next());
    }
  }

  private static List<Payment> of(FraudPattern pattern) {
    return PAYMENTS.stream().filter(p -> p.fraud == pattern).collect(Collectors.toList());
  }

  private static Map<String, List<Payment>> byCustomer(List<Payment> payments) {
    return payments.stream().collect(Collectors.groupingBy(p -> text(p.customer)));
  }

  private static String text(byte[] ascii) {
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  private static double meanCents(List<Payment> payments) {
    return payments.stream().mapToLong(p -> p.amountCents).average().orElseThrow();
  }

  @Test
  void fraudsAreRareAndEveryPatternOccurs() {
    for (FraudPattern pattern : FraudPattern.values()) {
      assertThat(of(pattern)).as(pattern.label()).hasSizeBetween(200, 2_500);
    }
  }

  @Test
  void mostPaymentsAtACompromisedTerminalAreFraudsWhileItIs() {
    Map<String, List<Payment>> frauds =
        of(FraudPattern.COMPROMISED_TERMINAL).stream()
            .collect(Collectors.groupingBy(p -> text(p.terminal)));

    assertThat(frauds).hasSizeGreaterThan(5);
    long all = 0;
    for (List<Payment> ofTerminal : frauds.values()) {
      long from = ofTerminal.get(0).timeMillis;
      long until = from + Duration.ofDays(10).toMillis();
      all +=
          PAYMENTS.stream()
              .filter(p -> p.terminal == ofTerminal.get(0).terminal)
              .filter(p -> p.timeMillis >= from && p.timeMillis < until)
              .count();
    }
    assertThat((double) of(FraudPattern.COMPROMISED_TERMINAL).size() / all).isGreaterThan(0.5);
  }

  @Test
  void aStolenCardPaysAMultipleOfWhatItsOwnerDoes() {
    Map<String, List<Payment>> all = byCustomer(PAYMENTS);
    Map<String, List<Payment>> stolen = byCustomer(of(FraudPattern.STOLEN_CARD));

    double usual =
        stolen.keySet().stream()
            .mapToDouble(
                customer ->
                    meanCents(all.get(customer).stream().filter(p -> p.fraud == null).toList())
                        * stolen.get(customer).size())
            .sum();
    double byThief =
        stolen.values().stream().mapToDouble(list -> meanCents(list) * list.size()).sum();

    assertThat(byThief / usual).isBetween(4.0, 6.0);
  }

  @Test
  void cardTestingIsARapidBurstOfTinyPaymentsOnline() {
    List<Payment> testing = of(FraudPattern.CARD_TESTING);

    assertThat(testing)
        .allSatisfy(
            p -> {
              assertThat(p.amountCents).isBetween(50L, 200L);
              assertThat(p.terminal).isNull();
              assertThat(p.channel).asString().isEqualTo("web");
            });
    List<Long> gaps = new ArrayList<>();
    for (List<Payment> ofCustomer : byCustomer(testing).values()) {
      for (int i = 1; i < ofCustomer.size(); i++) {
        gaps.add(ofCustomer.get(i).timeMillis - ofCustomer.get(i - 1).timeMillis);
      }
    }
    long withinAMinute = gaps.stream().filter(gap -> gap < 60_000).count();
    assertThat(withinAMinute).isGreaterThan(gaps.size() * 9L / 10);
  }

  @Test
  void customersKeepTheirHabits() {
    Map<String, List<Payment>> all = byCustomer(PAYMENTS);

    // A customer's mean of the first half tells that of the second: they are not all alike.
    List<Double> ratios = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    for (List<Payment> payments : all.values()) {
      List<Payment> own = payments.stream().filter(p -> p.fraud == null).toList();
      if (own.size() > 100) {
        List<Payment> first = own.subList(0, own.size() / 2);
        List<Payment> second = own.subList(own.size() / 2, own.size());
        ratios.add(meanCents(second) / meanCents(first));
        means.add(meanCents(own));
      }
    }
    assertThat(ratios).hasSizeGreaterThan(100).allSatisfy(r -> assertThat(r).isBetween(0.6, 1.7));
    assertThat(means.stream().max(Double::compare).orElseThrow())
        .isGreaterThan(5 * means.stream().min(Double::compare).orElseThrow());
  }
}
