package io.millrace.cli.size;

/** What the platform is to be sized for, and the figures of one unit of each part. */
final class SizeInput {
  /** Events a second. */
  final double rate;

  /** Payload of an event. */
  final int bytes;

  /** Share of its capacity that a part may be loaded with, above 0 and at most 1. */
  final double use;

  /** Share of the events that are scored. */
  final double scored;

  final int retentionHours;
  final int keepDays;

  /** E.g. {@code ml.m5.large}. */
  final String instance;

  /** E.g. {@code ra3.xlplus}. */
  final String node;

  final Measured eventsPerKpu;
  final Measured scoresPerInstance;
  final Measured copyRate;
  final Measured rowBytes;

  SizeInput(
      SizeCommand.Load load,
      SizeCommand.Choice choice,
      Measured eventsPerKpu,
      Measured scoresPerInstance,
      Measured copyRate,
      Measured rowBytes) {
    this.rate = load.rate;
    this.bytes = load.bytes;
    this.use = choice.use;
    this.scored = load.scored;
    this.retentionHours = choice.retentionHours;
    this.keepDays = choice.keepDays;
    this.instance = choice.instance;
    this.node = choice.node;
    this.eventsPerKpu = eventsPerKpu;
    this.scoresPerInstance = scoresPerInstance;
    this.copyRate = copyRate;
    this.rowBytes = rowBytes;
  }
}
