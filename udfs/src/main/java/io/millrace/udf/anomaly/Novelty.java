package io.millrace.udf.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How new a number is to a series of numbers: the distance to the nearest earlier one, and how rare
 * a distance of that size was up to now. A number is judged first and learned afterwards.
 */
final class Novelty {
  private final KnownNumbers known = new KnownNumbers();
  private final RankHistory distances = new RankHistory();

  /** -log10 of the p-value; 0 while nothing is known. */
  double rarity(double number) {
    return known.size() == 0 ? 0 : distances.rarity(known.distance(number));
  }

  /** Counts the distance of a number that was judged. */
  void rank(double number) {
    if (known.size() > 0) {
      distances.add(known.distance(number));
    }
  }

  /** Makes a number known. */
  void learn(double number) {
    known.add(number);
  }

  /** What there is to tell of a number that was ranked, and is not known yet. */
  Anomaly tell(Anomaly.Look look, double number, double share) {
    double usual = distances.usual(share);
    return new Anomaly(
        look,
        number,
        known.least() - usual,
        known.greatest() + usual,
        known.distance(number),
        distances.total());
  }

  int ranked() {
    return distances.total();
  }

  void write(DataOutput out) throws IOException {
    known.write(out);
    distances.write(out);
  }

  void read(DataInput in) throws IOException {
    known.read(in);
    distances.read(in);
  }
}
