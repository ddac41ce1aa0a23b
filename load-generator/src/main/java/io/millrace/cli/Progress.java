package io.millrace.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on the terminal; nothing at all where nobody looks, as in a pipe or a log. */
public final class Progress implements AutoCloseable {
  /** Set by the script millrace when its standard error is a terminal; Java 11 cannot tell. */
  private static final String INTERACTIVE = "millrace.interactive";

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /** A bar when a terminal is attached. */
  public static Progress of(String task, String unit, long steps) {
    return Boolean.getBoolean(INTERACTIVE) ? new Progress(bar(task, unit, steps)) : none();
  }

  /** Shows nothing. */
  public static Progress none() {
    return new Progress(null);
  }

  private static ProgressBar bar(String task, String unit, long steps) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(steps)
        .setUnit(' ' + unit, 1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .clearDisplayOnFinish()
        .build();
  }

  /** How far the work has come. */
  public void stepTo(long step) {
    if (bar != null) {
      bar.stepTo(step);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
