package io.millrace.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.sideoutput.SideOutputs;
import io.millrace.job.testing.StageHarness;
import io.millrace.job.testing.TestPipelines;
import io.millrace.record.SideRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeEventsTest {
  private static final PipelineFiles FILES =
      TestPipelines.of(
          "pipeline: p\n"
              + "event: {schema: event.avsc, format: json, id: id, time: at, ordering: 5s}\n",
          TestPipelines.record(
              TestPipelines.field("id", "\"string\""), TestPipelines.field("at", "\"long\"")));
  private static final long START = 1_700_000_000_000L;

  private final EventDecoder decoder = EventDecoder.forReplay(FILES);
  private OneInputStreamOperatorTestHarness<RawEvent, Event> stage;
  private long ordinal;

  @BeforeEach
  void open() throws Exception {
    stage = stage(null);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void sendsEventsOnWithTheTimestampOfTheirTime() throws Exception {
    send(event("a", 0), "f");
    StreamRecord<? extends Event> record = stage.extractOutputStreamRecords().get(0);
    assertThat(record.getTimestamp()).isEqualTo(START);
    assertThat(record.getValue().id()).isEqualTo("a");
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void putsTheBytesAndOriginOfWhatIsNoEventIntoADeadLetter() throws Exception {
    send("{\"id\": \"a\"", "f");
    assertThat(stage.extractOutputValues()).isEmpty();
    SideRecord letter = deadLetters().get(0);
    assertThat(letter.getPayload())
        .isEqualTo(ByteBuffer.wrap("{\"id\": \"a\"".getBytes(StandardCharsets.UTF_8)));
    assertThat(letter.getReason()).isEqualTo("TRUNCATED");
    assertThat(letter.getStage()).isEqualTo("decode");
    assertThat(letter.getPipeline()).isEqualTo("p");
    assertThat(letter.getOriginStream()).isEqualTo("in");
    assertThat(letter.getOriginShard()).isEqualTo("f");
    assertThat(letter.getOriginSequence()).isEqualTo("0");
    assertThat(letter.getArrivalTime()).isEqualTo(Instant.ofEpochMilli(77));
    assertThat(letter.getEventId()).isNull();
    assertThat(letter.getEventTime()).isNull();
    assertThat(letter.getRules()).isEmpty();
    assertThat(letter.getPipelineHash()).isEqualTo(FILES.hash());
  }

  @Test
  void passesOnWhatTheSourceFoundUnreadable() throws Exception {
    RawEvent raw =
        RawEvent.unreadable(
            new byte[] {1, 2},
            Origin.ofFile("in", "f", 3, 77),
            DeadLetterReason.DAMAGED_BLOCK,
            "the block at byte 9 is damaged");
    stage.processElement(raw, 0);
    assertThat(deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.getReason()).isEqualTo("DAMAGED_BLOCK");
              assertThat(letter.getMessage()).isEqualTo("the block at byte 9 is damaged");
              assertThat(letter.getOriginSequence()).isEqualTo("3");
            });
  }

  @Test
  void countsRecordsBytesAndDeadLettersAndTellsItsPositionsAheadOfEachCheckpoint()
      throws Exception {
    send(event("a", 0), "f");
    send("nonsense", "f");
    stage.prepareSnapshotPreBarrier(1);
    int bytes = event("a", 0).length() + "nonsense".length();
    assertThat(counted())
        .containsExactlyInAnyOrder(
            "read +2", "deadLettered +1", "bytes +" + bytes, "POSITION f +2");
  }

  @Test
  void marksEventsThatAreLateWithinTheirShard() throws Exception {
    assertThat(isLate("a", 10_000, "f")).isFalse();
    assertThat(isLate("b", 5_000, "f")).isFalse();
    assertThat(isLate("c", 4_999, "f")).isTrue();
    assertThat(isLate("d", 0, "g")).as("another shard").isFalse();
  }

  @Test
  void aDeadLetterMakesNoEventLate() throws Exception {
    String ahead = event("a", 4_102_444_800_000L - START);
    send(ahead, "f");
    assertThat(deadLetters()).hasSize(1);
    assertThat(isLate("b", 0, "f")).isFalse();
  }

  @Test
  void knowsTheHighestTimesOfBeforeARestart() throws Exception {
    isLate("a", 10_000, "f");
    isLate("b", 20_000, "g");
    restart();
    assertThat(isLate("c", 4_999, "f")).isTrue();
    assertThat(isLate("d", 5_000, "f")).isFalse();
    restart();
    assertThat(isLate("e", 14_999, "g")).as("a shard that the last run did not read").isTrue();
  }

  private void restart() throws Exception {
    OperatorSubtaskState state = stage.snapshot(1, 1);
    stage.close();
    stage = stage(state);
  }

  private boolean isLate(String id, long time, String shard) throws Exception {
    send(event(id, time), shard);
    List<Event> events = stage.extractOutputValues();
    return events.get(events.size() - 1).isLate();
  }

  private static String event(String id, long time) {
    return "{\"id\": \"%s\", \"at\": %d}".formatted(id, START + time);
  }

  private void send(String json, String shard) throws Exception {
    Origin origin = Origin.ofFile("in", shard, ordinal++, 77);
    byte[] payload = json.getBytes(StandardCharsets.UTF_8);
    stage.processElement(RawEvent.of(payload, origin, decoder), 0);
  }

  private List<SideRecord> deadLetters() {
    return side(SideOutputs.DEAD_LETTERS);
  }

  private List<String> counted() {
    return side(SideOutputs.COUNTS).stream().map(Object::toString).toList();
  }

  private <T> List<T> side(OutputTag<T> tag) {
    var records = stage.getSideOutput(tag);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  private OneInputStreamOperatorTestHarness<RawEvent, Event> stage(OperatorSubtaskState restored)
      throws Exception {
    return StageHarness.of(
        new RawEventTypeInfo(decoder), records -> DecodeEvents.attach(records, FILES), restored);
  }
}
