package io.millrace.job.sideoutput;

import io.millrace.job.event.StageCount;
import io.millrace.record.SideRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.util.OutputTag;

/** The side outputs of the stream: what leaves it before its end, and what it counts. */
public final class SideOutputs {
  /** Records that could not be decoded. */
  public static final OutputTag<SideRecord> DEAD_LETTERS =
      new OutputTag<>("dead-letters", new AvroTypeInfo<>(SideRecord.class));

  /** Events that break a row rule. */
  public static final OutputTag<SideRecord> QUARANTINED =
      new OutputTag<>("quarantined", new AvroTypeInfo<>(SideRecord.class));

  /** What each stage counted since its last report. */
  public static final OutputTag<StageCount> COUNTS =
      new OutputTag<>("counts", TypeInformation.of(StageCount.class));

  private SideOutputs() {}
}
