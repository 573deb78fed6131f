package org.soapstone.tasks.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.tasks.Cases;

@Timeout(120)
class NodeTest {
  private static final long END = Long.MAX_VALUE;

  @Test
  void handlesNameGenerations() {
    Node node = new Node(7);
    node.occupy(0);
    long first = node.handle();
    assertThat((int) first).isEqualTo(7);
    assertThat(node.isCurrent(first)).isTrue();
    node.complete();
    assertThat(node.isCurrent(first)).isFalse();
    node.clear();
    node.occupy(1);
    assertThat(node.handle()).isNotEqualTo(first).isNotNegative();
    assertThat(node.isCurrent(node.handle())).isTrue();
  }

  @Test
  void anEdgeFromACompletedNodeIsDropped() {
    Node before = new Node(0);
    Node after = new Node(1);
    before.occupy(0);
    after.occupy(1);
    long stale = before.handle();
    assertThat(before.complete()).isZero();
    before.precede(stale, after);
    assertThat(after.seal()).isTrue();
  }

  @Test
  void aNodeIsReadyWhenTheLastPredecessorHasCompleted() {
    Node[] before = {new Node(0), new Node(1)};
    Node after = new Node(2);
    after.occupy(0);
    for (Node node : before) {
      node.occupy(0);
      node.precede(node.handle(), after);
    }
    assertThat(before[0].complete()).isEqualTo(1);
    assertThat(before[0].successor(0)).isSameAs(after);
    assertThat(after.predecessorCompleted()).isFalse();
    assertThat(after.seal()).isFalse();
    assertThat(after.predecessorCompleted()).isTrue();
  }

  /**
   * A program's thread emits pairs of nodes while a worker completes the first of each, then runs
   * and clears the second: at every interleaving exactly one of the two finds that the second is
   * ready.
   */
  @Test
  void sealingAndCompletingAgreeOnWhoMakesANodeReady() throws Exception {
    long deadline = System.nanoTime() + (Cases.heavy() ? 60_000_000_000L : 4_000_000_000L);
    Node before = new Node(0);
    Node after = new Node(1);
    AtomicLong round = new AtomicLong();
    AtomicInteger ready = new AtomicInteger();
    AtomicLong finished = new AtomicLong();
    Thread worker =
        new Thread(() -> {
          for (long r = 1; ; r++) {
            await(round, r);
            if (round.get() == END) {
              return;
            }
            int successors = before.complete();
            for (int i = 0; i < successors; i++) {
              if (before.successor(i).predecessorCompleted()) {
                ready.incrementAndGet();
                after.complete();
                after.clear();
              }
            }
            finished.set(r);
          }
        });
    worker.start();
    for (long r = 1; System.nanoTime() - deadline < 0; r++) {
      before.occupy(2 * r);
      after.occupy(2 * r + 1);
      boolean early = r % 2 == 0;
      if (early) {
        before.precede(before.handle(), after);
      }
      round.set(r);
      if (!early) {
        before.precede(before.handle(), after);
      }
      boolean mine = after.seal();
      await(finished, r);
      assertThat(ready.getAndSet(0) + (mine ? 1 : 0)).as("round %d", r).isEqualTo(1);
      if (mine) {
        after.complete();
        after.clear();
      }
      before.clear();
    }
    round.set(END);
    worker.join();
  }

  /** Spins, so that both threads go on at the same moment; on a busy machine it lets others in. */
  private static void await(AtomicLong counter, long value) {
    for (int spin = 0; counter.get() < value; spin++) {
      if (spin < 1_000) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1);
      }
    }
  }
}
