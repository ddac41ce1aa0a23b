package io.millrace.job.sideoutput;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RulesetVersion;
import io.millrace.record.SideRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a refused record into its envelope. */
public final class SideRecords {
  /** Stage name of dead letters. */
  public static final String DECODE = "decode";

  private static final Pattern REDRIVE_FOLDER = Pattern.compile("redrive=(\\d{1,6})");

  private SideRecords() {}

  /** The dead letter of a record that did not decode. */
  public static SideRecord deadLetter(Pipeline pipeline, RawEvent raw) {
    return envelope(pipeline, null, raw.payload(), raw.origin())
        .setStage(DECODE)
        .setReason(raw.decoded().reason().name())
        .setMessage(raw.decoded().message())
        .setRules(List.of())
        .build();
  }

  /**
   * The envelope of an event that a stage refuses.
   *
   * @param reason code from a fixed set
   * @param message what was wrong, without any value of the event
   * @param rules every row rule that the event broke, as written
   */
  public static SideRecord of(
      Pipeline pipeline,
      Event event,
      String stage,
      String reason,
      String message,
      List<String> rules) {
    return envelope(pipeline, event.ruleset(), event.payload(), event.origin())
        .setStage(stage)
        .setReason(reason)
        .setMessage(message)
        .setRules(rules)
        .setEventId(event.id())
        .setEventTime(Instant.ofEpochMilli(event.timeMillis()))
        .build();
  }

  private static SideRecord.Builder envelope(
      Pipeline pipeline, RulesetVersion ruleset, byte[] payload, Origin origin) {
    return SideRecord.newBuilder()
        .setPipeline(pipeline.name())
        .setPayload(ByteBuffer.wrap(payload))
        .setOriginStream(origin.stream())
        .setOriginShard(origin.shard())
        .setOriginSequence(origin.sequence())
        .setArrivalTime(Instant.ofEpochMilli(origin.arrivalMillis()))
        .setPipelineHash(pipeline.hash())
        .setRulesetHash(ruleset == null ? pipeline.quality().ruleset().hash() : ruleset.hash)
        .setRedriveCount(redriveCount(origin));
  }

  /** Records that are sent back through files stand in a folder that tells how often. */
  private static int redriveCount(Origin origin) {
    String folder = origin.stream().substring(origin.stream().lastIndexOf('/') + 1);
    Matcher count = REDRIVE_FOLDER.matcher(folder);
    return count.matches() ? Integer.parseInt(count.group(1)) : 0;
  }
}
