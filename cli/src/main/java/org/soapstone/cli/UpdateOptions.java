package org.soapstone.cli;

import java.util.List;
import org.soapstone.dnn.operators.Adam;
import org.soapstone.dnn.operators.LearningRate;
import org.soapstone.dnn.operators.Optimizer;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.StepRule;
import picocli.CommandLine.Option;

/** How weights are updated: the rule, its learning rates, and what becomes of gradients before. */
final class UpdateOptions {
  private static final double MOMENTUM = 0.9;
  private static final double ADAM_RATE = 1e-3;
  private static final double DECOUPLED_DECAY = 0.01;
  private static final List<String> RULES = List.of("sgd", "nesterov", "adam", "adamw");

  @Option(
      names = "--optimizer",
      paramLabel = "RULE",
      description = "sgd, nesterov, adam or adamw (default: the model's own).")
  private String rule;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "The learning rate of the first step (default: the model's own; for adam 0.001).")
  private Double rate;

  @Option(
      names = "--schedule",
      paramLabel = "S",
      description =
          "constant; linear or cosine, to zero at the end; or step:F:N, times F every N steps"
              + " (default: the model's own).")
  private String schedule;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "0",
      description = "First let the learning rate grow for N steps (default: ${DEFAULT-VALUE}).")
  private long warmUp;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      description = "The momentum of sgd and nesterov (default: the model's own, else 0.9).")
  private Double momentum;

  @Option(
      names = "--decay",
      paramLabel = "D",
      description = "The weight decay (default: the model's own; for adamw 0.01).")
  private Double decay;

  @Option(
      names = "--clip",
      paramLabel = "C",
      description = "Scale gradients down to a global norm of at most C (default: no clipping).")
  private Double clip;

  @Option(
      names = "--micro-batches",
      paramLabel = "N",
      defaultValue = "1",
      description = "Sum gradients over N batches before each update (default: ${DEFAULT-VALUE}).")
  private int microBatches;

  /** {@return the batches of a step} */
  int microBatches() {
    return microBatches;
  }

  /**
   * {@return what a step does with gradients}
   *
   * @param own the model's own rule
   * @param steps the steps of the training, over which schedules run
   * @throws IllegalArgumentException if an option is out of its range or does not fit the rule
   */
  StepRule rule(Optimizer own, long steps) {
    if (warmUp < 0 || warmUp >= steps) {
      throw new IllegalArgumentException(
          "--warm-up %d: the training has %d steps; give a number from 0 to %d"
              .formatted(warmUp, steps, steps - 1));
    }
    StepRule plain = StepRule.of(optimizer(own, steps)).microBatches(microBatches);
    return clip == null ? plain : plain.clipNorm(clip);
  }

  private Optimizer optimizer(Optimizer own, long steps) {
    if (rule == null) {
      return switch (own) {
        case Sgd sgd -> sgd(sgd, sgd.nesterov(), steps);
        case Adam adam -> adam(adam, steps);
      };
    }
    Sgd like = own instanceof Sgd sgd ? sgd : new Sgd(own.rate(), MOMENTUM, false, 0);
    LearningRate usual = own instanceof Adam ? own.rate() : LearningRate.constant(ADAM_RATE);
    return switch (rule) {
      case "sgd" -> sgd(like, false, steps);
      case "nesterov" -> sgd(like, true, steps);
      case "adam" -> adam(Adam.of(usual), steps);
      case "adamw" -> adam(Adam.decoupled(usual, DECOUPLED_DECAY), steps);
      default ->
          throw new IllegalArgumentException(
              "--optimizer '%s': there is no such rule; take one of %s"
                  .formatted(rule, String.join(", ", RULES)));
    };
  }

  private Sgd sgd(Sgd usual, boolean nesterov, long steps) {
    return new Sgd(
        rates(usual.rate(), steps),
        momentum == null ? usual.momentum() : momentum,
        nesterov,
        decay == null ? usual.decay() : decay);
  }

  private Adam adam(Adam usual, long steps) {
    if (momentum != null) {
      throw new IllegalArgumentException(
          "--momentum is of sgd and nesterov; leave it out for " + usual.kind());
    }
    return new Adam(
        rates(usual.rate(), steps),
        usual.beta1(),
        usual.beta2(),
        usual.epsilon(),
        decay == null ? usual.decay() : decay,
        usual.decoupled());
  }

  private LearningRate rates(LearningRate usual, long steps) {
    double first = rate == null ? usual.at(0) : rate;
    LearningRate told =
        schedule == null ? usual.startingAt(first) : scheduled(first, steps - warmUp);
    return told.warmUp(warmUp);
  }

  private LearningRate scheduled(double first, long steps) {
    String[] words = schedule.split(":", -1);
    try {
      if (words.length == 3 && words[0].equals("step")) {
        return new LearningRate.Steps(
            first, Double.parseDouble(words[1]), Long.parseLong(words[2]));
      }
    } catch (NumberFormatException e) {
      throw unknownSchedule();
    }
    return switch (schedule) {
      case "constant" -> LearningRate.constant(first);
      case "linear" -> new LearningRate.Linear(first, 0, steps);
      case "cosine" -> new LearningRate.Cosine(first, 0, steps);
      default -> throw unknownSchedule();
    };
  }

  private IllegalArgumentException unknownSchedule() {
    return new IllegalArgumentException(
        "--schedule '%s': there is no such schedule; take constant, linear, cosine or step:F:N"
            .formatted(schedule));
  }
}
