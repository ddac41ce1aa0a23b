package io.millrace.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.model.TestModels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvRequestTest {
  private static CsvRequest parse(String body, int columns) {
    return CsvRequest.parse(body.getBytes(StandardCharsets.UTF_8), columns);
  }

  @Test
  void readsLinesOfNumbersWithMissingOnes() {
    CsvRequest request = parse("1,,2.5\nnan,-3e2,\n", 3);
    assertThat(request.rows()).isEqualTo(2);
    assertThat(request.values()).containsExactly(1, Float.NaN, 2.5f, Float.NaN, -300, Float.NaN);
  }

  @Test
  void readsBackEveryFloatThatTheJobWrites() {
    float[] rows = TestModels.rows(300, 7, 3);
    CsvRequest request = parse(TestModels.csv(rows, 7), 7);
    assertThat(request.rows()).isEqualTo(300);
    assertThat(request.values()).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2|line 1 has not the 3 values that the model expects",
        "1,2,3;1,2,3,4|line 2 has not the 3 values that the model expects",
        "1,x,3|line 1, field 2 is no number",
        "1,2,1e39|line 1, field 3 is beyond the range of a float",
        "1,2,inf|line 1, field 3 is no number",
        "1,2,3;;1,2,3|line 2 has not the 3 values that the model expects",
        "<html>|line 1 has not the 3 values that the model expects"
      })
  void saysWhereABodyIsWrong(String body, String message) {
    assertThatThrownBy(() -> parse(body.replace(';', '\n'), 3)).hasMessage(message);
  }

  @Test
  void refusesAnEmptyBody() {
    assertThatThrownBy(() -> parse(" \n", 3)).hasMessage("the body is empty");
  }
}
