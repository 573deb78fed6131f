package org.soapstone.mapper.soap;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * All configurations of one operator on a number of processors: every vector of degrees, up to the
 * dimensions' extents and not only divisors or powers of two, whose product is at most the number
 * of processors; and any processor for each tile. The update of the weights is configured
 * independently.
 *
 * <p>Immutable and thread-safe. Making one takes O(dimensions * processors).
 */
public final class ConfigSpace {
  private final OperatorSpace operator;
  private final int processors;
  private final DegreeVectors compute;
  private final Optional<DegreeVectors> update;

  /**
   * The configurations of an operator.
   *
   * @param operator the operator
   * @param processors the number of processors, at least 1
   */
  public ConfigSpace(OperatorSpace operator, int processors) {
    if (processors < 1) {
      throw new IllegalArgumentException(
          "operator '%s': %d processors are too few; give at least 1"
              .formatted(operator.name(), processors));
    }
    for (OperatorSpace.Dimension dimension : operator.dimensions()) {
      checkExtent(operator, dimension);
    }
    for (OperatorSpace.Dimension dimension : operator.updateDimensions()) {
      checkExtent(operator, dimension);
    }
    this.operator = operator;
    this.processors = processors;
    this.compute = new DegreeVectors(operator.dimensions(), processors);
    this.update =
        operator.updates()
            ? Optional.of(new DegreeVectors(operator.updateDimensions(), processors))
            : Optional.empty();
  }

  private static void checkExtent(OperatorSpace operator, OperatorSpace.Dimension dimension) {
    if (dimension.extent() < 1) {
      throw new IllegalArgumentException(
          "operator '%s': dimension '%s' has extent %d; it must be at least 1"
              .formatted(operator.name(), dimension.name(), dimension.extent()));
    }
  }

  /** {@return the operator} */
  public OperatorSpace operator() {
    return operator;
  }

  /** {@return in how many ways the computation can be cut} */
  public long degreeCount() {
    return compute.count();
  }

  /** {@return in how many ways the update can be cut; 1 without weights} */
  public long updateDegreeCount() {
    return update.map(DegreeVectors::count).orElse(1L);
  }

  /**
   * {@return the ways to cut the computation, in lexicographic order}
   *
   * @param limit at most so many
   */
  public List<ImmutableIntArray> enumerateDegrees(int limit) {
    return enumerate(compute, limit);
  }

  /**
   * {@return the ways to cut the update, in lexicographic order; none without weights}
   *
   * @param limit at most so many
   */
  public List<ImmutableIntArray> enumerateUpdateDegrees(int limit) {
    return update.map(vectors -> enumerate(vectors, limit)).orElse(List.of());
  }

  private static List<ImmutableIntArray> enumerate(DegreeVectors vectors, int limit) {
    int count = (int) Math.min(limit, vectors.count());
    List<ImmutableIntArray> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(vectors.at(i));
    }
    return list;
  }

  /**
   * {@return the ways to cut the computation into powers of two, in lexicographic order}
   *
   * @param limit at most so many
   */
  public List<ImmutableIntArray> enumeratePowersOfTwo(int limit) {
    List<ImmutableIntArray> all = new ArrayList<>();
    powersOfTwo(new int[operator.dimensions().size()], 0, processors, limit, all);
    return all;
  }

  private void powersOfTwo(
      int[] degrees, int dimension, int budget, int limit, List<ImmutableIntArray> all) {
    if (dimension == degrees.length) {
      if (all.size() < limit) {
        all.add(ImmutableIntArray.copyOf(degrees));
      }
      return;
    }
    long most = Math.min(budget, operator.dimensions().get(dimension).extent());
    for (int degree = 1; degree <= most; degree *= 2) {
      degrees[dimension] = degree;
      powersOfTwo(degrees, dimension + 1, budget / degree, limit, all);
    }
  }

  /**
   * {@return a random configuration, of the computation and, with weights, of the update}
   *
   * @param random the source of randomness
   */
  public OperatorConfig random(RandomGenerator random) {
    return new OperatorConfig(randomCompute(random), randomUpdate(random));
  }

  /**
   * {@return a random configuration of the computation} Degrees are uniform over all vectors. Tiles
   * are placed in one of three ways: on consecutive processors, around the end, from a uniform
   * start (probability 1/2); on distinct processors, uniformly (1/4); each on a uniform processor,
   * repeats allowed (1/4), the way of the paper's own code, by which every placement can be drawn.
   *
   * @param random the source of randomness
   */
  public ParallelConfig randomCompute(RandomGenerator random) {
    return randomConfig(compute, random);
  }

  /**
   * {@return a random configuration of the update, drawn like the computation's; empty without
   * weights}
   *
   * @param random the source of randomness
   */
  public Optional<ParallelConfig> randomUpdate(RandomGenerator random) {
    return update.map(vectors -> randomConfig(vectors, random));
  }

  private ParallelConfig randomConfig(DegreeVectors vectors, RandomGenerator random) {
    ImmutableIntArray degrees = vectors.at(random.nextLong(vectors.count()));
    int tiles = 1;
    for (int d = 0; d < degrees.length(); d++) {
      tiles *= degrees.get(d);
    }
    int[] placement =
        switch (random.nextInt(4)) {
          case 0, 1 -> consecutive(tiles, random);
          case 2 -> distinct(tiles, random);
          default -> random.ints(tiles, 0, processors).toArray();
        };
    return new ParallelConfig(degrees, ImmutableIntArray.copyOf(placement));
  }

  private int[] consecutive(int tiles, RandomGenerator random) {
    int start = random.nextInt(processors);
    int[] placement = new int[tiles];
    for (int t = 0; t < tiles; t++) {
      placement[t] = (start + t) % processors;
    }
    return placement;
  }

  /** The first steps of a Fisher-Yates shuffle. */
  private int[] distinct(int tiles, RandomGenerator random) {
    int[] all = new int[processors];
    for (int p = 0; p < processors; p++) {
      all[p] = p;
    }
    int[] placement = new int[tiles];
    for (int t = 0; t < tiles; t++) {
      int other = random.nextInt(t, processors);
      placement[t] = all[other];
      all[other] = all[t];
    }
    return placement;
  }
}
