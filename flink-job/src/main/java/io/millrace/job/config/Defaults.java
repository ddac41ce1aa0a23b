package io.millrace.job.config;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** What a pipeline file means where it says nothing, and the bounds of what it may say. */
final class Defaults {
  /** {@code event.ordering}: features are computed in the order of arrival. */
  static final Duration ORDERING = Duration.ZERO;

  /** {@code event.max-ahead}. */
  static final Duration MAX_AHEAD = Duration.ofHours(1);

  /** {@code event.max-bytes}: what a Kinesis record holds at most by default. */
  static final int MAX_BYTES = 1 << 20;

  /** {@code event.time.zone}. */
  static final ZoneId ZONE = ZoneOffset.UTC;

  /** {@code deduplicate}: never. */
  static final Duration DEDUPLICATE = Duration.ZERO;

  /** {@code lateness}. */
  static final Duration LATENESS = Duration.ofDays(1);

  /** {@code quality.window}. */
  static final Duration QUALITY_WINDOW = Duration.ofMinutes(1);

  /** {@code quality.allowed-lateness}. */
  static final Duration ALLOWED_LATENESS = Duration.ofMinutes(1);

  /** {@code features[].delay}. */
  static final Duration DELAY = Duration.ZERO;

  /** {@code inference.batch.records}. */
  static final int BATCH_RECORDS = 128;

  /** {@code inference.batch.delay}. */
  static final Duration BATCH_DELAY = Duration.ofMillis(10);

  /** {@code inference.batch.bytes}. */
  static final int BATCH_BYTES = 1 << 20;

  /** {@code inference.timeout}. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** {@code inference.order}: as they are scored. */
  static final InferenceSpec.Order ORDER = InferenceSpec.Order.UNORDERED;

  /** {@code inference.concurrency}. */
  static final int CONCURRENCY = 16;

  static final int MOST_CONCURRENCY = 256;

  /** {@code inference.compare.threshold}. */
  static final double SCORE_THRESHOLD = 0.5;

  /** {@code inference.compare.tolerance}. */
  static final double SCORE_TOLERANCE = 0.1;

  /** {@code lake.partition-by}. */
  static final List<String> PARTITION_BY = List.of("dt", "hour");

  /** {@code lake.writers}: as many as what comes for a partition needs; more no job has. */
  static final int MOST_WRITERS = 1024;

  /**
   * {@code lake.file-size}: large enough for what reads the lake, small enough for COPY to divide.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/redshift/latest/dg/c_best-practices-use-multiple-files.html">
   *     Loading data files</a>
   */
  static final long LAKE_FILE_BYTES = 128L << 20;

  static final long LEAST_FILE_BYTES = 64L << 10;

  static final int MOST_FILE_BYTES = 1 << 30;

  /** Longest window, delay or other duration: a year and what is late of it. */
  static final Duration LONGEST = Duration.ofDays(400);

  /**
   * How far back a feature may look, its delay and its window together: for as long as the engine
   * keeps events, {@code lateness} apart, and a job without state reads them again from the lake.
   */
  static final Duration RETENTION = LONGEST;

  /** Shortest duration that is not zero. */
  static final Duration SHORTEST = Duration.ofMillis(1);

  /** Longest record that may be allowed. */
  static final int MOST_BYTES = 64 << 20;

  static final int MOST_BATCH_RECORDS = 10_000;

  /**
   * Longest request that an endpoint takes.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html">
   *     InvokeEndpoint</a>
   */
  static final int MOST_BATCH_BYTES = 6 << 20;

  /** Longest that an endpoint's container may take to answer; same source. */
  static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

  /** Digits of a decimal that the warehouse and the lake hold. */
  static final int MOST_PRECISION = 38;

  private Defaults() {}
}
