package io.millrace.job.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.EventTrace;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceRuleTest {
  private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final PipelineFiles files = TracedPipeline.files("{ field: header, sample: 0.05 }");
  private final TraceRule rule = rule(files);

  private static TraceRule rule(PipelineFiles files) {
    return new TraceRule(Pipeline.of(files).tracing().orElseThrow());
  }

  private boolean isTraced(String id, String header) {
    return rule.isTraced(TracedPipeline.event(files, id, header, 1));
  }

  @Test
  void theProducersDecisionCounts() {
    for (int i = 0; i < 200; i++) {
      assertThat(isTraced("e" + i, SAMPLED)).isTrue();
      assertThat(EventTrace.hex(rule.high()) + EventTrace.hex(rule.low()))
          .isEqualTo("0af7651916cd43dd8448eb211c80319c");
      assertThat(EventTrace.hex(rule.parent())).isEqualTo("b7ad6b7169203331");
      assertThat(isTraced("e" + i, SAMPLED.replaceAll("01$", "00"))).isFalse();
    }
  }

  @Test
  void whereTheProducerDecidesNothingTheHashOfTheIdentityDoesAndTheIdIsTheProducers() {
    int without = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean drawn = isTraced("e" + i, null);
      without += drawn ? 1 : 0;
      assertThat(isTraced("e" + i, "no header")).isEqualTo(drawn);
      assertThat(isTraced("e" + i, "Root=1-5759e988-bd862e3fe1be46a994272793")).isEqualTo(drawn);
      if (drawn) {
        assertThat(EventTrace.hex(rule.low())).isEqualTo("e1be46a994272793");
      }
    }
    assertThat(without).as("of 20,000, at a share of 0.05").isBetween(880, 1_120);
  }

  @Test
  void anIdBeginsWithTheSecondOfArrivalAndIsOneForEachDelivery() {
    PipelineFiles all = TracedPipeline.files("{ sample: 1 }");
    TraceRule everyOne = rule(all);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      for (int delivery = 0; delivery < 2; delivery++) {
        assertThat(everyOne.isTraced(TracedPipeline.event(all, "e" + i, null, 10L * i + delivery)))
            .isTrue();
        assertThat(everyOne.high() >>> 32).isEqualTo(TracedPipeline.ARRIVAL_MILLIS / 1000);
        assertThat(everyOne.parent()).isZero();
        ids.add(EventTrace.hex(everyOne.high()) + EventTrace.hex(everyOne.low()));
      }
    }
    assertThat(ids).hasSize(10_000);
  }

  @Test
  void aShareOfNothingTracesNothing() {
    PipelineFiles none = TracedPipeline.files("{ field: header }");
    TraceRule fieldAlone = rule(none);
    for (int i = 0; i < 1_000; i++) {
      assertThat(fieldAlone.isTraced(TracedPipeline.event(none, "e" + i, null, i))).isFalse();
    }
    assertThat(fieldAlone.isTraced(TracedPipeline.event(none, "e", SAMPLED, 1))).isTrue();
  }

  @Test
  void spansOfATraceHaveIdsOfTheirOwn() {
    Set<Long> ids = new HashSet<>();
    for (SpanName name : SpanName.values()) {
      ids.add(name.idIn(new EventTrace(1, 2, 0)));
      ids.add(name.idIn(new EventTrace(2, 1, 0)));
      assertThat(name.idIn(new EventTrace(1, 2, 7)))
          .as("whenever it is asked")
          .isEqualTo(name.idIn(new EventTrace(1, 2, 9)));
    }
    assertThat(ids).hasSize(2 * SpanName.values().length);
  }
}
