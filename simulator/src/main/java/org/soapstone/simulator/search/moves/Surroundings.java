package org.soapstone.simulator.search.moves;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.soap.ConfigSpace;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/**
 * What moves know of a program besides the plan: how its operators hang together and which are
 * alike. Immutable and thread-safe.
 *
 * @param spaces the configurations of each operator, in order
 * @param neighbours for each operator, the others that touch one of its tensors, ascending
 * @param layers for each operator, itself and the others of its kind, dimensions and number of
 *     neighbours, ascending: a layer and its repetitions
 * @param processors the number of processors
 */
public record Surroundings(
    List<ConfigSpace> spaces,
    List<ImmutableIntArray> neighbours,
    List<ImmutableIntArray> layers,
    int processors) {

  /** Copies the lists. */
  public Surroundings {
    spaces = List.copyOf(spaces);
    neighbours = List.copyOf(neighbours);
    layers = List.copyOf(layers);
  }

  private record Likeness(
      String kind, List<Dimension> dimensions, List<Dimension> updateDimensions, int neighbours) {}

  /**
   * {@return the surroundings of a program's operators}
   *
   * @param operators the operators, in order
   * @param neighbours for each of them the others that touch one of its tensors, ascending
   * @param processors the number of processors
   */
  public static Surroundings of(
      List<OperatorSpace> operators, List<ImmutableIntArray> neighbours, int processors) {
    Map<Likeness, List<Integer>> alike = new LinkedHashMap<>();
    List<Likeness> likenesses = new ArrayList<>();
    for (int op = 0; op < operators.size(); op++) {
      OperatorSpace operator = operators.get(op);
      Likeness likeness =
          new Likeness(
              operator.kind(),
              operator.dimensions(),
              operator.updateDimensions(),
              neighbours.get(op).length());
      likenesses.add(likeness);
      alike.computeIfAbsent(likeness, _ -> new ArrayList<>()).add(op);
    }
    return new Surroundings(
        operators.stream().map(operator -> new ConfigSpace(operator, processors)).toList(),
        neighbours,
        likenesses.stream().map(likeness -> ImmutableIntArray.copyOf(alike.get(likeness))).toList(),
        processors);
  }

  OperatorSpace operator(int op) {
    return spaces.get(op).operator();
  }

  int size() {
    return spaces.size();
  }
}
