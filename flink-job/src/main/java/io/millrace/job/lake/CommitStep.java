package io.millrace.job.lake;

/**
 * The steps by which rows reach the lake and the warehouse, in their order. Wherever a process dies
 * between them, each row arrives once.
 */
public enum CommitStep {
  /** The checkpoint is complete; none of its files is visible. */
  BEFORE_FILES("before the file commit"),

  /** Some of its files are visible, others are not. */
  BETWEEN_FILES("between two files"),

  /** All of its files are visible, and nothing notes them for the warehouse yet. */
  AFTER_FILES("after the files, before their manifest"),

  /**
   * The commit is done, but state does not know it: the checkpoint that it belongs to still has the
   * files as pending, and a job that is restored from it commits them again.
   */
  BEFORE_TOLD("after the commit, before the checkpoint is told"),

  /** The warehouse's ledger is locked, and lacks the files. */
  BEFORE_COPY("before COPY"),

  /** The transaction holds the rows and the ledger's entries; nobody else sees them. */
  AFTER_COPY("after COPY, before its commit"),

  /** The rows are in the warehouse, and their manifest still waits. */
  AFTER_COPY_COMMIT("after COPY's commit, before the manifest moves");

  private final String words;

  CommitStep(String words) {
    this.words = words;
  }

  /** What it says in tables, e.g. {@code between two files}. */
  public String words() {
    return words;
  }
}
