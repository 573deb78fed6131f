package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;
import static org.soapstone.dnn.operators.Ranges.requireAtLeastZero;
import static org.soapstone.dnn.operators.Ranges.requirePositive;
import static org.soapstone.dnn.operators.Ranges.requireSteps;

import java.io.Serializable;

/**
 * The learning rate of each step: a pure function of the step's number, so that a training that is
 * taken up again goes on with the rate it would have had, and steps that repeat are one trace.
 */
public sealed interface LearningRate extends Serializable {

  /**
   * {@return the rate of a step}
   *
   * @param step the step, from 0
   */
  double at(long step);

  /**
   * {@return this schedule with another first rate}
   *
   * @param rate greater than 0
   */
  LearningRate startingAt(double rate);

  /**
   * {@return one rate for all steps}
   *
   * @param rate greater than 0
   */
  static LearningRate constant(double rate) {
    return new Constant(rate);
  }

  /**
   * {@return this schedule after a start in which the rate grows evenly to its first value}
   *
   * @param steps how many steps the start takes; 0 for none
   */
  default LearningRate warmUp(long steps) {
    return steps == 0 ? this : new WarmUp(steps, this);
  }

  /**
   * One rate for all steps.
   *
   * @param rate greater than 0
   */
  record Constant(double rate) implements LearningRate {
    /** Checks the range. */
    public Constant {
      requirePositive("learning rate", rate);
    }

    @Override
    public LearningRate startingAt(double other) {
      return new Constant(other);
    }

    @Override
    public double at(long step) {
      return rate;
    }
  }

  /**
   * rate / (1 + decay · step).
   *
   * @param rate of the first step, greater than 0
   * @param decay at least 0
   */
  record InverseTime(double rate, double decay) implements LearningRate {
    /** Checks the ranges. */
    public InverseTime {
      requirePositive("learning rate", rate);
      requireAtLeastZero("rate decay", decay);
    }

    @Override
    public LearningRate startingAt(double other) {
      return new InverseTime(other, decay);
    }

    @Override
    public double at(long step) {
      return rate / (1 + decay * (double) step);
    }
  }

  /**
   * The rate is multiplied by a factor after every so many steps.
   *
   * @param rate of the first step, greater than 0
   * @param factor greater than 0, usually less than 1
   * @param every the steps between, at least 1
   */
  record Steps(double rate, double factor, long every) implements LearningRate {
    /** Checks the ranges. */
    public Steps {
      requirePositive("learning rate", rate);
      requirePositive("factor", factor);
      requireSteps(every);
    }

    @Override
    public LearningRate startingAt(double other) {
      return new Steps(other, factor, every);
    }

    @Override
    public double at(long step) {
      return rate * StrictMath.pow(factor, (double) Math.floorDiv(step, every));
    }
  }

  /**
   * From the first rate evenly to the last, which then stays.
   *
   * @param rate of the first step, greater than 0
   * @param last the rate in the end, at least 0
   * @param steps after how many steps it is reached, at least 1
   */
  record Linear(double rate, double last, long steps) implements LearningRate {
    /** Checks the ranges. */
    public Linear {
      requirePositive("learning rate", rate);
      requireAtLeastZero("last learning rate", last);
      requireSteps(steps);
    }

    @Override
    public LearningRate startingAt(double other) {
      return new Linear(other, last, steps);
    }

    @Override
    public double at(long step) {
      return rate + (last - rate) * ((double) Math.min(step, steps) / steps);
    }
  }

  /**
   * From the first rate to the last along half a cosine (Loshchilov and Hutter, "SGDR", ICLR 2017),
   * which then stays.
   *
   * @param rate of the first step, greater than 0
   * @param last the rate in the end, at least 0
   * @param steps after how many steps it is reached, at least 1
   */
  record Cosine(double rate, double last, long steps) implements LearningRate {
    /** Checks the ranges. */
    public Cosine {
      requirePositive("learning rate", rate);
      requireAtLeastZero("last learning rate", last);
      requireSteps(steps);
    }

    @Override
    public LearningRate startingAt(double other) {
      return new Cosine(other, last, steps);
    }

    @Override
    public double at(long step) {
      double share = (double) Math.min(step, steps) / steps;
      return last + (rate - last) * (1 + StrictMath.cos(Math.PI * share)) / 2;
    }
  }

  /**
   * Grows evenly to another schedule's first rate, which that schedule's first step has; then
   * follows it.
   *
   * @param steps how many steps that takes, at least 1
   * @param then the schedule, whose steps are counted from there
   */
  record WarmUp(long steps, LearningRate then) implements LearningRate {
    /** Checks the ranges. */
    public WarmUp {
      requireSteps(steps);
      requireNonNull(then, "then");
    }

    @Override
    public LearningRate startingAt(double other) {
      return new WarmUp(steps, then.startingAt(other));
    }

    @Override
    public double at(long step) {
      return step < steps
          ? then.at(0) * ((double) (step + 1) / (steps + 1))
          : then.at(step - steps);
    }
  }
}
