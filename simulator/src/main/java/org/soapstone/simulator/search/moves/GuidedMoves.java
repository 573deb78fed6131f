package org.soapstone.simulator.search.moves;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.soapstone.mapper.soap.ConfigSpace;
import org.soapstone.mapper.soap.Configurations;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.simulator.search.Change;

/**
 * Moves that look at the plan. Operators are chosen half of the time by what the critical chain
 * spends at them, else uniformly. Kinds of moves are chosen by how often they have helped, each at
 * least now and then. An update mostly follows its computation.
 *
 * <p>Drawing takes O(operators + processors), for group moves O(group * neighbours) more.
 */
public final class GuidedMoves implements MoveSet {
  private static final int MOST_DRAWS = 8;
  private static final int LARGEST_GROUP = 12;

  /** The part of all draws that is dealt out evenly over the kinds. */
  private static final double EVEN_SHARE = 0.3;

  private enum Kind {
    /** Any configuration for any operator. */
    UNIFORM,
    /** One degree of an operator is changed, or a factor goes from one dimension to another. */
    DEGREE,
    /** The tiles of an operator go elsewhere. */
    PLACE,
    /** An operator is split and placed like one that shares a tensor with it. */
    FOLLOW,
    /** Two operators exchange their processors. */
    SWAP,
    /** Two operators near each other, each split over half as many processors, side by side. */
    HALVES,
    /** The branches of a fork run side by side, on parts of the processors, in larger tiles. */
    BRANCHES,
    /** Operators that hang together go to the same processors, split by sample. */
    GROUP,
    /** The repetitions of a layer are split and placed alike. */
    LAYERS,
    /** An update is split and placed anew, or that of the repetitions of a layer too. */
    UPDATE
  }

  private static final Kind[] KINDS = Kind.values();

  private final Surroundings surroundings;
  private final UniformMoves uniform;
  private final Splits splits;
  private final Placements placements;
  private final Branches branches;
  private final double[] gains = new double[KINDS.length];
  private final double[] draws = new double[KINDS.length];

  /** The position of the last kind drawn. */
  private int last;

  /**
   * The moves of a chain.
   *
   * @param surroundings the program's
   */
  public GuidedMoves(Surroundings surroundings) {
    this.surroundings = requireNonNull(surroundings, "surroundings");
    uniform =
        new UniformMoves(
            surroundings.spaces().stream().map(ConfigSpace::operator).toList(),
            surroundings.processors());
    splits = new Splits(surroundings.processors());
    placements = new Placements(surroundings.processors());
    branches = new Branches(surroundings.neighbours());
  }

  @Override
  public List<Change> draw(PlanView plan, RandomGenerator random) {
    for (int i = 0; i < MOST_DRAWS; i++) {
      last = kind(random);
      List<Change> changes = effective(draw(KINDS[last], plan, random), plan.configurations());
      if (!changes.isEmpty()) {
        return changes;
      }
    }
    return List.of();
  }

  @Override
  public void learn(boolean improved) {
    draws[last]++;
    gains[last] += improved ? 1 : 0;
  }

  /** By the rate at which moves of a kind have helped; all begin with the same. */
  private int kind(RandomGenerator random) {
    double[] rates = new double[KINDS.length];
    double all = 0;
    for (int k = 0; k < rates.length; k++) {
      rates[k] = (gains[k] + 1) / (draws[k] + 10);
      all += rates[k];
    }
    double drawn = random.nextDouble();
    for (int k = 0; k < rates.length - 1; k++) {
      drawn -= EVEN_SHARE / rates.length + (1 - EVEN_SHARE) * rates[k] / all;
      if (drawn < 0) {
        return k;
      }
    }
    return rates.length - 1;
  }

  /** Of an operator the last change counts; what changes nothing is left out. */
  private static List<Change> effective(List<Change> changes, List<OperatorConfig> current) {
    SortedMap<Integer, Change> byOperator = new TreeMap<>();
    for (Change change : changes) {
      byOperator.put(change.operator(), change);
    }
    return byOperator.values().stream()
        .filter(change -> !change.configuration().equals(current.get(change.operator())))
        .toList();
  }

