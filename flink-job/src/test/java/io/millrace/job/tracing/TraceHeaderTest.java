package io.millrace.job.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeaderTest {
  private static final String W3C = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** The examples of both specifications, and what they leave to the reader. */
  @ParameterizedTest
  @CsvSource({
    W3C + ", 0af7651916cd43dd, 8448eb211c80319c, b7ad6b7169203331, YES",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00, 0af7651916cd43dd, 8448eb211c80319c,"
        + " b7ad6b7169203331, NO",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff, 0af7651916cd43dd, 8448eb211c80319c,"
        + " b7ad6b7169203331, YES",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what, 0af7651916cd43dd,"
        + " 8448eb211c80319c, b7ad6b7169203331, YES",
    "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1, 5759e988bd862e3f, e1be46a994272793,"
        + " 0000000000000000, YES",
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0,"
        + " 5759e988bd862e3f, e1be46a994272793, 53995c3f42cd8ad8, NO",
    "Root=1-5759e988-bd862e3fe1be46a994272793, 5759e988bd862e3f, e1be46a994272793,"
        + " 0000000000000000, OPEN",
    "Self=1-67891234-12456789abcdef012345678;Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=?,"
        + " 5759e988bd862e3f, e1be46a994272793, 0000000000000000, OPEN"
  })
  void readsBothKinds(String text, String high, String low, String parent, String decision) {
    TraceHeader header = TraceHeader.parse(text);

    assertThat(String.format("%016x", header.high())).isEqualTo(high);
    assertThat(String.format("%016x", header.low())).isEqualTo(low);
    assertThat(String.format("%016x", header.parent())).isEqualTo(parent);
    assertThat(header.decision()).hasToString(decision);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "Root=1-5759e988-bd862e3fe1be46a99427279;Sampled=1",
        "Root=2-5759e988-bd862e3fe1be46a994272793",
        "Sampled=1;Parent=53995c3f42cd8ad8",
        ";;;=;"
      })
  void takesNothingElseForOne(String text) {
    assertThat(TraceHeader.parse(text)).isNull();
  }

  @Test
  void aDamagedHeaderIsNoneAndNoFailure() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text =
          new StringBuilder(random.nextBoolean() ? W3C : "Root=1-5759e988-bd862e3f;Sampled=1");
      for (int i = random.nextInt(4); i >= 0; i--) {
        text.setCharAt(random.nextInt(text.length()), (char) (' ' + random.nextInt(300)));
      }
      TraceHeader header = TraceHeader.parse(text.toString());
      assertThat(header == null || header.high() != 0 || header.low() != 0)
          .as("seed %d", seed)
          .isTrue();
    }
    assertThat(TraceHeader.parse(W3C + "x".repeat(100_000))).isNull();
    assertThat(TraceHeader.parse(null)).isNull();
  }
}
