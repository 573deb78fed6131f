package org.soapstone.dnn.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelCatalogTest {
  @Test
  void everyNameNamesItsKernels() {
    assertThat(KernelCatalog.names()).containsExactly("onednn", "reference");
    for (String name : KernelCatalog.names()) {
      assertThat(KernelCatalog.availability(name)).isNotBlank();
      assertThat(KernelCatalog.isAvailable(name)).isTrue();
      assertThat(KernelCatalog.named(name).name()).isEqualTo(name);
    }
  }

  @Test
  void anUnknownNameListsTheKnown() {
    assertThatThrownBy(() -> KernelCatalog.named("mkl"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no kernel set 'mkl'; choose one of [onednn, reference]");
  }
}
