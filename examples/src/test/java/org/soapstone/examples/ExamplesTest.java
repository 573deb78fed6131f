package org.soapstone.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.soapstone.examples.irregular.Circuit;
import org.soapstone.examples.irregular.MiniAero;
import org.soapstone.examples.irregular.Pennant;
import org.soapstone.mapper.DefaultMapper;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.Mappers;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.tasks.profiling.EventKind;
import org.soapstone.tasks.profiling.Profile;

@Timeout(120)
final class ExamplesTest {
  @ParameterizedTest
  @CsvSource({
    "local, 24, 1, 6",
    "local-split, 24, 2, 6",
    "local-split, 25, 3, 7",
    "local, 7, 4, 5"
  })
  void theStencilComputesWhatAPlainLoopComputes(String machine, int side, int tiles, int steps) {
    Stencil.Result result =
        Stencil.run(Machines.named(machine), new DefaultMapper(), side, tiles, steps);
    HeatTasks.Plain plain = HeatTasks.plainLoop(side, steps);
    assertThat(result.plate()).isEqualTo(plain.plate());
    assertThat(result.changes()).isEqualTo(plain.changes());
    // Heat only spreads, so that its sum stays what it was but for rounding.
    double heat = 0;
    for (double cell : plain.plate().doubles()) {
      heat += cell;
    }
    assertThat(result.heat()).isCloseTo(heat, within(1e-9 * heat));
  }

  @Test
  void moreProcessorsArePredictedToBeFaster() {
    Machine gpus = Machines.named("p100");
    long one = Stencil.predictNanos(gpus.firstProcessors(1), 4096, 4, 6);
    long four = Stencil.predictNanos(gpus.firstProcessors(4), 4096, 4, 6);
    assertThat(one).isGreaterThan(2 * four);
  }

  @Test
  void thePinnedMapperIsFoundAndChangesNoBit() {
    Mapper pinned = Mappers.named(PinnedMapper.NAME);
    assertThat(pinned).isInstanceOf(PinnedMapper.class);
    for (String machine : new String[] {"local", "local-split"}) {
      assertThat(Stencil.run(Machines.named(machine), pinned, 20, 3, 6))
          .isEqualTo(Stencil.run(Machines.named(machine), new DefaultMapper(), 20, 3, 6));
    }
  }

  @Test
  void theTinyNetworkLearns() {
    String said = outputOf(TinyNetwork::main);
    assertThat(said).contains("150 steps", "the loss went from");
    Matcher accuracy = Pattern.compile("accuracy on other digits (\\d+\\.\\d) %").matcher(said);
    assertThat(accuracy.results().map(match -> match.group(1)).toList())
        .hasSize(3)
        .last()
        .satisfies(last -> assertThat(Double.parseDouble(last)).isGreaterThan(80));
  }

  /** The end of a sentence follows from its beginning, four words before. */
  @Test
  void attentionSeesWhatCountsDoNot(@TempDir Path folder) {
    double[] perplexities = NextWord.train(Machines.named("local-split"), folder);
    assertThat(perplexities[0]).isBetween(1.0, 0.97 * perplexities[1]);
  }

  @Test
  void theProgramsSayThatTheirAnswersAreRight() {
    assertThat(outputOf(Stencil::main))
        .contains("bit for bit what one plain loop computes: yes", "16 of a cluster's GPUs");
    assertThat(outputOf(PinnedMapper::main))
        .contains("agree to the last bit: yes", "[default, pinned]");
    assertThat(outputOf(Circuit::main))
        .contains("voltages and currents are those of plain loops: yes");
    assertThat(outputOf(Pennant::main))
        .contains("places and energies are those of plain loops: yes");
    assertThat(outputOf(MiniAero::main)).contains("bit for bit what plain loops compute: yes");
  }

  private static String outputOf(Consumer<String[]> program) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      program.accept(new String[0]);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theProfiledStencilShowsItsTasksAndCopies(@TempDir Path folder) throws IOException {
    Profile profile = ProfiledStencil.run(Machines.named("local-split"), 24, 2, 6);
    assertThat(profile.total(EventKind.TASK).count()).isEqualTo(4 * (1 + 6));
    assertThat(profile.total(EventKind.ANALYSIS).count()).isEqualTo(1 + 6);
    assertThat(profile.total(EventKind.MAPPER).count()).isPositive();
    ProfiledStencil.write(profile, folder);
    assertThat(folder.resolve("report.html")).content().contains("sweep (0,1)", "mapper");
    assertThat(folder.resolve("profile.json")).content().contains("analysis of sweep");
  }
}
