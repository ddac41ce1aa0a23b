package io.millrace.job.quality.alert;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** What is known of something that is, or was just now, wrong. A Flink POJO. */
public class AlertState {
  public static final TypeInformation<AlertState> TYPE = Types.POJO(AlertState.class);

  /** Whether it is wrong still. */
  public boolean open;

  /** Start of the first broken window. */
  public long since;

  /** Number of broken windows. */
  public long windows;

  /** Start of the last broken window, or of the one that resolved it. */
  public long last;

  /** Start of the window of the last alert. */
  public long told;

  public AlertState() {}
}
