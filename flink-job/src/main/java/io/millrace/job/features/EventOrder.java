package io.millrace.job.features;

import io.millrace.job.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** The order of events: by time, equal times by identity. */
final class EventOrder {
  static final Comparator<Event> BY_TIME_AND_ID =
      Comparator.comparingLong(Event::timeMillis).thenComparing(EventOrder::compareIds);

  private EventOrder() {}

  /** Numbers by value, texts by their UTF-8 bytes. */
  private static int compareIds(Event a, Event b) {
    if (a.hasNumericId() && b.hasNumericId()) {
      return Long.compare(a.idNumber(), b.idNumber());
    }
    return Arrays.compareUnsigned(
        a.id().getBytes(StandardCharsets.UTF_8), b.id().getBytes(StandardCharsets.UTF_8));
  }
}
