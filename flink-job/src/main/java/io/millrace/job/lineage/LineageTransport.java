package io.millrace.job.lineage;

import io.openlineage.client.OpenLineage.RunEvent;
import java.io.IOException;
import java.io.Serializable;

/** Where lineage events go. Used by one thread at a time; travels to the operators. */
public interface LineageTransport extends Serializable, AutoCloseable {
  /**
   * Hands one event over; on return the receiver has it.
   *
   * @throws IOException when the receiver does not take it; the message carries no secrets
   */
  void emit(RunEvent event) throws IOException;

  /** Lets go of connections; a later {@link #emit} opens them again. */
  @Override
  default void close() throws IOException {}
}
