package io.millrace.job.quality;

import io.millrace.job.event.StageCount;
import io.millrace.record.QualityResult;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Tells the books of the run how each rule was answered. */
public final class TellVerdicts implements MapFunction<QualityResult, StageCount> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "tell-verdicts";

  private TellVerdicts() {}

  /** Attaches the stage to quality results. */
  public static DataStream<StageCount> attach(DataStream<QualityResult> results) {
    return results
        .map(new TellVerdicts())
        .returns(StageCount.class)
        .name("tell verdicts")
        .uid(UID)
        .setParallelism(results.getParallelism());
  }

  @Override
  public StageCount map(QualityResult result) {
    return StageCount.verdict(result.getRule(), result.getMetric(), result.getPassed());
  }
}
