package org.soapstone.mapper.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.soapstone.mapper.Duel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;

class StrategyTest {
  private static final String TEXT =
      """
      {
        "format": "soapstone-strategy/1",
        "model": "toy",
        "machine": "p100",
        "operators": {
          "sum": {"processors": [3]},
          "conv1": {"degrees": {"sample": 2, "height": 1, "channel": 3}, "processors": [0, 1, 2, 3, 0, 1],
                    "update": {"degrees": {"channel": 2}, "processors": [0, 1]}},
          "pool1": {"degrees": {"height": 3}, "processors": [2, 1, 0]},
          "fc1": {"degrees": {"channel": 2}, "processors": [1, 0], "update": {"processors": [3]}}
        }
      }
      """;

  private final ToySpace space = ToySpace.network(64);
  private final Machine machine = Machines.named("p100").firstProcessors(4);

  private static Strategy parse(String text) {
    return Strategy.parse(text, "strategy file s.json");
  }

  @Test
  void omittedDegreesAreOne() {
    Map<String, OperatorConfig> configs = parse(TEXT).configurations(space, machine);
    assertThat(configs.keySet()).containsExactly("conv1", "pool1", "fc1", "sum");
    assertThat(configs.get("conv1").compute().degrees()).isEqualTo(ImmutableIntArray.of(2, 1, 3));
    assertThat(configs.get("conv1").update().orElseThrow().degrees())
        .isEqualTo(ImmutableIntArray.of(2, 1));
    assertThat(configs.get("pool1").compute().degrees()).isEqualTo(ImmutableIntArray.of(1, 3));
    assertThat(configs.get("pool1").compute().processors())
        .isEqualTo(ImmutableIntArray.of(2, 1, 0));
    assertThat(configs.get("sum").compute().tiles()).isEqualTo(1);
  }

  @Test
  void orderOfOperatorsIsKept() {
    assertThat(parse(TEXT).operators().keySet()).containsExactly("sum", "conv1", "pool1", "fc1");
    assertThat(parse(parse(TEXT).toText()).operators().keySet())
        .containsExactly("sum", "conv1", "pool1", "fc1");
  }

  @Test
  void textIsOneOperatorToALine() {
    Strategy strategy =
        Strategies.named("single", new ToySpace("one", List.of(space.operator("fc1"))), machine);
    assertThat(strategy.toText())
        .isEqualTo(
            """
            {
              "format": "soapstone-strategy/1",
              "model": "one",
              "modelFingerprint": "%s",
              "machine": "p100",
              "machineFingerprint": "%s",
              "costs": "",
              "microBatches": 1,
              "operators": {
                "fc1": {"degrees": {"sample": 1, "channel": 1, "input": 1}, "processors": [0], \
            "update": {"degrees": {"channel": 1}, "processors": [0]}}
              }
            }\
            """
                .formatted(strategy.modelFingerprint(), machine.fingerprint()));
  }

  @Test
  void strategiesComeBackFromTheirFilesAsTheyWere(@TempDir Path folder) {
    Duel.run(
        100,
        random -> {
          Machine some = Machines.named("k80").firstProcessors(random.nextInt(1, 65));
          Strategy strategy = Strategies.random(space, some, random);
          Path file = folder.resolve("strategy.json");
          strategy.write(file);
          Strategy back = Strategy.read(file);
          assertThat(back).isEqualTo(strategy);
          assertThat(back.toText()).isEqualTo(strategy.toText());
          Map<String, OperatorConfig> configs = back.configurations(space, some);
          assertThat(Strategy.of(space, some, "", configs)).isEqualTo(strategy);
        });
    assertThatThrownBy(() -> parse(TEXT).write(folder.resolve("no/such/folder.json")))
        .isInstanceOf(StrategyException.class)
        .hasMessageContaining("it cannot be written");
    assertThatThrownBy(() -> Strategy.read(folder.resolve("none.json")))
        .isInstanceOf(StrategyException.class)
        .hasMessageContaining("there is no such file");
  }

