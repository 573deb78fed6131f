package org.soapstone.benchmarks.paper;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What to compute of the paper's tables.
 *
 * @param networks which networks
 * @param clusters which clusters
 * @param mostDevices leaves out larger numbers of GPUs, at least 1
 * @param budget how long to search for each strategy
 * @param seed all that is random follows from it
 */
public record PaperOptions(
    List<PaperNetwork> networks,
    List<PaperCluster> clusters,
    int mostDevices,
    Duration budget,
    long seed) {

  /** Copies the lists and checks the ranges. */
  public PaperOptions {
    networks = List.copyOf(networks);
    clusters = List.copyOf(clusters);
    requireNonNull(budget, "budget");
    if (networks.isEmpty() || clusters.isEmpty()) {
      throw new IllegalArgumentException(
          "networks %s on clusters %s; name at least one of each".formatted(networks, clusters));
    }
    if (mostDevices < 1) {
      throw new IllegalArgumentException("at most " + mostDevices + " devices; give at least 1");
    }
    if (budget.isNegative()) {
      throw new IllegalArgumentException("a budget of " + budget + "; give at least 0 seconds");
    }
  }

  /** {@return the numbers of GPUs of a cluster's curves, as far as they are wanted} */
  List<Integer> deviceCounts(PaperCluster cluster) {
    return cluster.deviceCounts().stream().filter(count -> count <= mostDevices).toList();
  }
}
