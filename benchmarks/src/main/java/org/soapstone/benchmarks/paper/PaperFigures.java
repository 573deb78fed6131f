package org.soapstone.benchmarks.paper;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The paper's own figures, read from the files beside this class; each file names its source.
 * Immutable.
 */
final class PaperFigures {
  private final List<List<String>> figure6 = rows("figure6.csv");
  private final List<List<String>> table5 = rows("table5.csv");

  /**
   * Seconds of a search.
   *
   * @param full with full simulation
   * @param delta with delta simulation
   */
  record SearchSeconds(double full, double delta) {}

  /**
   * {@return the samples a second for each GPU of figure 6; empty where it has no point}
   *
   * @param network the network
   * @param cluster the cluster
   * @param strategy {@code data-parallel}, {@code expert} or {@code flexflow}
   * @param devices the number of GPUs, a power of two
   */
  OptionalDouble samplesPerSecond(
      PaperNetwork network, PaperCluster cluster, String strategy, int devices) {
    int column = 3 + Integer.numberOfTrailingZeros(devices);
    return figure6.stream()
        .filter(row ->
            row.subList(0, 3).equals(List.of(network.title(), cluster.machineName(), strategy)))
        .filter(row -> column < row.size())
        .mapToDouble(row -> Double.parseDouble(row.get(column)))
        .findFirst();
  }

  /** {@return the numbers of GPUs of table 5} */
  List<Integer> searchDevices() {
    return table5.stream().map(row -> Integer.valueOf(row.get(1))).distinct().toList();
  }

  /** {@return how long the paper's search took} */
  SearchSeconds searchSeconds(PaperNetwork network, int devices) {
    return table5.stream()
        .filter(row -> row.subList(0, 2).equals(List.of(network.title(), "" + devices)))
        .map(row ->
            new SearchSeconds(Double.parseDouble(row.get(2)), Double.parseDouble(row.get(3))))
        .findFirst()
        .orElseThrow();
  }

  private static List<List<String>> rows(String file) {
    try {
      return Resources.readLines(
              Resources.getResource(PaperFigures.class, file), StandardCharsets.UTF_8)
          .stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Splitter.on(',').splitToList(line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
