package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelinePlanTest {

  @ParameterizedTest
  @ValueSource(strings = {"payments", "fraud-handbook", "online-retail", "metrics-nab"})
  void plansEveryBuiltInPipelineAsWrittenDown(String name) throws IOException {
    Pipeline pipeline = Pipeline.of(Pipelines.open(name));

    String[] plan = PipelinePlan.of(pipeline).split("\n", 2);

    assertThat(plan[0]).isEqualTo("Pipeline " + name + " " + pipeline.hash());
    assertThat(plan[1]).isEqualTo(resource(name + ".plan.txt"));
  }

  @Test
  void plansAPipelineThatComputesNothing() {
    assertThat(PipelinePlan.of(Folder.withSections("deduplicate: 1h").read()))
        .contains("drop duplicates  by identity  at most 1h apart\n")
        .contains("validate         each event   0 row rules\n");
    assertThat(PipelinePlan.of(Folder.withSections("").read())).doesNotContain("drop duplicates");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PipelinePlanTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
