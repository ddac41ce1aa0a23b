package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartialWindowsTest {

  /** Heap that a group takes after its first event. */
  static long bytesOfAGroup(PipelineFiles files) {
    Pipeline pipeline = Pipeline.of(files);
    return 300
        + WindowStatistics.heapBytes(
            new WindowStatistics(pipeline.quality(), pipeline.layout()).empty());
  }

  @Test
  void holdsNoMoreThanTwiceItsBoundHoweverManyValuesAndGroups() throws Exception {
    PipelineFiles files =
        Readings.grouped(
            "Rules = [ Uniqueness \"id\" > 0.9, DistinctValuesCount \"celsius\" > 1 ]");
    Pipeline pipeline = Pipeline.of(files);
    WindowStatistics statistics = new WindowStatistics(pipeline.quality(), pipeline.layout());
    int bound = 1 << 20;
    PartialWindows windows =
        new PartialWindows(pipeline.quality(), 0, pipeline.layout(), 50, bound);
    List<QualityPartial> partials = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      windows.add(Readings.event(pipeline, i / 1000, "s" + i % 200, (double) i), partials::add);
    }
    int early = partials.size();
    windows.flush(partials::add);
    long held = 0;
    for (QualityPartial partial : partials.subList(early, partials.size())) {
      held += WindowStatistics.heapBytes(statistics.read(partial.statistics));
    }
    assertThat(early).isPositive();
    assertThat(held).isLessThan(2 * bound);
    assertThat(partials.stream().mapToLong(partial -> partial.events).sum()).isEqualTo(60_000);
  }
}
