package io.millrace.job.features.tile;

/**
 * Goes through a tree from its oldest to its newest contributions, divided by cuts, the newest of
 * which is number 0. Segment s lies between cut s + 1, which is not in it, and cut s, which is;
 * what is before the oldest cut or behind the newest belongs to no segment.
 */
interface Fold {
  /** Number of rows at or before a cut. */
  int upperBound(EventKeys keys, int cut);

  /**
   * Is given rows of a leaf; for each cut that divides a leaf those before it, also when there are
   * none.
   *
   * @param segment one that there is or one next to them
   * @param upToEnd whether they end with the newest cut
   */
  void addRows(Leaf leaf, int from, int to, int segment, boolean upToEnd);

  /** Is given whole children of a node, of a segment that there is or one next to them. */
  void addSummaries(Summaries summaries, int from, int to, int segment);

  /**
   * Is told when the leaf to the right of one that cuts divide begins, or a time before. What it is
   * told last of a cut is the nearest.
   */
  void beginNext(int newestCut, int oldestCut, long time);
}
