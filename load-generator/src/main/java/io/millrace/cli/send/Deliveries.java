package io.millrace.cli.send;

import io.millrace.cli.UserException;

/** What a target tells of the events that it got, from any thread. */
public interface Deliveries {
  /**
   * The target has taken an event for good. Told once for each event, unless it failed.
   *
   * @param shard where it lies now; null where there is no such thing
   * @param sequence its place there; null likewise
   */
  void delivered(Outgoing event, String shard, String sequence);

  /** The target gave an event up. Told once for each event, unless it was delivered. */
  void failed(Outgoing event, Failure failure);

  /** A shard, or whatever else refuses, refused an event for load. */
  void throttled(Outgoing event, String shard);

  /** An event is sent again. */
  void retried(Outgoing event);

  /** Nothing further can be sent, e.g. because the stream was deleted. */
  void abort(UserException why);
}
