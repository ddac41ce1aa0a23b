package io.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;

class InterruptsTest {
  @Test
  @Timeout(20)
  void noteASignalInsteadOfEndingTheProcess() throws Exception {
    try (Interrupts interrupts = Interrupts.note()) {
      assertThat(interrupts.isInterrupted()).isFalse();

      Signal.raise(new Signal("TERM"));

      while (!interrupts.isInterrupted()) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }
}
