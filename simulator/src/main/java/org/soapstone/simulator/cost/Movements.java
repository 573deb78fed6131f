package org.soapstone.simulator.cost;

import java.util.Optional;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.simulator.cost.CostTable.RuntimeCosts;
import org.soapstone.simulator.simulation.MovementTimes;
import org.soapstone.tasks.graph.NodeKind;

/**
 * How long data moves: as measured, where processors move it and that was measured, else by the
 * machine's figures.
 */
record Movements(MovementTimes figures, Optional<RuntimeCosts> measured) {

  long nanos(NodeKind kind, int sourceMemory, int targetMemory, long bytes) {
    if (measured.isEmpty() || figures.machine().copyEngine() != CopyEngine.PROCESSOR) {
      return figures.nanos(kind, sourceMemory, targetMemory, bytes);
    }
    RuntimeCosts costs = measured.get();
    MovementCurve curve =
        switch (kind) {
          case COPY -> costs.copy();
          case FOLD -> costs.fold();
          case FILL -> costs.fill();
          case TASK, JOIN ->
              throw new IllegalArgumentException(
                  "a " + kind + " moves no data; ask only about COPY, FOLD and FILL");
        };
    return costs.nodeNanos() + curve.at(bytes);
  }
}
