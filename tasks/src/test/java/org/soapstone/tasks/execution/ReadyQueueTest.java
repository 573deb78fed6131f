package org.soapstone.tasks.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.tasks.Cases;

class ReadyQueueTest {

  private static Node node(int slot, int priority, long readyNanos, long key) {
    Node node = new Node(slot);
    node.priority = priority;
    node.readyNanos = readyNanos;
    node.key = key;
    return node;
  }

  @Test
  void takesHighestPriorityThenEarliestReadyThenLowestKey() {
    Cases.forEach(
        200,
        random -> {
          var queue = new ReadyQueue(new Parking(Thread.currentThread()));
          List<Node> expected = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            Node node = node(i, random.nextInt(3), random.nextInt(4), i);
            expected.add(node);
          }
          List<Node> shuffled = new ArrayList<>(expected);
          Collections.shuffle(shuffled, new Random(random.nextLong()));
          shuffled.forEach(queue::offer);
          expected.sort(
              Comparator.comparingInt((Node n) -> -n.priority)
                  .thenComparingLong(n -> n.readyNanos)
                  .thenComparingLong(n -> n.key));
          for (Node node : expected) {
            assertThat(queue.poll()).isSameAs(node);
          }
          assertThat(queue.poll()).isNull();
        });
  }

  @Test
  void whatComesWhileWaitingInTheQueueOvertakesWhatIsWorse() {
    var queue = new ReadyQueue(new Parking(Thread.currentThread()));
    queue.offer(node(0, 0, 5, 0));
    queue.offer(node(1, 0, 6, 1));
    assertThat(queue.poll().slot).isEqualTo(0);
    queue.offer(node(2, 1, 9, 2));
    assertThat(queue.poll().slot).isEqualTo(2);
    assertThat(queue.poll().slot).isEqualTo(1);
  }

  /** Producers pause at random, so that the consumer spins, parks and is woken at every stage. */
  @Test
  @Timeout(60)
  void losesNoNodeAndNoWakeUp() throws Exception {
    int producers = 3;
    int each = Cases.heavy() ? 400_000 : 40_000;
    ReadyQueue[] queue = new ReadyQueue[1];
    Parking[] parking = new Parking[1];
    boolean[] seen = new boolean[producers * each];
    Thread consumer =
        new Thread(() -> {
          for (int count = 0; count < seen.length; ) {
            Node node = queue[0].poll();
            if (node == null) {
              parking[0].await(queue[0]::hasNodes, () -> false);
            } else {
              assertThat(seen[node.slot]).isFalse();
              seen[node.slot] = true;
              count++;
            }
          }
        });
    parking[0] = new Parking(consumer);
    queue[0] = new ReadyQueue(parking[0]);
    consumer.start();
    try (ExecutorService pool = Executors.newFixedThreadPool(producers)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        int first = p * each;
        work.add(() -> {
          for (int i = 0; i < each; i++) {
            queue[0].offer(node(first + i, 0, i, first + i));
            if (i % 97 == 0) {
              TimeUnit.MICROSECONDS.sleep(30);
            }
          }
          return null;
        });
      }
      for (Future<Void> done : pool.invokeAll(work)) {
        done.get();
      }
    }
    consumer.join();
    boolean[] all = new boolean[seen.length];
    Arrays.fill(all, true);
    assertThat(seen).isEqualTo(all);
  }
}
