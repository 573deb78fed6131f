package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.zoo.Zoo;

/** {@code doctor}, {@code models}, {@code machines} and {@code simulate}. */
final class ListingCommandsTest {
  private static List<String> fields(JsonNode node) {
    return ImmutableList.copyOf(node.fieldNames());
  }

  @Test
  void doctorTellsWhatIsHereAndWhatIsNot() {
    JsonNode doctor = Invocation.line("doctor --json").json();
    assertThat(fields(doctor)).containsExactly("parts");
    assertThat(doctor.get("parts"))
        .allSatisfy(part -> {
          assertThat(fields(part)).containsExactly("part", "found", "detail");
          assertThat(part.get("detail").textValue()).isNotBlank();
        });
    assertThat(doctor.findValuesAsText("part"))
        .contains("java", "processors", "kernels: onednn", "kernels: reference", "CUDA driver");
    assertThat(Invocation.of("doctor").succeeds().out())
        .startsWith("part")
        .contains("kernels: reference  yes");
  }

  @Test
  void modelsListsTheZoo() {
    JsonNode models = Invocation.line("models --json").json();
    assertThat(models.findValuesAsText("model"))
        .containsExactlyElementsOf(Zoo.names())
        .contains("lenet", "alexnet", "inception-v3", "resnet-101", "rnntc", "rnnlm", "nmt");
    assertThat(fields(models.at("/models/0")))
        .containsExactly(
            "model", "operators", "parameters", "forwardFlopsPerSample", "description");
    assertThat(models.at("/models/0/parameters").longValue()).isEqualTo(61_706);
    assertThat(Invocation.of("models").succeeds().out().lines()).hasSize(Zoo.names().size() + 1);
  }

  @Test
  void modelsShowsTheSettingsOfAModel() {
    JsonNode small = Invocation.line("models rnnlm:hidden=8,vocabulary=20 --json").json();
    assertThat(small.get("model").textValue()).isEqualTo("rnnlm:vocabulary=20,hidden=8");
    assertThat(small.at("/settings/0/name").textValue()).isEqualTo("vocabulary");
    assertThat(small.at("/settings/0/value").longValue()).isEqualTo(20);
    assertThat(Invocation.line("models rnnlm").succeeds().out())
        .contains("hidden=2048", "units of an LSTM");
    assertThat(Invocation.line("models rnnlm:hidden=no").complains(2))
        .contains("'hidden' is 'no'; it must be a whole number");
  }

  @Test
  void modelsShowsOneModelLayerByLayer() {
    JsonNode lenet = Invocation.line("models lenet --json").json();
    assertThat(fields(lenet))
        .containsExactly(
            "model",
            "operators",
            "parameters",
            "forwardFlopsPerSample",
            "description",
            "settings",
            "operatorNames");
    assertThat(lenet.get("operatorNames")).hasSize(lenet.get("operators").intValue());
    String shown = Invocation.line("models lenet").succeeds().out();
    assertThat(shown).startsWith("layer").contains("conv2").doesNotEndWith("\n\n");
  }

  @Test
  void machinesListsTheBuiltInOnes() {
    JsonNode machines = Invocation.line("machines --json").json();
    assertThat(machines.findValuesAsText("machine"))
        .contains("local", "local-split", "p100", "k80");
    String table = Invocation.of("machines").succeeds().out();
    assertThat(table.lines()).allMatch(line -> line.length() <= 140);
    assertThat(table).contains("The P100 cluster of Jia et al. 2019 (section 8, figure 5)\n");
  }

  @Test
  void machinesShowsOneMachine() {
    JsonNode p100 = Invocation.line("machines p100 --json").json();
    assertThat(fields(p100))
        .containsExactly(
            "machine",
            "nodes",
            "processors",
            "memories",
            "links",
            "kind",
            "peakFlopsPerSecond",
            "memoryBytes",
            "fingerprint",
            "note");
    assertThat(p100.get("processors").intValue()).isEqualTo(16);
    assertThat(Invocation.line("machines p100").succeeds().out())
        .contains("nodes 4, processors 16")
        .contains("from processor");
  }

  @Test
  void simulateTellsTheDocumentedFields() {
    JsonNode step = Invocation.line("simulate lenet --machine k80 --devices 4 --json").json();
    assertThat(fields(step))
        .containsExactly(
            "model",
            "machine",
            "devices",
            "batch",
            "stepNanos",
            "steadyStepNanos",
            "lowerBoundNanos",
            "criticalPathNanos",
            "copiedBytes",
            "peakMemoryBytes",
            "nodes",
            "edges",
            "busyNanos");
    assertThat(step.get("busyNanos")).hasSize(4);
    assertThat(step.get("stepNanos").longValue())
        .isGreaterThanOrEqualTo(step.get("lowerBoundNanos").longValue());
    assertThat(step.get("copiedBytes").longValue()).isPositive();
    assertThat(Invocation.line("simulate lenet --machine k80 --devices 4").succeeds().out())
        .contains("on 4 processors of k80")
        .contains("utilisation");
  }
}
