package io.millrace.udf.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Means and co-moments of the events in which two columns both have a number, for their
 * correlation. Updated about the running means and merged pairwise, so that numbers far from zero
 * cancel nothing.
 *
 * <p>NaN and infinite numbers make the correlation NaN, as do numbers 1e154 or more apart.
 *
 * <p>Source: P. Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and
 * Arbitrary-Order Statistical Moments", Sandia Report SAND2008-6212 (2008), 3.1.
 */
public final class Pairs implements Statistic {
  private long count;
  private double meanX;
  private double meanY;
  private double squaresX;
  private double squaresY;
  private double products;

  /** Adds the numbers of one event; events in which one is null are left out. */
  public void update(double x, double y) {
    count++;
    double fromX = x - meanX;
    double fromY = y - meanY;
    meanX += fromX / count;
    meanY += fromY / count;
    squaresX += fromX * (x - meanX);
    squaresY += fromY * (y - meanY);
    products += fromX * (y - meanY);
  }

  /** Pearson's correlation; NaN where a column does not vary, or there is no event. */
  public double correlation() {
    if (count == 0 || squaresX == 0 || squaresY == 0) {
      return Double.NaN;
    }
    // The root of each: their product may lie beyond what a double holds.
    double correlation = products / Math.sqrt(squaresX) / Math.sqrt(squaresY);
    return Double.isNaN(correlation) ? Double.NaN : Math.max(-1, Math.min(1, correlation));
  }

  @Override
  public void merge(Statistic other) {
    Pairs pairs = (Pairs) other;
    if (pairs.count == 0) {
      return;
    }
    double all = (double) count + pairs.count;
    double apartX = pairs.meanX - meanX;
    double apartY = pairs.meanY - meanY;
    double share = pairs.count / all;
    double weight = count * share;
    squaresX += pairs.squaresX + apartX * apartX * weight;
    squaresY += pairs.squaresY + apartY * apartY * weight;
    products += pairs.products + apartX * apartY * weight;
    meanX += apartX * share;
    meanY += apartY * share;
    count += pairs.count;
  }

  @Override
  public int heapBytes() {
    return 64;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out);
    StateFormat.writeCount(count, out);
    out.writeDouble(meanX);
    out.writeDouble(meanY);
    out.writeDouble(squaresX);
    out.writeDouble(squaresY);
    out.writeDouble(products);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion("Pairs", in);
    count = StateFormat.readCount(in);
    meanX = in.readDouble();
    meanY = in.readDouble();
    squaresX = in.readDouble();
    squaresY = in.readDouble();
    products = in.readDouble();
  }
}
