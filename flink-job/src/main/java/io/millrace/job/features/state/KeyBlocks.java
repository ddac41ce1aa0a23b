package io.millrace.job.features.state;

import java.io.IOException;

/**
 * The state of the current key as blocks of bytes: a head, which is all that most keys have, and
 * numbered blocks beside it. Each is one value of the state backend, read and written by itself.
 */
public interface KeyBlocks {
  /** The head; null when the key has no state. */
  byte[] head() throws IOException;

  void putHead(byte[] head) throws IOException;

  void removeHead() throws IOException;

  /** A numbered block; null when there is none. */
  byte[] block(int number) throws IOException;

  void putBlock(int number, byte[] block) throws IOException;

  void removeBlock(int number) throws IOException;
}
