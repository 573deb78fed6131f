package org.soapstone.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.explaining.Explainer;

/**
 * For everybody who wonders why something is copied, or has to wait: {@link Stencil}, explained.
 *
 * <p>What to learn: a runtime that is given an <i>explainer</i> answers, while the program runs,
 * why data is moved and why one node waits for another; what the explainer knows can be written to
 * a file, and asked later with {@code soapstone graph why}.
 */
public final class ExplainedStencil {
  private ExplainedStencil() {}

  /** {@return an explainer of a plate on which heat spreads} */
  static Explainer run(Machine machine, int side, int tilesPerSide, int stepCount) {
    Explainer explainer = new Explainer();
    try (var runtime = Runtime.builder(machine, HeatTasks.REGISTRY).explainer(explainer).build()) {
      Stencil program = new Stencil(runtime.regions(), side, tilesPerSide, stepCount);
      program.launches().forEach(runtime::launch);
    }
    return explainer;
  }

  /**
   * Runs a small plate on this machine, with a memory for each processor, and then answers
   * questions on standard input, one a line: {@code 5.0/0.0}, or {@code 4.0 2.0}.
   *
   * @param arguments a file for the reasons, if they are to be kept
   * @throws IOException if standard input cannot be read or the file not be written
   */
  public static void main(String[] arguments) throws IOException {
    Explainer explainer = run(Machines.named("local-split"), 64, 2, 4);
    if (arguments.length > 0) {
      explainer.record().write(Path.of(arguments[0]));
    } else {
      var questions =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      explainer.answerAll(questions, System.out::println);
    }
  }
}