  /** Each: a piece of the text, what takes its place, and the one difference it makes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "model": "toy"            | "model": "lenet"            | it is a strategy for model 'lenet', not 'toy'; search for one of this model
          "model": "toy"            | "model": "toy", "modelFingerprint": "0123" | its model 'toy' has fingerprint 0123, this one
          "sum": {"processors": [3]}, | `` | operator 'sum': it is missing; add it
          "sum": {"processors": [3]}, | "sum": {"processors": [3]}, "fc2": {"processors": [0]}, | operator 'fc2': the model has no such operator; did you mean 'fc1'?
          {"height": 3}             | {"heights": 3}              | operator 'pool1': there is no dimension 'heights'; choose from sample, height
          {"height": 3}, "processors": [2, 1, 0] | {"height": 6}, "processors": [2, 1, 0, 0, 0, 0] | operator 'pool1': degree 6 of dimension 'height' is larger than the dimension; give 1 to 5
          {"height": 3}             | {"height": 3, "sample": 0}  | operator 'pool1': degree 0 of dimension 'sample' is too small; give 1 to 64
          {"height": 3}             | {"height": 3, "sample": -1} | operator 'pool1': degree -1 of dimension 'sample' is too small; give 1 to 64
          [2, 1, 0]                 | [2, 1]                      | operator 'pool1': 2 processors for 3 tiles; name one for each tile
          [2, 1, 0]                 | [2, 4, 0]                   | operator 'pool1': processor 4 of tile 1 is not there; choose from 0 to 3
          [2, 1, 0]                 | [2, -1, 0]                  | operator 'pool1': processor -1 of tile 1 is not there; choose from 0 to 3
          , "update": {"processors": [3]} | ``                    | operator 'fc1': its update is missing, and it has weights; add "update"
          "update": {"processors": [3]} | "update": {"processors": [4]} | operator 'fc1': update: processor 4 of tile 0 is not there
          [2, 1, 0]                 | [2, 1, 0], "update": {"processors": [0]} | operator 'pool1': it has an update, but no weights; remove "update"
          {"channel": 2}, "processors": [0, 1]} | {"depth": 2}, "processors": [0, 1]} | operator 'conv1': update: there is no dimension 'depth'; choose from channel, inputs
          """)
  void everyDifferenceIsNamed(String piece, String replacement, String difference) {
    assertThat(TEXT).contains(piece);
    Strategy strategy = parse(TEXT.replace(piece, replacement));
    assertThat(strategy.differences(space, machine)).hasSize(1);
    assertThatThrownBy(() -> strategy.configurations(space, machine))
        .isInstanceOf(StrategyException.class)
        .hasMessageStartingWith(
            "the strategy does not fit model 'toy' on machine 'p100' (4 processors): "
                + difference);
  }

  @Test
  void allDifferencesAreListed() {
    Strategy strategy =
        parse(
            TEXT.replace("\"toy\"", "\"lenet\"")
                .replace("\"fc1\"", "\"dense1\"")
                .replace("[2, 1, 0]", "[7, 1, 9, 0]"));
    assertThatThrownBy(() -> strategy.validate(space, machine))
        .hasMessage(
            """
            the strategy does not fit model 'toy' on machine 'p100' (4 processors):
              - it is a strategy for model 'lenet', not 'toy'; search for one of this model
              - operator 'pool1': 4 processors for 3 tiles; name one for each tile
              - operator 'pool1': processor 7 of tile 0 is not there; choose from 0 to 3
              - operator 'pool1': processor 9 of tile 2 is not there; choose from 0 to 3
              - operator 'fc1': it is missing; add it
              - operator 'dense1': the model has no such operator; remove it\
            """);
  }

  @Test
  void strategyOfAnotherMachineMayBeTried() {
    Strategy strategy = Strategies.named("data-parallel", space, machine);
    strategy.validate(space, Machines.named("k80"));
    assertThatThrownBy(() -> strategy.validate(space, machine.firstProcessors(2)))
        .hasMessageContaining("processor 3 of tile 3 is not there; choose from 0 to 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          strategy/1        | strategy/9          | format: 'soapstone-strategy/9' is not a format that is read here
          "model": "toy",   | ``                  | the field 'model' is missing
          "machine"         | "machines"          | there is no field 'machines'; did you mean 'machine'?
          "processors": [3]}, | "processors": [3.5]}, | operators.sum.processors[0]: it is 3.5; give a whole number
          "processors": [3]}, | "processors": 3}, | operators.sum.processors: it is the number 3; give a list
          {"height": 3}     | {"height": "3"}     | operators.pool1.degrees.height: it is the text "3"; give a whole number
          {"height": 3}     | {"height": 3000000000} | operators.pool1.degrees.height: 3000000000 is out of range
          "degrees": {"height": 3} | "degree": {"height": 3} | operators.pool1: there is no field 'degree'; did you mean 'degrees'?
          "machine": "p100" | "microBatches": 0   | microBatches: 0 is too small
          "sum": {"processors": [3]}, | "pool1": {"processors": [3]}, | line 9, column
          "fc1": {          | "fc1": {{           | line 10, column
          """)
  void wrongFileIsAnError(String piece, String replacement, String message) {
    assertThat(TEXT).contains(piece);
    assertThatThrownBy(() -> parse(TEXT.replace(piece, replacement)))
        .isInstanceOf(StrategyException.class)
        .hasMessageStartingWith("strategy file s.json: " + message);
  }
}
