/**
 * What a single event must meet: conditions as written, and the verdicts that they compile to.
 * Columns are positions and constants are typed once, at start; a verdict allocates nothing.
 */
package io.millrace.job.dqdl.row;
