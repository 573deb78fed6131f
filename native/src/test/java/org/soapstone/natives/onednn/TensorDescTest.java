package org.soapstone.natives.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorDescTest {
  @Test
  void denseTensorsAreRowMajor() {
    TensorDesc tensor = TensorDesc.dense(2, 3, 4);
    assertThat(tensor.strides()).containsExactly(12, 4, 1);
    assertThat(tensor.elements()).isEqualTo(24);
    assertThat(tensor.spanBytes()).isEqualTo(96);
    assertThat(tensor.isDense()).isTrue();
    assertThat(TensorDesc.dense(DataType.BF16, 5).spanBytes()).isEqualTo(10);
    assertThat(tensor).hasToString("2x3x4 F32");
  }

  @Test
  void aTileKeepsTheStridesAndHasGaps() {
    TensorDesc tile = TensorDesc.dense(2, 3, 4).tile(2, 2, 4);
    assertThat(tile.isDense()).isFalse();
    assertThat(tile.spanBytes()).isEqualTo((12 + 8) * 4);
    assertThat(tile).hasToString("2x2x4 strides [12, 4, 1] F32");
    assertThat(tile.packed()).isEqualTo(TensorDesc.dense(2, 2, 4));
    assertThat(TensorDesc.dense(2, 3, 4).tile(1, 3, 4)).isEqualTo(TensorDesc.dense(1, 3, 4));
  }

  @Test
  void strideOfASingleElementMeansNothing() {
    TensorDesc tensor = TensorDesc.strided(new long[] {2, 1, 4}, new long[] {4, 77, 1});
    assertThat(tensor)
        .isEqualTo(TensorDesc.dense(2, 1, 4))
        .hasSameHashCodeAs(TensorDesc.dense(2, 1, 4));
    assertThat(TensorDesc.strided(new long[] {4, 1}, new long[] {1, 9}).isDense()).isTrue();
  }

  @Test
  void badTensorsAreRefused() {
    assertThatThrownBy(() -> TensorDesc.dense(2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a tensor needs 1 to 12 dimensions of at least 1, got [2, 0]; leave empty tiles out");
    assertThatThrownBy(() -> TensorDesc.strided(new long[] {2, 2}, new long[] {2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as many strides");
    assertThatThrownBy(() -> TensorDesc.dense(2, 2).tile(2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a tile of [2, 3] does not fit into 2x2 F32");
    assertThatThrownBy(() -> TensorDesc.dense(1L << 40, 1L << 40))
        .isInstanceOf(ArithmeticException.class);
  }
}
