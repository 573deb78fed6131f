package org.soapstone.simulator.search.moves;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.LayeredSpace;
import org.soapstone.simulator.TestMachines;
import org.soapstone.simulator.search.Change;

class GuidedMovesTest {
  private static final long SEED = Long.getLong("soapstone.seed", 53);

  /** A plan whose loads and critical chain are made up. */
  private record View(List<OperatorConfig> configurations, RandomGenerator random, int processors)
      implements PlanView {
    @Override
    public long[] taskNanos() {
      return random.longs(processors, 0, 1000).toArray();
    }

    @Override
    public long[] workNanos() {
      return random.longs(configurations.size(), 0, 1000).toArray();
    }

    @Override
    public long[] criticalNanos() {
      return random.longs(configurations.size(), 0, 3).toArray();
    }
  }

  /** Neighbours in a row, with a fork from the first operator. */
  private static List<ImmutableIntArray> neighbours(int operators) {
    List<ImmutableIntArray> neighbours = new ArrayList<>();
    for (int op = 0; op < operators; op++) {
      int[] near =
          op == 0
              ? java.util.stream.IntStream.range(1, operators - 1).toArray()
              : op == operators - 1
                  ? java.util.stream.IntStream.range(1, operators - 1).toArray()
                  : new int[] {0, operators - 1};
      neighbours.add(ImmutableIntArray.copyOf(near));
    }
    return neighbours;
  }

  @Test
  void everyMoveGivesALegalStrategyAndChangesSomething() {
    for (int processors : new int[] {1, 2, 3, 4, 7, 16}) {
      SearchSpace space = new LayeredSpace(6, 5, 3);
      Machine machine = TestMachines.split(processors, 1 << 24);
      List<OperatorSpace> operators = space.operators();
      GuidedMoves moves =
          new GuidedMoves(Surroundings.of(operators, neighbours(operators.size()), processors));
      SplittableRandom random = new SplittableRandom(SEED);
      List<OperatorConfig> plan =
          new ArrayList<>(
              Strategies.named("data-parallel", space, machine)
                  .configurations(space, machine)
                  .values());
      for (int i = 0; i < 3000; i++) {
        List<Change> changes = moves.draw(new View(plan, random, processors), random);
        for (Change change : changes) {
          assertThat(change.configuration())
              .as("seed %d, draw %d", SEED, i)
              .isNotEqualTo(plan.set(change.operator(), change.configuration()));
        }
        moves.learn(random.nextBoolean());
        Map<String, OperatorConfig> byName = new LinkedHashMap<>();
        for (int op = 0; op < operators.size(); op++) {
          byName.put(operators.get(op).name(), plan.get(op));
        }
        assertThat(Strategy.of(space, machine, "", byName).differences(space, machine))
            .as("seed %d, draw %d", SEED, i)
            .isEmpty();
      }
    }
  }

  @Test
  void branchesEndWhereWaysJoin() {
    Branches branches = new Branches(neighbours(5));
    assertThat(branches.forks()).containsExactly(List.of(List.of(1), List.of(2), List.of(3)));
    assertThat(Branches.parts(branches.forks().getFirst(), 2, new long[] {0, 5, 9, 5, 0}))
        .containsExactly(1, 0, 1);
  }
}
