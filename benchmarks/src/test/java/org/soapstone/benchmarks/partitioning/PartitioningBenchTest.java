package org.soapstone.benchmarks.partitioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.soapstone.regions.IndexPartition;

/** The benchmark measures what it says. */
final class PartitioningBenchTest {
  private static final long SEED = Long.getLong("soapstone.seed", 11);

  @Test
  void aPassLooksUpTheTargetOfEachPoint() {
    int[] out = new int[5];
    Scan.preimage(new int[] {2, 0, -1, 3, 1}, new int[] {7, 8, 9}, 10).pass(out);
    assertThat(out).containsExactly(9, 7, -1, -1, 8);
  }

  @Test
  void sortingGivesThePointsOfEachColourInOrder() {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] target = random.ints(50, 0, 6).toArray();
    int[] pointers = random.ints(200, -5, 55).toArray();
    int[] colours = random.ints(200, 0, 6).toArray();
    int[] all = IntStream.range(0, 200).toArray();
    int[] within = IntStream.of(all).filter(i -> pointers[i] >= 0 && pointers[i] < 50).toArray();
    checkSort(Scan.byField(colours, 6), all, i -> colours[i], i -> i);
    checkSort(Scan.preimage(pointers, target, 6), within, i -> target[pointers[i]], i -> i);
    checkSort(Scan.image(pointers, target, colours, 6), within, i -> colours[i], i -> pointers[i]);
  }

  private static void checkSort(
      Scan scan, int[] from, IntUnaryOperator colour, IntUnaryOperator point) {
    int[] expected =
        IntStream.of(from)
            .mapToObj(i -> new int[] {colour.applyAsInt(i), point.applyAsInt(i)})
            .sorted(Arrays::compare)
            .mapToInt(pair -> pair[1])
            .toArray();
    Scan.Room room = Scan.Room.of(scan.points());
    assertThat(scan.sort(room)).as("seed " + SEED).isEqualTo(expected.length);
    assertThat(Arrays.copyOf(room.points(), expected.length))
        .as("seed " + SEED)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "circuit", "pennant", "miniaero"})
  void workersDoNotChangeWhatIsMade(String program) {
    for (Work work : Workload.of(program, 2_000, 8, SEED)) {
      List<IndexPartition> one = work.run().apply(1);
      assertThat(work.run().apply(2)).as("%s, seed %d", work.operator(), SEED).isEqualTo(one);
      assertThat(Work.spaces(one)).as(work.operator()).isPositive();
      assertThat(work.elements()).as(work.operator()).isBetween(500, 2_200);
    }
  }

  @Test
  void eachOperatorHasRowsForEachNumberOfWorkers() {
    var options =
        new PartitioningOptions(
            List.of(1_000), List.of(2, 4), List.of(1, 2), Workload.PROGRAMS, List.of(), 1, SEED);
    PartitioningBench bench = new PartitioningBench(options);
    List<PartitioningRow> rows = new ArrayList<>();
    List<Integer> done = new ArrayList<>();
    bench.run(rows::add, done::add);
    assertThat(done).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(bench.workloads()).isEqualTo(8);
    assertThat(bench.points()).isPositive();
    Set<String> operators = new LinkedHashSet<>();
    for (PartitioningRow row : rows) {
      operators.add(row.operator().replace("+spaces", ""));
      assertThat(row.nanos()).as(row.toString()).isPositive();
      assertThat(row.passNanos()).as(row.toString()).isPositive();
      assertThat(row.sortNanos()).as(row.toString()).isPositive();
      assertThat(row.bytesAllocated()).as(row.toString()).isNotNegative();
      assertThat(row.elementsPerSecond()).isEqualTo(row.elements() * 1e9 / row.nanos());
    }
    assertThat(operators).containsExactlyInAnyOrderElementsOf(Workload.OPERATORS);
    // 20 operators on random data, 5 on each program's; 2 numbers of pieces and of workers; spaces.
    assertThat(rows).hasSize((20 + 3 * 5) * 2 * 2 * 2);
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThatThrownBy(() -> PartitioningOptions.DEFAULT.withElements(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of elements is 5, must be >= 1000");
    assertThatThrownBy(() -> PartitioningOptions.DEFAULT.withElements(2_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("64 pieces of 2000 elements; give each piece at least 100");
    assertThatThrownBy(() -> options("circus", "image"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("there is no program 'circus'; the programs are random, circuit");
    assertThatThrownBy(() -> options("circuit", "imago"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("there is no operator 'imago'; the operators are by-field, image");
  }

  private static PartitioningOptions options(String program, String operator) {
    return new PartitioningOptions(
        List.of(1_000), List.of(2), List.of(1), List.of(program), List.of(operator), 1, SEED);
  }
}
