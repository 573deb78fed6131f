package org.soapstone.natives.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class HostMemoryTest {
  private static final long KIB = 1024;

  @Test
  void allocationsAreAlignedAndDisjoint() {
    try (HostMemory memory = new HostMemory("test", 64 * KIB)) {
      MemorySegment a = memory.allocate(100, "a");
      MemorySegment b = memory.allocate(1, "b");
      assertThat(a.byteSize()).isEqualTo(100);
      assertThat(a.address() % HostMemory.ALIGNMENT).isZero();
      assertThat(b.address() % HostMemory.ALIGNMENT).isZero();
      assertThat(a.asOverlappingSlice(b)).isEmpty();
      assertThat(memory.liveBytes()).isEqualTo(128 + 64);
      memory.free(a);
      assertThat(memory.liveBytes()).isEqualTo(64);
      assertThat(memory.peakBytes()).isEqualTo(128 + 64);
      assertThat(memory.allocations()).containsExactly(new HostMemory.Allocation("b", 64));
    }
  }

  @Test
  void anEmptyAllocationHasAnAddressOfItsOwn() {
    try (HostMemory memory = new HostMemory("test", KIB)) {
      MemorySegment a = memory.allocate(0, "a");
      MemorySegment b = memory.allocate(0, "b");
      assertThat(a.byteSize()).isZero();
      assertThat(a.address()).isNotEqualTo(b.address());
      memory.free(b);
      memory.free(a);
      assertThat(memory.liveBytes()).isZero();
    }
  }

  @Test
  void zeroedMemoryIsZeroEvenWhereItWasUsedBefore() {
    try (HostMemory memory = new HostMemory("test", KIB)) {
      memory.free(memory.allocate(KIB, "first").fill((byte) 7));
      MemorySegment again = memory.allocateZeroed(KIB, "second");
      assertThat(again.toArray(JAVA_BYTE)).containsOnly(0);
    }
  }

  @Test
  void aLargeReservationTakesNoMemoryUntilItIsTouched() {
    try (HostMemory memory = new HostMemory("test", 1L << 40)) {
      MemorySegment all = memory.allocate(1L << 40, "everything");
      all.set(JAVA_LONG, (1L << 40) - 8, 42);
      assertThat(all.get(JAVA_LONG, (1L << 40) - 8)).isEqualTo(42);
    }
  }

  @Test
  void exhaustionNamesTheLargestHolders() {
    try (HostMemory memory = new HostMemory("gpu0", 64 * KIB)) {
      for (int i = 1; i <= 10; i++) {
        memory.allocate(i * KIB, "tensor" + i);
      }
      assertThatThrownBy(() -> memory.allocate(10 * KIB, "weights"))
          .isInstanceOfSatisfying(
              OutOfHostMemoryException.class,
              e -> {
                assertThat(e.requestedBytes()).isEqualTo(10 * KIB);
                assertThat(e.capacityBytes()).isEqualTo(64 * KIB);
              })
          .hasMessage(
              "memory 'gpu0' has no room for 'weights' of 10240 bytes: 56320 of its 65536 bytes are"
                  + " in use and the largest free piece has 9216; the largest allocations are:"
                  + " tensor10 (10240 bytes), tensor9 (9216 bytes), tensor8 (8192 bytes), tensor7"
                  + " (7168 bytes), tensor6 (6144 bytes), tensor5 (5120 bytes), tensor4 (4096"
                  + " bytes), tensor3 (3072 bytes) and 2 smaller; give the memory more capacity,"
                  + " use a smaller batch, or split or place the largest ones elsewhere");
      assertThat(memory.largestFreeBytes()).isEqualTo(9 * KIB);
      memory.allocate(9 * KIB, "fits");
      assertThatThrownBy(() -> memory.allocate(Long.MAX_VALUE, "huge"))
          .isInstanceOf(OutOfHostMemoryException.class);
    }
  }

  @Test
  void wrongUseIsRefused() {
    assertThatThrownBy(() -> new HostMemory("tiny", 63))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("memory 'tiny' needs a capacity of at least 64 bytes, got 63");
    try (HostMemory memory = new HostMemory("test", KIB);
        HostMemory other = new HostMemory("other", KIB)) {
      MemorySegment a = memory.allocate(128, "a");
      assertThatThrownBy(() -> memory.allocate(-1, "negative"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'negative' cannot have a negative size, got -1");
      assertThatThrownBy(() -> memory.free(a.asSlice(64)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a live allocation");
      assertThatThrownBy(() -> other.free(a)).isInstanceOf(IllegalArgumentException.class);
      memory.free(a);
      assertThatThrownBy(() -> memory.free(a)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nothingIsAccessibleAfterClose() {
    HostMemory memory = new HostMemory("test", KIB);
    MemorySegment a = memory.allocate(64, "a");
    memory.close();
    memory.close();
    assertThatThrownBy(() -> a.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.allocate(1, "b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("memory 'test' is closed");
    assertThatThrownBy(() -> memory.free(a)).isInstanceOf(IllegalStateException.class);
  }

  /** Best fit by looking at every gap between the live allocations. */
  private static final class Model {
    private final long capacity;
    private final TreeMap<Long, Long> live = new TreeMap<>();
    private long peak;

    Model(long capacity) {
      this.capacity = capacity;
    }

    /** The place of an allocation, or -1 if there is none. */
    long allocate(long bytes) {
      long rounded = Math.ceilDiv(Math.max(1, bytes), 64) * 64;
      long best = -1;
      long bestGap = Long.MAX_VALUE;
      long start = 0;
      for (long next : nextStarts()) {
        long gap = next - start;
        if (gap >= rounded && gap < bestGap) {
          best = start;
          bestGap = gap;
        }
        start = next + live.getOrDefault(next, 0L);
      }
      if (best >= 0) {
        live.put(best, rounded);
        peak = Math.max(peak, liveBytes());
      }
      return best;
    }

    private List<Long> nextStarts() {
      List<Long> starts = new ArrayList<>(live.keySet());
      starts.add(capacity);
      return starts;
    }

    long liveBytes() {
      return live.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Test
  void placesAgreeWithASimpleModel() {
    Long asked = Long.getLong("soapstone.seed");
    int trials = Boolean.getBoolean("soapstone.heavy") ? 500 : 20;
    for (long trial = 0; trial < (asked == null ? trials : 1); trial++) {
      duel(asked == null ? trial : asked);
    }
  }

  private static void duel(long seed) {
    String context = "-Dsoapstone.seed=" + seed;
    SplittableRandom random = new SplittableRandom(seed);
    long capacity = 64L * (1 + random.nextInt(400));
    Model model = new Model(capacity);
    try (HostMemory memory = new HostMemory("duel", capacity)) {
      long base = memory.allocate(0, "base").address();
      model.allocate(0);
      TreeMap<Long, MemorySegment> live = new TreeMap<>();
      for (int step = 0; step < 300; step++) {
        if (live.isEmpty() || random.nextInt(100) < 55) {
          long bytes = random.nextInt(8) == 0 ? 0 : random.nextLong(capacity / 4 + 1);
          long place = model.allocate(bytes);
          if (place < 0) {
            assertThatThrownBy(() -> memory.allocate(bytes, "refused"))
                .as(context)
                .isInstanceOf(OutOfHostMemoryException.class);
          } else {
            MemorySegment segment = memory.allocate(bytes, "step" + step);
            assertThat(segment.address() - base).as(context).isEqualTo(place);
            assertThat(segment.byteSize()).as(context).isEqualTo(bytes);
            segment.fill((byte) place);
            live.put(place, segment);
          }
        } else {
          List<Long> places = List.copyOf(live.keySet());
          long place = places.get(random.nextInt(places.size()));
          MemorySegment segment = live.remove(place);
          if (segment.byteSize() > 0) {
            assertThat(segment.toArray(JAVA_BYTE)).as(context).containsOnly((byte) place);
          }
          memory.free(segment);
          model.live.remove(place);
        }
        assertThat(memory.liveBytes()).as(context).isEqualTo(model.liveBytes());
        assertThat(memory.peakBytes()).as(context).isEqualTo(model.peak);
      }
    }
  }

  @Test
  void threadsMayShareAMemory() throws Exception {
    try (HostMemory memory = new HostMemory("shared", 1024 * KIB);
        ExecutorService executor = Executors.newFixedThreadPool(4)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        byte mark = (byte) worker;
        workers.add(executor.submit(() -> churn(memory, mark)));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
      assertThat(memory.liveBytes()).isZero();
      assertThat(memory.largestFreeBytes()).isEqualTo(1024 * KIB);
    }
  }

  private static void churn(HostMemory memory, byte mark) {
    SplittableRandom random = new SplittableRandom(mark);
    List<MemorySegment> live = new ArrayList<>();
    for (int step = 0; step < 5000; step++) {
      if (live.size() < 8) {
        live.add(memory.allocate(1 + random.nextInt(4096), "worker").fill(mark));
      } else {
        MemorySegment segment = live.remove(random.nextInt(live.size()));
        for (long i = 0; i < segment.byteSize(); i++) {
          if (segment.get(JAVA_BYTE, i) != mark) {
            throw new AssertionError("two threads got the same memory");
          }
        }
        memory.free(segment);
      }
    }
    live.forEach(memory::free);
  }
}
