package org.soapstone.mapper.machine;

/** The range checks that machine descriptions share; messages start with the field's path. */
final class Checks {

  private Checks() {}

  /** Rates below one a second are slips, and would make times that overflow. */
  static void atLeastOne(double rate, String path) {
    if (!(rate >= 1) || Double.isInfinite(rate)) {
      throw new MachineException(
          path + ": " + rate + " is not a usable rate; give a finite number of at least 1");
    }
  }

  static void atLeast(long least, long value, String path) {
    if (value < least) {
      throw new MachineException(
          path + ": " + value + " is too small; give a number of at least " + least);
    }
  }
}
