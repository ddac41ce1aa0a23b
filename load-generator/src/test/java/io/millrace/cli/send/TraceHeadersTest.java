package io.millrace.cli.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceHeadersTest {
  private static final long TIME = 1_780_000_000_999L;

  @Test
  void aShareOfTheEventsNamesATraceOfItsOwnAndIsOtherwiseTheSame() throws Exception {
    TraceHeaders headers = new TraceHeaders(0.1, 7);
    Set<String> traces = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      byte[] event = ("{\"n\":" + i + "}").getBytes(UTF_8);
      byte[] sent = headers.on(event, TIME);
      if (sent == event) {
        continue;
      }
      JsonNode read = new ObjectMapper().readTree(sent);
      assertThat(read.path("n").asInt()).isEqualTo(i);
      assertThat(read.path(TraceHeaders.FIELD).asText())
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
          .startsWith("00-" + Long.toHexString(TIME / 1000))
          .doesNotContain("-0000000000000000-");
      traces.add(read.path(TraceHeaders.FIELD).asText());
    }
    assertThat(traces).hasSizeBetween(150, 250);
  }

  @Test
  void whatIsNoObjectStaysAsItIs() {
    TraceHeaders headers = new TraceHeaders(1, 7);
    for (String payload : new String[] {"", "{", "{}", "[1]", "no JSON"}) {
      byte[] event = payload.getBytes(UTF_8);
      assertThat(headers.on(event, TIME)).isSameAs(event);
    }
  }
}
