package io.millrace.cli.generate;

import java.util.Locale;

/** The labelled ways in which the generated frauds are committed. */
public enum FraudPattern {
  /** For some days, most payments at one terminal are frauds. */
  COMPROMISED_TERMINAL,
  /** For some days, some payments of one customer are frauds of a multiple of the usual amount. */
  STOLEN_CARD,
  /** Within a minute or two, one customer's card makes many tiny payments online, far away. */
  CARD_TESTING;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Name in the event's {@code fraud_pattern}. */
  public String label() {
    return label;
  }

  byte[] text() {
    return Text.of(label);
  }
}
