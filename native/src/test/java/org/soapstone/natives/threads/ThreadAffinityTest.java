package org.soapstone.natives.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ThreadAffinityTest {
  @Test
  void aThreadIsPinnedToOneOfItsCores() throws Exception {
    List<Integer> cores = ThreadAffinity.cores();
    assumeFalse(cores.isEmpty(), "this system does not tell");
    for (int core : cores) {
      var pinned =
          new FutureTask<>(() -> ThreadAffinity.pin(core) ? ThreadAffinity.cores() : cores);
      Thread thread = new Thread(pinned);
      thread.start();
      assertThat(pinned.get()).containsExactly(core);
      thread.join();
    }
    assertThat(ThreadAffinity.cores()).as("the others stay").isEqualTo(cores);
  }

  @Test
  void aCoreThatIsNotThereIsRefused() {
    assumeFalse(ThreadAffinity.cores().isEmpty(), "this system does not tell");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThreadAffinity.pin(1_000_000))
        .withMessageContaining("core 1000000: this thread may run on [");
  }
}
