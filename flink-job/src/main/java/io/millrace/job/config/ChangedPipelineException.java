package io.millrace.job.config;

/**
 * The state that a job is to be restored from was made by another definition of its pipeline, and
 * cannot be kept. Nothing was read or written; the message says what changed and what to do.
 */
public final class ChangedPipelineException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private static final String REMEDY =
      "; bring the former definition back, or start without the snapshot and with the lake of the"
          + " job before (property group 'bootstrap'; of a replay, --bootstrap)";

  /**
   * @param change where, what state has, and what the pipeline asks for
   */
  public ChangedPipelineException(String change) {
    super(change + REMEDY);
  }
}
