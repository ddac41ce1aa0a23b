package io.millrace.job.inference.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreResponseTest {
  private static ScoreResponse response(String body) {
    return ScoreResponse.of(body.getBytes(StandardCharsets.UTF_8), "champion", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.25\n1e-05\n-3",
        "0.25\n1e-05\n-3\n",
        "0.25,1e-05,-3",
        "0.25\r\n1e-05\r\n-3\r\n"
      })
  void readsOneNumberAnEventBetweenNewlinesOrCommas(String body) {
    assertThat(response(body).scores(3)).containsExactly(0.25, 1e-5, -3);
  }

  @Test
  void readsADoubleWithEveryDigit() {
    double narrow = (double) 0.1f;
    assertThat(response(Double.toString(narrow)).scores(1)).containsExactly(narrow);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0.1",
        "0.1\n0.2\n0.3",
        "0.1\n0.2\n\n",
        "0.1\n",
        "\n0.1",
        "0.1\nnan",
        "0.1\nNaN",
        "0.1\ninf",
        "0.1\n1e999",
        "0.1\n-",
        "0.1\n 0.2",
        "0.1\n0x1p3",
        "0.1\n1d",
        "[0.1,0.2]",
        "0.1,0.2\n0.3",
        "<html><body>502 Bad Gateway</body></html>"
      })
  void refusesAnythingElse(String body) {
    assertThatThrownBy(() -> response(body).scores(2))
        .isInstanceOfSatisfying(
            ScoringException.class,
            e -> assertThat(e.reason()).isEqualTo(DegradedReason.BAD_RESPONSE));
  }

  @Test
  void saysWhatIsWrongWithoutRepeatingTheAnswer() {
    assertThatThrownBy(() -> response("0.1\nsecret").scores(2))
        .hasMessage("expected 2 finite numbers, got something else at position 1 in 10 bytes");
  }
}
