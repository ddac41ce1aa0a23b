package io.millrace.cli.bench.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class InferenceCurveTest {
  private static InferenceCurve curve() {
    InferenceCurve curve = new InferenceCurve();
    curve.add(new InferenceCurve.Point(1, 1_500, 12.5, 30.04));
    curve.add(new InferenceCurve.Point(128, 60_000, 20.25, 35.12));
    return curve;
  }

  @Test
  void isWrittenAsCsv() {
    assertThat(curve().toCsv())
        .isEqualTo(
            """
            batch_records,events_per_second,times_single,p99_ms_at_half_load,p99_bound_ms
            1,1500,1.0,12.50,30.04
            128,60000,40.0,20.25,35.12
            """);
  }

  @Test
  void isDrawnWithThreeLinesOfAPointForEachSize() throws Exception {
    Element svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(CurvePicture.of(curve()))))
            .getDocumentElement();
    NodeList lines = svg.getElementsByTagName("polyline");
    assertThat(lines.getLength()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      String[] points = ((Element) lines.item(i)).getAttribute("points").split(" ");
      assertThat(points).hasSize(2);
    }
    // Higher throughput stands higher, where y is smaller.
    String[] throughput = ((Element) lines.item(0)).getAttribute("points").split("[ ,]");
    assertThat(Double.parseDouble(throughput[3])).isLessThan(Double.parseDouble(throughput[1]));
  }
}
