package io.millrace.job.tracing;

import io.millrace.job.event.EventTrace;
import io.millrace.udf.scalar.Hash;
import java.util.Locale;

/**
 * The spans of a traced event, each once. The id of a span follows from its trace and its name: the
 * stages tell of an event in different processes, and need not ask each other; a stage that does
 * its work again after a failure tells of the same span again.
 */
enum SpanName {
  /** From the record's arrival in the stream until it is an event; the parent of the others. */
  DECODE,

  /** Until the features are there: what it waited for its turn, too. */
  FEATURES,

  /** Until it is scored: the gathering of its batch, and the call of the model. */
  BATCH,

  /** The commit that made the event's row visible in the lake. */
  COMMIT,

  /** The transaction that brought the row into the warehouse. */
  LOAD;

  private final long salt = Hash.of(name());

  /** How receivers see it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Id of this span in a trace; never 0, which is no id. */
  long idIn(EventTrace trace) {
    long id = Hash.of(trace.high() ^ Hash.of(trace.low() ^ salt));
    return id == 0 ? 1 : id;
  }
}
