package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  private static ModelCard card(String more) throws IOException {
    return ModelCard.parse(
        ("{\"version\":\"v\",\"inputs_hash\":\"h\"" + more + "}").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tellsInputsInTheirOrder() throws IOException {
    ModelCard card =
        card(
            ",\"label\":\"fraud\",\"inputs\":[{\"name\":\"z\",\"type\":\"LONG\"},"
                + "{\"name\":\"a\",\"type\":\"DOUBLE\"}]");
    assertThat(card.inputs()).hasToString("{z=LONG, a=DOUBLE}");
    assertThat(card.label()).contains("fraud");
    assertThat(ModelCard.parse(card.toBytes()).toBytes()).isEqualTo(card.toBytes());
  }

  @Test
  void tellsThePeriodThatWasAskedForElseThatOfItsEvents() throws IOException {
    String events =
        "\"first_event\":\"2026-01-01T10:00:00Z\",\"last_event\":\"2026-01-02T10:00:00Z\"";
    ModelCard asked =
        card(
            ",\"training\":{\"from\":\"2026-01-01T00:00:00Z\",\"until\":\"2026-01-03T00:00:00Z\","
                + events
                + "}");
    assertThat(asked.trainedFrom()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(asked.trainedUntil()).contains(Instant.parse("2026-01-03T00:00:00Z"));
    ModelCard open = card(",\"training\":{" + events + "}");
    assertThat(open.trainedFrom()).contains(Instant.parse("2026-01-01T10:00:00Z"));
    // The last event itself was learnt from.
    assertThat(open.trainedUntil()).contains(Instant.parse("2026-01-02T10:00:00.000001Z"));
  }

  @Test
  void hasNoMoreThanItWasGiven() throws IOException {
    assertThat(card("").label()).isEmpty();
    assertThat(card("").inputs()).isEmpty();
    assertThat(card("").trainedUntil()).isEmpty();
    assertThat(card(",\"training\":{\"until\":\"soon\"}").trainedUntil()).isEmpty();
  }

  @Test
  void namesAModelByItsBytes() {
    // printf abc | sha256sum
    assertThat(ModelCard.versionOf("abc".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("ba7816bf8f01cfea");
  }

  @Test
  void refusesWhatIsNoCard() {
    assertThatThrownBy(() -> ModelCard.parse("[]".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessage("a model card is a JSON object");
    assertThatThrownBy(() -> ModelCard.parse("{\"version\":1}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessage("a model card needs the text version");
  }
}