  private List<Change> draw(Kind kind, PlanView plan, RandomGenerator random) {
    if (kind == Kind.UNIFORM) {
      return uniform.draw(plan, random);
    }
    int operator = operator(plan, random);
    return switch (kind) {
      case UNIFORM -> throw new AssertionError(kind);
      case DEGREE -> List.of(degree(operator, plan, random));
      case PLACE -> List.of(place(operator, plan, random));
      case FOLLOW -> follow(operator, plan, random);
      case SWAP -> swap(operator, plan, random);
      case HALVES -> halves(operator, plan, random);
      case BRANCHES -> branches(plan, random);
      case GROUP -> group(operator, plan, random);
      case LAYERS -> layers(operator, plan, random);
      case UPDATE -> update(operator, plan, random);
    };
  }

  private int operator(PlanView plan, RandomGenerator random) {
    if (random.nextBoolean()) {
      long[] weights = plan.criticalNanos();
      long all = Arrays.stream(weights).sum();
      if (all > 0) {
        long drawn = random.nextLong(all);
        for (int op = 0; op < weights.length; op++) {
          drawn -= weights[op];
          if (drawn < 0) {
            return op;
          }
        }
      }
    }
    return random.nextInt(surroundings.size());
  }

  private Change change(
      int operator, ParallelConfig compute, PlanView plan, RandomGenerator random) {
    OperatorSpace space = surroundings.operator(operator);
    boolean follows = random.nextInt(4) > 0;
    return new Change(
        operator,
        follows
            ? Configurations.following(space, compute)
            : new OperatorConfig(compute, plan.configurations().get(operator).update()));
  }

  private Change degree(int operator, PlanView plan, RandomGenerator random) {
    ParallelConfig old = plan.configurations().get(operator).compute();
    ImmutableIntArray degrees =
        splits.vary(surroundings.operator(operator).dimensions(), old.degrees(), random);
    return change(operator, placed(degrees, old, plan, random), plan, random);
  }

  private ParallelConfig placed(
      ImmutableIntArray degrees, ParallelConfig old, PlanView plan, RandomGenerator random) {
    int tiles = Splits.tiles(degrees);
    return new ParallelConfig(
        degrees, placements.draw(tiles, old.processors(), plan.taskNanos(), random));
  }

  private Change place(int operator, PlanView plan, RandomGenerator random) {
    ParallelConfig old = plan.configurations().get(operator).compute();
    return change(operator, placed(old.degrees(), old, plan, random), plan, random);
  }

  private List<Change> follow(int operator, PlanView plan, RandomGenerator random) {
    ImmutableIntArray near = surroundings.neighbours().get(operator);
    if (near.isEmpty()) {
      return List.of();
    }
    int leader = near.get(random.nextInt(near.length()));
    ParallelConfig wanted = plan.configurations().get(leader).compute();
    ImmutableIntArray degrees =
        Splits.like(
            surroundings.operator(operator).dimensions(),
            surroundings.operator(leader).dimensions(),
            wanted.degrees());
    int tiles = Splits.tiles(degrees);
    ParallelConfig compute =
        new ParallelConfig(
            degrees,
            tiles == wanted.tiles() ? wanted.processors() : wanted.processors().subArray(0, tiles));
    return List.of(change(operator, compute, plan, random));
  }

  private List<Change> swap(int operator, PlanView plan, RandomGenerator random) {
    int other = companion(operator, random);
    OperatorConfig one = plan.configurations().get(operator);
    OperatorConfig two = plan.configurations().get(other);
    int from = one.compute().processors().get(random.nextInt(one.compute().tiles()));
    int to = two.compute().processors().get(random.nextInt(two.compute().tiles()));
    return List.of(
        new Change(operator, Splits.exchange(one, from, to)),
        new Change(other, Splits.exchange(two, from, to)));
  }

  /** An operator that is near in the program, or near in the graph of tensors. */
  private int companion(int operator, RandomGenerator random) {
    int window = Math.min(surroundings.size() - 1, LARGEST_GROUP);
    int distance = random.nextInt(-window, window + 1);
    return Math.floorMod(operator + distance, surroundings.size());
  }

  private List<Change> halves(int operator, PlanView plan, RandomGenerator random) {
    int other = companion(operator, random);
    ParallelConfig one = plan.configurations().get(operator).compute();
    ImmutableIntArray used =
        ImmutableIntArray.copyOf(one.processors().stream().distinct().sorted());
    int half = used.length() / 2;
    if (half == 0 || other == operator) {
      return List.of();
    }
    boolean swapped = random.nextBoolean();
    List<Change> changes = new ArrayList<>();
    changes.add(bySample(operator, used.subArray(swapped ? half : 0, swapped ? 2 * half : half)));
    changes.add(bySample(other, used.subArray(swapped ? 0 : half, swapped ? half : 2 * half)));
    return changes;
  }

