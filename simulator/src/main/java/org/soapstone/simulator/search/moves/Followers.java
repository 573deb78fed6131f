package org.soapstone.simulator.search.moves;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.soapstone.mapper.soap.Configurations;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.ParallelConfig;

/** Operators that are best split and placed like another: those without weights. */
public final class Followers {
  private Followers() {}

  /**
   * {@return for each operator, the one that it follows: itself if it has weights, else what its
   * first earlier neighbour follows; the first later one's if it has none}
   *
   * @param operators the operators, in order
   * @param neighbours for each of them the others that it passes data to or from, ascending
   */
  public static int[] leaders(List<OperatorSpace> operators, List<ImmutableIntArray> neighbours) {
    int[] leaders = new int[operators.size()];
    for (int op = 0; op < leaders.length; op++) {
      ImmutableIntArray near = neighbours.get(op);
      boolean leads = operators.get(op).updates() || near.isEmpty() || near.get(0) > op;
      leaders[op] = leads ? op : leaders[near.get(0)];
    }
    for (int op = leaders.length - 1; op >= 0; op--) {
      int leader = leaders[op];
      ImmutableIntArray near = neighbours.get(leader);
      if (!operators.get(leader).updates() && !near.isEmpty() && near.get(0) > leader) {
        leaders[op] = leaders[near.get(0)];
      }
    }
    return leaders;
  }

  /**
   * {@return the configuration of a follower, or of the leader itself}
   *
   * @param operator the operator
   * @param leader the operator that it follows
   * @param compute how that is split and placed
   */
  public static OperatorConfig like(
      OperatorSpace operator, OperatorSpace leader, ParallelConfig compute) {
    if (operator.equals(leader)) {
      return Configurations.following(operator, compute);
    }
    ImmutableIntArray degrees =
        Splits.like(operator.dimensions(), leader.dimensions(), compute.degrees());
    int tiles = Splits.tiles(degrees);
    return Configurations.following(
        operator, new ParallelConfig(degrees, compute.processors().subArray(0, tiles)));
  }
}
