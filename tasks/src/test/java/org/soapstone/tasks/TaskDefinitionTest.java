package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.ProcessorKind;

class TaskDefinitionTest {
  private final TaskDefinition task = TaskDefinition.cpu("work", _ -> {});

  @Test
  void aTaskHasAVariantForEachKindOfProcessor() {
    assertThat(task.kinds()).containsExactly(ProcessorKind.CPU);
    assertThat(task.variant(ProcessorKind.CPU).orElseThrow().kind()).isEqualTo(VariantKind.LEAF);
    assertThat(task.variant(ProcessorKind.GPU)).isEmpty();
    assertThat(task.overwritesReductions()).isFalse();
  }

  @Test
  void refusesWhatIsNoTask() {
    assertThatThrownBy(() -> TaskDefinition.named("empty").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'empty' has no variant");
    assertThatThrownBy(() -> TaskDefinition.named("soapstone.mine"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kept for the runtime");
    var builder = TaskDefinition.named("twice").leaf(ProcessorKind.CPU, _ -> {});
    assertThatThrownBy(() -> builder.leaf(ProcessorKind.CPU, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two variants for CPU");
  }

  @Test
  void namesAreUniqueInARegistry() {
    TaskRegistry registry = TaskRegistry.of(task);
    assertThat(registry.task("work")).isSameAs(task);
    assertThat(registry.mapperContext(TestMachines.shared(1)).kinds("work"))
        .containsExactly(ProcessorKind.CPU);
    assertThatThrownBy(() -> TaskRegistry.of(task, task))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'work' is registered twice");
    assertThatThrownBy(() -> registry.task("wrk"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no task 'wrk'")
        .hasMessageContaining("work");
  }
}