  /** An operator split by its first dimension that can be split, over some processors. */
  private Change bySample(int operator, ImmutableIntArray processors) {
    OperatorSpace space = surroundings.operator(operator);
    ImmutableIntArray degrees = Splits.outermost(space.dimensions(), processors.length());
    int tiles = Splits.tiles(degrees);
    return new Change(
        operator,
        Configurations.following(
            space, new ParallelConfig(degrees, processors.subArray(0, tiles))));
  }

  private List<Change> branches(PlanView plan, RandomGenerator random) {
    if (branches.forks().isEmpty() || surroundings.processors() == 1) {
      return List.of();
    }
    List<List<Integer>> fork = branches.forks().get(random.nextInt(branches.forks().size()));
    int most = Splits.log2(Math.min(surroundings.processors(), 2 * fork.size()));
    int parts = 1 << (1 + random.nextInt(most));
    int size = surroundings.processors() / parts;
    int[] part = Branches.parts(fork, parts, plan.workNanos());
    int turn = random.nextInt(parts);
    List<Change> changes = new ArrayList<>();
    for (int b = 0; b < part.length; b++) {
      ImmutableIntArray processors = placements.block(size, (part[b] + turn) % parts);
      for (int op : fork.get(b)) {
        changes.add(bySample(op, processors));
      }
    }
    return changes;
  }

  private List<Change> group(int operator, PlanView plan, RandomGenerator random) {
    int size = 2 + random.nextInt(LARGEST_GROUP - 1);
    int parts = 1 << random.nextInt(Splits.log2(surroundings.processors()) + 1);
    ImmutableIntArray processors =
        random.nextBoolean()
            ? placements.light(parts, plan.taskNanos(), random)
            : placements.block(parts, random.nextInt(placements.blocks(parts)));
    List<Change> changes = new ArrayList<>();
    for (int member : connected(operator, size, random)) {
      changes.add(bySample(member, processors));
    }
    return changes;
  }

  /** Grows a group from an operator, by neighbours of members drawn at random. */
  private List<Integer> connected(int operator, int size, RandomGenerator random) {
    List<Integer> members = new ArrayList<>(List.of(operator));
    for (int i = 0; i < 2 * size && members.size() < size; i++) {
      ImmutableIntArray near =
          surroundings.neighbours().get(members.get(random.nextInt(members.size())));
      if (!near.isEmpty()) {
        int next = near.get(random.nextInt(near.length()));
        if (!members.contains(next)) {
          members.add(next);
        }
      }
    }
    return members;
  }

  private List<Change> layers(int operator, PlanView plan, RandomGenerator random) {
    ImmutableIntArray layers = surroundings.layers().get(operator);
    if (layers.length() < 2) {
      return List.of();
    }
    Change model =
        switch (random.nextInt(3)) {
          case 0 -> degree(operator, plan, random);
          case 1 -> place(operator, plan, random);
          default -> new Change(operator, plan.configurations().get(operator));
        };
    return layers.stream().mapToObj(op -> new Change(op, model.configuration())).toList();
  }

  private List<Change> update(int operator, PlanView plan, RandomGenerator random) {
    OperatorSpace space = surroundings.operator(operator);
    if (!space.updates()) {
      return List.of();
    }
    boolean together = random.nextBoolean();
    int way = random.nextInt(3);
    List<Change> changes = new ArrayList<>();
    ImmutableIntArray members =
        together ? surroundings.layers().get(operator) : ImmutableIntArray.of(operator);
    for (int i = 0; i < members.length(); i++) {
      int member = members.get(i);
      ParallelConfig compute = plan.configurations().get(member).compute();
      changes.add(
          new Change(
              member,
              switch (way) {
                case 0 -> Configurations.following(surroundings.operator(member), compute);
                case 1 -> Configurations.gathered(surroundings.operator(member), compute);
                default ->
                    new OperatorConfig(
                        compute, surroundings.spaces().get(member).randomUpdate(random));
              }));
    }
    return changes;
  }
}
