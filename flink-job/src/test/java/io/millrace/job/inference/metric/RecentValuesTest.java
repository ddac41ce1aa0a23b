package io.millrace.job.inference.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentValuesTest {
  private final RecentValues values = new RecentValues(100);

  @Test
  void isZeroWithoutValues() {
    assertThat(values.quantile(0.99)).isZero();
    assertThat(values.mean()).isZero();
  }

  @Test
  void answersQuantilesOfTheLastValues() {
    for (int i = 1; i <= 350; i++) {
      values.add(i);
    }
    assertThat(values.quantile(0)).isEqualTo(251);
    assertThat(values.quantile(0.5)).isEqualTo(300);
    assertThat(values.quantile(0.99)).isEqualTo(349);
    assertThat(values.quantile(1)).isEqualTo(350);
    assertThat(values.mean()).isEqualTo(300.5);
  }
}
