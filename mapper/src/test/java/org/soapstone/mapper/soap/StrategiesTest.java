package org.soapstone.mapper.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.Duel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;

class StrategiesTest {
  private final ToySpace space = ToySpace.network(64);
  private final Machine four = Machines.named("p100").firstProcessors(4);

  private static OperatorConfig config(
      String strategy, ToySpace space, Machine machine, String operator) {
    return Strategies.named(strategy, space, machine).configurations(space, machine).get(operator);
  }

  private static void check(ParallelConfig config, List<Integer> degrees, int tiles) {
    assertThat(config.degrees().asList()).isEqualTo(degrees);
    assertThat(config.tiles()).isEqualTo(tiles);
    for (int t = 0; t < tiles; t++) {
      assertThat(config.processors().get(t)).isEqualTo(t);
    }
  }

  @Test
  void dataParallelSplitsSamplesAndUpdates() {
    OperatorConfig conv = config("data-parallel", space, four, "conv1");
    check(conv.compute(), List.of(4, 1, 1), 4);
    check(conv.update().orElseThrow(), List.of(4, 1), 4);
    check(config("data-parallel", space, four, "pool1").compute(), List.of(4, 1), 4);
    assertThat(config("data-parallel", space, four, "pool1").update()).isEmpty();
    check(config("data-parallel", space, four, "sum").compute(), List.of(), 1);
  }

  @Test
  void shortDimensionsAreSplitAsFarAsTheyGo() {
    ToySpace three = ToySpace.network(3);
    check(config("data-parallel", three, four, "conv1").compute(), List.of(3, 1, 1), 3);
    Machine sixteen = Machines.named("p100");
    OperatorConfig conv = config("data-parallel", space, sixteen, "conv1");
    check(conv.update().orElseThrow(), List.of(1, 16), 16);
    Machine k80 = Machines.named("k80");
    check(config("data-parallel", space, k80, "conv1").update().orElseThrow(), List.of(1, 25), 25);
  }

  @Test
  void expertsSplitLinearOperatorsByChannelWhenThereAreConvolutions() {
    check(config("expert", space, four, "conv1").compute(), List.of(4, 1, 1), 4);
    check(config("expert", space, four, "fc1").compute(), List.of(1, 4, 1), 4);
    check(config("expert", space, four, "fc1").update().orElseThrow(), List.of(4), 4);
    ToySpace linear = new ToySpace("linear", List.of(space.operator("fc1")));
    check(config("expert", linear, four, "fc1").compute(), List.of(4, 1, 1), 4);
  }

  @Test
  void expertsSpreadRecurrentLayersOverANodeAndSamplesOverNodes() {
    Machine p100 = Machines.named("p100");
    List<OperatorSpace> operators = new ArrayList<>();
    for (String name : List.of("tokens", "embed/1", "lstm1/1", "lstm1/2", "lstm2/1", "out/1")) {
      String kind = name.startsWith("lstm") ? "lstm" : "linear";
      OperatorSpace fc1 = space.operator("fc1");
      operators.add(new OperatorSpace(name, kind, fc1.dimensions(), fc1.updateDimensions()));
    }
    ToySpace recurrent = new ToySpace("recurrent", operators);
    assertThat(places(recurrent, p100, "tokens")).containsExactly(0, 4, 8, 12);
    assertThat(places(recurrent, p100, "embed/1")).containsExactly(0, 4, 8, 12);
    assertThat(places(recurrent, p100, "lstm1/1")).containsExactly(1, 5, 9, 13);
    assertThat(places(recurrent, p100, "lstm1/2")).containsExactly(1, 5, 9, 13);
    assertThat(places(recurrent, p100, "lstm2/1")).containsExactly(2, 6, 10, 14);
    assertThat(places(recurrent, p100, "out/1")).containsExactly(3, 7, 11, 15);
    Machine two = p100.firstProcessors(2);
    assertThat(places(recurrent, two, "lstm1/1")).containsExactly(0);
    assertThat(places(recurrent, two, "lstm2/1")).containsExactly(1);
  }

