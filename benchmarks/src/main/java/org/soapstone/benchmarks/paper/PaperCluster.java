package org.soapstone.benchmarks.paper;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.soapstone.mapper.machine.Cluster;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;

/**
 * The paper's two clusters. Their memories have no end, since the paper's system knows of no
 * capacity.
 */
public enum PaperCluster {
  /** 4 nodes of 4 P100. */
  P100(16),
  /** 16 nodes of 4 K80. */
  K80(64);

  private static final long ENDLESS_BYTES = 1L << 50;
  private final int devices;

  PaperCluster(int devices) {
    this.devices = devices;
  }

  /** {@return the name of the machine} */
  public String machineName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the numbers of GPUs of the paper's curves: the powers of two from 1 on} */
  public List<Integer> deviceCounts() {
    return IntStream.iterate(1, count -> count <= devices, count -> 2 * count).boxed().toList();
  }

  /**
   * {@return the first GPUs of the cluster}
   *
   * @param count how many
   * @param bandwidths of its links
   */
  Machine machine(int count, Bandwidths bandwidths) {
    Cluster cluster =
        cluster()
            .withBandwidths(
                bandwidths.withinNodeBytesPerSecond(), bandwidths.betweenNodesBytesPerSecond())
            .withMemoryBytes(ENDLESS_BYTES);
    return Machine.of(machineName(), CopyEngine.DMA, cluster).firstProcessors(count);
  }

  /**
   * The built-in rule, but with one way into and out of each GPU also where peers are joined pair
   * by pair: the curves fall from 2 to 4 GPUs of a node, so transfers to one GPU share something.
   */
  private Cluster cluster() {
    return Machines.named(machineName()).cluster().orElseThrow().withSharedPeers();
  }

  /** {@return the bandwidths of the built-in machine} */
  Bandwidths nominal() {
    Cluster cluster = cluster();
    double within =
        cluster
            .peers()
            .map(Cluster.Peers::bytesPerSecond)
            .orElseGet(() -> cluster.hostBus().orElseThrow().bytesPerSecond());
    return new Bandwidths(within, cluster.network().orElseThrow().bytesPerSecond());
  }

  /**
   * The bandwidths of a cluster's links.
   *
   * @param withinNodeBytesPerSecond between two GPUs of a node
   * @param betweenNodesBytesPerSecond between two nodes
   */
  public record Bandwidths(double withinNodeBytesPerSecond, double betweenNodesBytesPerSecond) {}
}
