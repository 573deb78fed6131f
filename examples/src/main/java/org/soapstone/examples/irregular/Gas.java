package org.soapstone.examples.irregular;

/**
 * Euler's equations for a gas, as {@link MiniAero} and its plain loops use them.
 *
 * <p>A state is five numbers: density, momentum along three axes, energy, each for a unit of
 * volume.
 */
final class Gas {
  /** The numbers of a state. */
  static final int COMPONENTS = 5;

  private static final int ENERGY = 4;
  private static final double GAMMA = 1.4;

  /** What flows in where it does. */
  private static final double[] INFLOW = {1.0, 0.1, 0.0, 0.0, 2.5};

  private Gas() {}

  /**
   * What passes through a face from one state to another, for each unit of area and time (Rusanov):
   * the mean of both states' flows, less what their difference spreads at the speed of sound.
   *
   * <p>Seen from the other side it is the same with the sign turned, to the last bit.
   *
   * @param left the state on the left
   * @param right the state on the right
   * @param direction where the right is: the axis along which it rises, or 3 more than that along
   *     which it falls
   * @param flux gets the answer
   */
  static void flux(double[] left, double[] right, int direction, double[] flux) {
    int axis = direction % AeroMesh.AXES;
    double sign = direction < AeroMesh.AXES ? 1 : -1;
    double speed = Math.max(speed(left, axis), speed(right, axis));
    double leftVelocity = left[1 + axis] / left[0];
    double rightVelocity = right[1 + axis] / right[0];
    double leftPressure = pressure(left);
    double rightPressure = pressure(right);
    for (int c = 0; c < COMPONENTS; c++) {
      double fromLeft = left[c] * leftVelocity;
      double fromRight = right[c] * rightVelocity;
      if (c == 1 + axis) {
        fromLeft += leftPressure;
        fromRight += rightPressure;
      } else if (c == ENERGY) {
        fromLeft += leftPressure * leftVelocity;
        fromRight += rightPressure * rightVelocity;
      }
      flux[c] = 0.5 * (sign * (fromLeft + fromRight) - speed * (right[c] - left[c]));
    }
  }

  private static double pressure(double[] state) {
    double kinetic =
        0.5 * (state[1] * state[1] + state[2] * state[2] + state[3] * state[3]) / state[0];
    return (GAMMA - 1) * (state[ENERGY] - kinetic);
  }

  private static double speed(double[] state, int axis) {
    return Math.abs(state[1 + axis] / state[0]) + Math.sqrt(GAMMA * pressure(state) / state[0]);
  }

  /** Makes the state that stands beyond a face without a right cell. */
  static void beyond(AeroMesh.Kind kind, double[] left, int direction, double[] right) {
    System.arraycopy(left, 0, right, 0, COMPONENTS);
    switch (kind) {
      case INFLOW -> System.arraycopy(INFLOW, 0, right, 0, COMPONENTS);
      case EXTRAPOLATE -> {}
      case NO_SLIP -> {
        for (int axis = 0; axis < AeroMesh.AXES; axis++) {
          right[1 + axis] = -right[1 + axis];
        }
      }
      case TANGENT -> right[1 + direction % AeroMesh.AXES] *= -1;
      case INTERIOR, BORDER ->
          throw new IllegalArgumentException("a face of kind " + kind + " has a right cell");
    }
  }
}
