package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DatasetNameTest {
  @Test
  void namesFilesAndObjects() {
    assertThat(DatasetName.ofPath("/out/my lake")).hasToString("file /out/my lake");
    assertThat(DatasetName.ofPath("file:///out/lake")).hasToString("file /out/lake");
    assertThat(DatasetName.ofPath("s3://bucket/a/b")).hasToString("s3://bucket a/b");
  }

  @Test
  void namesStreamsByTheirArn() {
    assertThat(DatasetName.ofStream("arn:aws:kinesis:eu-west-1:123456789012:stream/payments"))
        .hasToString("arn:aws:kinesis:eu-west-1:123456789012 stream/payments");
    assertThatThrownBy(() -> DatasetName.ofStream("payments"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("arn:aws:kinesis:REGION:ACCOUNT:stream/NAME, got payments");
  }

  @Test
  void namesTablesWithoutCredentials() {
    assertThat(
            DatasetName.ofTable(
                "jdbc:redshift://c1.abc.us-east-1.redshift.amazonaws.com:5439/dev?password=x", "t"))
        .hasToString("redshift://c1.us-east-1:5439 dev.public.t");
    assertThat(
            DatasetName.ofTable(
                "jdbc:redshift://wg.1234.us-gov-west-1.redshift-serverless.amazonaws.com/dev;UID=u",
                "t"))
        .hasToString("redshift://wg.us-gov-west-1:5439 dev.public.t");
    assertThat(DatasetName.ofTable("jdbc:redshift://localhost:5555/dev", "t"))
        .hasToString("redshift://localhost:5555 dev.public.t");
    assertThat(DatasetName.ofTable("jdbc:duckdb:/out/w.duckdb", "t"))
        .hasToString("duckdb:/out/w.duckdb t");
  }
}
