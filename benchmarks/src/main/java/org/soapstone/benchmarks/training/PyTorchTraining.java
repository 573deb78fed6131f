package org.soapstone.benchmarks.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Training by PyTorch, in a process of its own; see the module {@code peer}. */
final class PyTorchTraining implements TrainingSystem {
  private static final long END_SECONDS = 10;

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;
  private final Path log;

  /**
   * Starts the process.
   *
   * @param jars the folder that it runs from
   * @param network the folder of {@link PeerFiles}
   * @param threads how many threads compute
   */
  PyTorchTraining(Path jars, Path network, int threads) {
    log = network.resolve("peer.log");
    try {
      var builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              "-XX:+UseSerialGC",
              "-cp",
              jars.resolve("*").toString(),
              "org.soapstone.peer.Main",
              network.toString(),
              Integer.toString(threads));
      builder.environment().put("OPT_OUT_TRACKING", "true");
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
      process = builder.redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException("PyTorch's process does not start", e);
    }
    answers = process.inputReader(StandardCharsets.UTF_8);
    questions = process.outputWriter(StandardCharsets.UTF_8);
    expect("ready", read());
  }

  private void expect(String wanted, String found) {
    if (!wanted.equals(found)) {
      throw failed("it answered '%s' where '%s' was due".formatted(found, wanted));
    }
  }

  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public double firstLoss() {
    return Double.parseDouble(ask("loss"));
  }

  @Override
  public long stepNanos(int steps) {
    return Long.parseLong(ask("steps " + steps));
  }

  private String ask(String question) {
    try {
      questions.write(question);
      questions.write('\n');
      questions.flush();
    } catch (IOException e) {
      throw failed(e.getMessage());
    }
    return read();
  }

  private String read() {
    String line;
    try {
      line = answers.readLine();
    } catch (IOException e) {
      throw failed(e.getMessage());
    }
    if (line == null) {
      throw failed("it has ended");
    }
    return line;
  }

  private IllegalStateException failed(String why) {
    String said = Files.exists(log) ? PeerFiles.tail(log) : "";
    close();
    return new IllegalStateException(
        "PyTorch's process: %s; its last words: %s".formatted(why, said));
  }

  /** Ends the process: its input ends, and if that does not suffice it is killed. */
  @Override
  public void close() {
    try {
      questions.close();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
