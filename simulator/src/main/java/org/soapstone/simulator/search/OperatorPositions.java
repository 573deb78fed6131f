package org.soapstone.simulator.search;

import java.util.Arrays;
import java.util.List;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.simulator.simulation.CriticalChain;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * To which operator the launch at each position of a step belongs. Positions do not depend on
 * configurations, so this holds for all plans of a program. Immutable.
 */
final class OperatorPositions {
  private static final int NOBODY = -1;

  private final int operators;
  private final int[] byPosition;

  private OperatorPositions(int operators, int[] byPosition) {
    this.operators = operators;
    this.byPosition = byPosition;
  }

  static OperatorPositions of(Lowering lowering, List<OperatorConfig> configurations) {
    int[] byPosition = new int[64];
    Arrays.fill(byPosition, NOBODY);
    for (int op = 0; op < configurations.size(); op++) {
      for (PlacedLaunch launch : lowering.lower(op, configurations.get(op))) {
        if (!launch.once()) {
          int old = byPosition.length;
          if (launch.position() >= old) {
            byPosition = Arrays.copyOf(byPosition, Math.max(2 * old, launch.position() + 1));
            Arrays.fill(byPosition, old, byPosition.length, NOBODY);
          }
          byPosition[launch.position()] = op;
        }
      }
    }
    return new OperatorPositions(configurations.size(), byPosition);
  }

  /** {@return the operator of a node of a single step, or −1 if it is nobody's} */
  int operator(long key) {
    return operatorAt(StructuralKey.launch(key));
  }

  /** {@return the operator of the launch at a position, or −1 if it is nobody's} */
  int operatorAt(int position) {
    return position < byPosition.length ? byPosition[position] : NOBODY;
  }

  /** {@return for each operator, how long a chain is at its nodes} */
  long[] nanosByOperator(CriticalChain chain) {
    long[] nanos = new long[operators];
    for (int i = 0; i < chain.length(); i++) {
      int operator = operator(chain.key(i));
      if (operator != NOBODY) {
        nanos[operator] += chain.endNanos(i) - chain.startNanos(i);
      }
    }
    return nanos;
  }
}
