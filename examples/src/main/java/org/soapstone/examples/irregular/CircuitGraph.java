package org.soapstone.examples.irregular;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A random electric circuit: nodes, and wires from one node to another.
 *
 * <p>Nodes are dealt to the pieces in order, in equal numbers. A wire starts in its own piece and,
 * {@value #PERCENT_WITHIN} times in a hundred, ends there too, as in Legion's circuit; else it ends
 * anywhere. The arrays are the graph's own: they are read, not written.
 *
 * @param pieces the number of pieces
 * @param nodePiece for each node its piece
 * @param wireIn for each wire the node where it starts
 * @param wireOut for each wire the node where it ends
 * @param capacitance for each node its capacitance, in farads
 * @param voltage for each node its voltage in the beginning
 * @param resistance for each wire its resistance, in ohms
 * @param inductance for each wire its inductance, in henrys
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; never compared
public record CircuitGraph(
    int pieces,
    int[] nodePiece,
    int[] wireIn,
    int[] wireOut,
    double[] capacitance,
    double[] voltage,
    double[] resistance,
    double[] inductance) {

  /** How many wires in a hundred are sure to stay in their piece. */
  public static final int PERCENT_WITHIN = 95;

  /**
   * {@return a random circuit, the same for the same arguments}
   *
   * @param nodes the number of nodes, at least {@code pieces}
   * @param wires the number of wires
   * @param pieces the number of pieces, at least 1
   * @param seed fixes everything random
   */
  public static CircuitGraph random(int nodes, int wires, int pieces, long seed) {
    if (pieces < 1 || nodes < pieces || wires < 0) {
      throw new IllegalArgumentException(
          "%d nodes and %d wires in %d pieces; give each piece at least one node"
              .formatted(nodes, wires, pieces));
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[] nodePiece = new int[nodes];
    int[] cuts = BlockedGrid.evenCuts(nodes, pieces);
    for (int piece = 0; piece < pieces; piece++) {
      Arrays.fill(nodePiece, cuts[piece], cuts[piece + 1], piece);
    }
    int[] in = new int[wires];
    int[] out = new int[wires];
    for (int wire = 0; wire < wires; wire++) {
      int piece = (int) ((long) wire * pieces / wires);
      in[wire] = random.nextInt(cuts[piece], cuts[piece + 1]);
      out[wire] =
          random.nextInt(100) < PERCENT_WITHIN
              ? random.nextInt(cuts[piece], cuts[piece + 1])
              : random.nextInt(nodes);
    }
    return new CircuitGraph(
        pieces,
        nodePiece,
        in,
        out,
        random.doubles(nodes, 1, 2).toArray(),
        random.doubles(nodes, -1, 1).toArray(),
        random.doubles(wires, 1, 10).toArray(),
        random.doubles(wires, 0.1, 1).toArray());
  }

  /** {@return the number of nodes} */
  public int nodes() {
    return nodePiece.length;
  }

  /** {@return the number of wires} */
  public int wires() {
    return wireIn.length;
  }
}
