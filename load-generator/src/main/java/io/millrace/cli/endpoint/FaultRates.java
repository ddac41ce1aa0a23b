package io.millrace.cli.endpoint;

import io.millrace.cli.UserException;

/** Shares of the requests that meet a fault, each between 0 and 1 and together at most 1. */
public final class FaultRates {
  public static final FaultRates NONE = new FaultRates(0, 0, 0);

  private final double throttle;
  private final double error;
  private final double hang;

  private FaultRates(double throttle, double error, double hang) {
    this.throttle = throttle;
    this.error = error;
    this.hang = hang;
  }

  /**
   * @param throttle share that is refused for load (429)
   * @param error share that fails (503)
   * @param hang share that is never answered
   * @throws UserException when a rate is no share
   */
  public static FaultRates of(double throttle, double error, double hang) {
    if (!(throttle >= 0 && error >= 0 && hang >= 0 && throttle + error + hang <= 1)) {
      throw new UserException(
          "fault rates must be shares from 0 to 1 that add up to at most 1, got throttle "
              + throttle
              + ", error "
              + error
              + ", hang "
              + hang);
    }
    return new FaultRates(throttle, error, hang);
  }

  /** What happens to a request for which this number, from 0 to below 1, was drawn. */
  Fate fate(double draw) {
    if (draw < throttle) {
      return Fate.THROTTLE;
    }
    if (draw < throttle + error) {
      return Fate.FAIL;
    }
    return draw < throttle + error + hang ? Fate.HANG : Fate.SERVE;
  }

  /** What happens to a request. */
  enum Fate {
    SERVE,
    THROTTLE,
    FAIL,
    HANG
  }
}
