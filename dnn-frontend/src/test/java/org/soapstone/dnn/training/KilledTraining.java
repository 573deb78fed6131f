package org.soapstone.dnn.training;

import java.nio.file.Path;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Adam;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.LearningRate;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.regions.FieldType;

/**
 * A training in a process of its own, to be killed: goes on from its last checkpoint, saves one
 * after every second step, and tells each step.
 */
final class KilledTraining {
  private KilledTraining() {}

  /**
   * Trains to the end.
   *
   * @param arguments the folder of checkpoints, the element type, the steps in all
   */
  public static void main(String[] arguments) {
    FieldType type = FieldType.valueOf(arguments[1]);
    StepRule rule =
        StepRule.of(Adam.decoupled(new LearningRate.Cosine(0.01, 0, 300).warmUp(10), 0.01))
            .clipNorm(1)
            .microBatches(2);
    LoweredModel model = SmallNetwork.lowered(type, 6, rule);
    try (Trainer trainer =
        SmallNetwork.trainer(model, "channel-split", TestMachines.split(2))
            .steps(Long.parseLong(arguments[2]))
            .checkpoints(Path.of(arguments[0]), 2)
            .build()) {
      System.out.println("resumed at " + trainer.resume());
      trainer.run(
          new TrainingListener() {
            @Override
            public void step(long step, long steps, BatchMetrics metrics, long nanos) {
              System.out.println("step " + step);
            }
          });
    }
  }
}
