package io.millrace.job.lineage;

import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.accumulators.SimpleAccumulator;

/** Shows the {@link RunDetails} of a job to whoever runs it; there is one, of one subtask. */
public final class DetailsAccumulator implements SimpleAccumulator<RunDetails> {
  private static final long serialVersionUID = 1L;

  private volatile RunDetails details = new RunDetails();

  /** Shows these details, which nobody changes any more. */
  @Override
  public void add(RunDetails value) {
    details = value;
  }

  @Override
  public RunDetails getLocalValue() {
    return details;
  }

  @Override
  public void resetLocal() {
    details = new RunDetails();
  }

  @Override
  public void merge(Accumulator<RunDetails, RunDetails> other) {
    RunDetails sum = details.copy();
    other.getLocalValue().rows().forEach(sum::add);
    details = sum;
  }

  @Override
  public Accumulator<RunDetails, RunDetails> clone() {
    DetailsAccumulator clone = new DetailsAccumulator();
    clone.details = details;
    return clone;
  }
}