  private static List<Integer> places(ToySpace space, Machine machine, String operator) {
    OperatorConfig config = config("expert", space, machine, operator);
    assertThat(config.compute().degrees().get(0)).isEqualTo(config.compute().processors().length());
    assertThat(config.update().orElseThrow().processors()).isEqualTo(config.compute().processors());
    return config.compute().processors().asList();
  }

  @Test
  void modelParallelismPlacesRunsOfWholeOperators() {
    int last = 0;
    for (OperatorSpace operator : space.operators()) {
      OperatorConfig config = config("model-parallel", space, four, operator.name());
      assertThat(config.compute().tiles()).isEqualTo(1);
      assertThat(config.compute().processors().get(0)).isBetween(last, 3);
      last = config.compute().processors().get(0);
      config
          .update()
          .ifPresent(
              update -> assertThat(update.processors()).isEqualTo(config.compute().processors()));
    }
    assertThat(last).isPositive();
  }

  @Test
  void aParameterServerUpdatesEachWeightInOnePlace() {
    OperatorConfig conv = config("parameter-server", space, four, "conv1");
    check(conv.compute(), List.of(4, 1, 1), 4);
    check(conv.update().orElseThrow(), List.of(1, 1), 1);
  }

  @Test
  void updatesFollowTheirComputation() {
    ParallelConfig compute =
        new ParallelConfig(
            com.google.common.primitives.ImmutableIntArray.of(2, 2, 1),
            com.google.common.primitives.ImmutableIntArray.of(0, 1, 2, 3));
    ParallelConfig update =
        Configurations.following(space.operator("fc1"), compute).update().orElseThrow();
    assertThat(update.degrees().toArray()).containsExactly(4);
    // channel 0 is at processors 0 and 2, channel 1 at 1 and 3
    assertThat(update.processors().toArray()).containsExactly(0, 2, 1, 3);
  }

  @Test
  void otherStrategiesSplitWhatTheirNameSays() {
    check(config("single", space, four, "fc1").compute(), List.of(1, 1, 1), 1);
    check(config("single", space, four, "fc1").update().orElseThrow(), List.of(1), 1);
    check(config("channel-split", space, four, "conv1").compute(), List.of(1, 1, 4), 4);
    check(config("channel-split", space, four, "conv1").update().orElseThrow(), List.of(4, 1), 4);
    check(config("channel-split", space, four, "pool1").compute(), List.of(4, 1), 4);
    check(config("height-split", space, four, "conv1").compute(), List.of(1, 4, 1), 4);
    check(config("height-split", space, four, "fc1").compute(), List.of(4, 1, 1), 4);
  }

  @Test
  void everyBuiltInStrategyFitsAndComesBackFromItsText() {
    Duel.run(
        40,
        random -> {
          ToySpace some = ToySpace.network(random.nextInt(1, 100));
          Machine machine = Machines.named("k80").firstProcessors(random.nextInt(1, 65));
          for (String name : Strategies.names()) {
            Strategy strategy = Strategies.named(name, some, machine);
            assertThat(strategy.differences(some, machine)).isEmpty();
            assertThat(Strategy.parse(strategy.toText(), "test")).isEqualTo(strategy);
          }
          Strategy strategy = Strategies.random(some, machine, random);
          assertThat(strategy.differences(some, machine)).isEmpty();
        });
  }

  @Test
  void sameSeedGivesTheSameStrategy() {
    Strategy seven = Strategies.random(space, four, 7);
    assertThat(Strategies.named("random:7", space, four)).isEqualTo(seven);
    assertThat(Strategies.named("random", space, four))
        .isEqualTo(Strategies.random(space, four, 0))
        .isNotEqualTo(seven);
  }

  @Test
  void unknownStrategyListsWhatThereIs() {
    assertThatThrownBy(() -> Strategies.named("dataparallel", space, four))
        .isInstanceOf(StrategyException.class)
        .hasMessage(
            "there is no strategy named 'dataparallel'; did you mean 'data-parallel'? built in are"
                + " data-parallel, parameter-server, expert, model-parallel, pipeline, megatron,"
                + " round-robin, single, channel-split, height-split, random");
  }
}
