package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.natives.threads.ThreadAffinity;

@Timeout(60)
class PinnedWorkersTest {
  @Test
  void eachWorkerHasACoreOfItsOwn() throws InterruptedException {
    List<Integer> cores = ThreadAffinity.cores();
    assumeTrue(cores.size() >= 2, "one core, or the system does not tell");
    Map<Integer, List<Integer>> found = new ConcurrentHashMap<>();
    var started = new CountDownLatch(2);
    try (Runtime _ =
        Runtime.builder(TestMachines.shared(2), TaskRegistry.of())
            .pinnedWorkers()
            .workerHook(processor -> {
              found.put(processor, ThreadAffinity.cores());
              started.countDown();
            })
            .build()) {
      assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(found)
        .containsOnly(Map.entry(0, List.of(cores.get(0))), Map.entry(1, List.of(cores.get(1))));
    assertThat(ThreadAffinity.cores()).as("the program's thread").isEqualTo(cores);
  }
}
