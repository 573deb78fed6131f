package org.soapstone.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The process: answers each line that it reads with a line. */
public final class Main {
  private static final String STEPS = "steps ";

  private Main() {}

  /**
   * Runs until the input ends.
   *
   * @param arguments the folder that holds the network, and the number of threads
   * @throws IOException if the folder or the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    // These must be set before the engine is loaded.
    System.setProperty("ai.djl.pytorch.num_threads", arguments[1]);
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Network network = Network.read(Path.of(arguments[0]))) {
      say("ready");
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        if (line.equals("loss")) {
          say(Float.toString(network.loss()));
        } else if (line.startsWith(STEPS)) {
          int steps = Integer.parseInt(line.substring(STEPS.length()));
          long start = System.nanoTime();
          for (int step = 0; step < steps; step++) {
            network.step();
          }
          say(Long.toString(System.nanoTime() - start));
        } else {
          throw new IllegalArgumentException("'" + line + "' is neither 'loss' nor 'steps N'");
        }
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
