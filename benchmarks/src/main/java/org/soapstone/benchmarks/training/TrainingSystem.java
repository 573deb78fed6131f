package org.soapstone.benchmarks.training;

/** A system that trains one network on one batch. Belongs to one thread. */
interface TrainingSystem extends AutoCloseable {

  /** {@return the name in the table} */
  String name();

  /** {@return the loss with the weights that training starts from} Asked for first, once. */
  double firstLoss();

  /**
   * {@return the wall time of some training steps, in nanoseconds}
   *
   * @param steps how many, at least 1
   */
  long stepNanos(int steps);

  @Override
  void close();
}
