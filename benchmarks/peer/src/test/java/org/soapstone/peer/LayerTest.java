package org.soapstone.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerTest {
  @Test
  void aLineIsALayer() {
    Layer layer =
        Layer.parse(
            "conv2d\tconv1\t5x5 stride 1x2 pad 2x2 groups 3\tx y\tconv1:F:2x28x28x6 n:I:2\tw:F:6x5x5x1");
    assertThat(layer.kind()).isEqualTo("conv2d");
    assertThat(layer.inputs()).containsExactly("x", "y");
    assertThat(layer.output().shape()).isEqualTo(new Shape(2, 28, 28, 6));
    assertThat(layer.outputs().get(1).isInteger()).isTrue();
    assertThat(layer.weights()).hasSize(1);
    assertThat(layer.extents("stride")).isEqualTo(new Shape(1, 2));
    assertThat(layer.number("groups")).isEqualTo(3);
  }

  @Test
  void attributesAreFoundByTheirWords() {
    Layer layer =
        new Layer("slice", "s", "start [1, 0] step [1, 2]", List.of(), List.of(), List.of());
    assertThat(layer.list("start")).containsExactly(1L, 0L);
    assertThat(layer.list("step")).containsExactly(1L, 2L);
    assertThatThrownBy(() -> layer.number("rate"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 's' of kind 'slice'");
  }
}
