package org.soapstone.simulator.simulation;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.analysis.PreparedFill;
import org.soapstone.tasks.analysis.PreparedLaunch;
import org.soapstone.tasks.analysis.PreparedTasks;
import org.soapstone.tasks.analysis.SteadyState;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * A program shaped like a DNN's training: operators with one or more inputs, run forward, backward
 * with gradients reduced, and updated; each operator can be split and placed in many ways.
 */
final class StepProgram {
  private static final FieldSpace FLOAT = FieldSpace.of("x", FieldType.FLOAT32);

  /** How an operator reads its inputs. */
  enum Reach {
    /** Each output needs the input at its place. */
    POINT,
    /** Each output needs its neighbours along the first dimension too. */
    HALO,
    /** Each output needs all of the second dimension. */
    ROW
  }

  /**
   * An operator, its inputs by number, and the extents of its output; weights have the second
   * extent times a depth.
   */
  record Operator(
      List<Integer> inputs, Reach reach, long rows, long columns, long depth, int nanosPerPoint) {}

  /** Arguments that say how long a point of the first requirement takes. */
  record Work(String name, int nanosPerPoint) implements TaskArguments {}

  /**
   * A fixed part and so much for each point of the first requirement; movements by the machine's
   * figures; handing over to another processor takes always the same.
   */
  record Costs(MovementTimes movement, long handoffNanos) implements NodeCosts {
    @Override
    public long taskNanos(CostKey key) {
      return 5_000 + ((Work) key.arguments()).nanosPerPoint() * key.rects().getFirst().volume();
    }

    @Override
    public long movementNanos(NodeKind kind, int processor, int source, int target, long bytes) {
      return movement.nanos(kind, source, target, bytes);
    }
  }

  private record Context(Machine machine) implements MapperContext {
    @Override
    public Set<ProcessorKind> kinds(String task) {
      return EnumSet.allOf(ProcessorKind.class);
    }
  }

  private record Fixed(ImmutableIntArray processors) implements Mapper {
    @Override
    public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
      return processors.toArray();
    }
  }

  private final Machine machine;
  private final Context context;
  private final List<Operator> operators;
  private final List<LogicalRegion> outputs = new ArrayList<>();
  private final List<LogicalRegion> outputGradients = new ArrayList<>();
  private final List<LogicalRegion> weights = new ArrayList<>();
  private final List<LogicalRegion> weightGradients = new ArrayList<>();
  private final List<PreparedLaunch> once = new ArrayList<>();
  private final SortedMap<Long, PreparedLaunch> step = new TreeMap<>();

  StepProgram(Machine machine, List<Operator> operators) {
    this.machine = machine;
    this.context = new Context(machine);
    this.operators = List.copyOf(operators);
    var forest = new RegionForest();
    for (int o = 0; o < operators.size(); o++) {
      Operator operator = operators.get(o);
      IndexSpace tensor = IndexSpace.of(Rect.ofExtents(operator.rows, operator.columns));
      outputs.add(forest.createRegion("y" + o, tensor, FLOAT));
      outputGradients.add(forest.createRegion("dy" + o, tensor, FLOAT));
      IndexSpace parameters = IndexSpace.of(Rect.ofExtents(operator.columns, operator.depth));
      weights.add(forest.createRegion("w" + o, parameters, FLOAT));
      weightGradients.add(forest.createRegion("dw" + o, parameters, FLOAT));
      once.add(PreparedFill.of(fill(weights.get(o)), o));
      prepareFill(outputGradients.get(o), operators.size() + 2L * o);
      prepareFill(weightGradients.get(o), operators.size() + 2L * o + 1);
    }
  }

  long stepSpan() {
    return 6L * operators.size();
  }

  int operatorCount() {
    return operators.size();
  }

  List<CostedLaunch> launches() {
    return costed(step.values());
  }

  List<TreeFragment> fragments() {
    return List.copyOf(allFragments().values());
  }

  SortedMap<Integer, TreeFragment> allFragments() {
    SortedMap<Integer, TreeFragment> fragments = new TreeMap<>();
    for (var regions : List.of(outputs, outputGradients, weights, weightGradients)) {
      regions.forEach(region -> fragments.put(region.tree(), fragment(region)));
    }
    return fragments;
  }

  StepEdit whole() {
    return new StepEdit(launches(), allFragments());
  }

  /** Splits and places an operator anew, and returns how that changes the step. */
  StepEdit configure(int o, ParallelConfig compute, ParallelConfig update) {
    List<PreparedTasks> lowered = lower(o, compute, update);
    lowered.forEach(launch -> step.put(launch.position(), launch));
    SortedMap<Integer, TreeFragment> fragments = new TreeMap<>();
    for (PreparedTasks launch : lowered) {
      for (RegionRequirement requirement : launch.launch().requirements()) {
        fragments.computeIfAbsent(
            requirement.region().tree(), tree -> fragment(requirement.region()));
      }
    }
    return new StepEdit(costed(lowered), fragments);
  }

  /** {@return the launches as they are now, to be put back} */
  SortedMap<Long, PreparedLaunch> save() {
    return new TreeMap<>(step);
  }

  void restore(SortedMap<Long, PreparedLaunch> saved) {
    step.clear();
    step.putAll(saved);
  }

  ParallelConfig randomCompute(RandomGenerator random) {
    int rows = 1 + random.nextInt(4);
    int columns = 1 + random.nextInt(Math.max(1, 4 / rows));
    return random(random, rows, columns);
  }

  ParallelConfig randomUpdate(RandomGenerator random) {
    return random(random, 1 + random.nextInt(4), 1);
  }

  private ParallelConfig random(RandomGenerator random, int rows, int columns) {
    int[] processors = new int[rows * columns];
    int first = random.nextInt(machine.processorCount());
    boolean inOrder = random.nextBoolean();
    for (int i = 0; i < processors.length; i++) {
      processors[i] =
          inOrder
              ? (first + i) % machine.processorCount()
              : random.nextInt(machine.processorCount());
    }
    return new ParallelConfig(
        ImmutableIntArray.of(rows, columns), ImmutableIntArray.copyOf(processors));
  }

  /** {@return the first dimension split over all processors} */
  ParallelConfig dataParallel() {
    int[] processors = new int[machine.processorCount()];
    for (int i = 0; i < processors.length; i++) {
      processors[i] = i;
    }
    return new ParallelConfig(
        ImmutableIntArray.of(processors.length, 1), ImmutableIntArray.copyOf(processors));
  }

  private List<PreparedTasks> lower(int o, ParallelConfig compute, ParallelConfig update) {
    int n = operators.size();
    Operator operator = operators.get(o);
    IndexPartition out = Partitions.equal(outputs.get(o).indexSpace(), compute.grid());
    IndexPartition weight =
        Partitions.image(
            out,
            AffineRectMap.builder(2).dimension(1, 1, 0, 0).all(0, operator.depth - 1).build(),
            weights.get(o).indexSpace());
    List<RegionRequirement> forward = new ArrayList<>();
    List<RegionRequirement> backward = new ArrayList<>();
    forward.add(pieces(outputs.get(o), out, Privilege.writeDiscard()));
    backward.add(pieces(outputGradients.get(o), out, Privilege.read()));
    forward.add(pieces(weights.get(o), weight, Privilege.read()));
    backward.add(pieces(weights.get(o), weight, Privilege.read()));
    backward.add(
        pieces(weightGradients.get(o), weight, Privilege.reduce(BuiltInReduction.SUM_F32)));
    for (int input : operator.inputs) {
      IndexPartition needed =
          Partitions.image(out, reach(operator, input), outputs.get(input).indexSpace());
      forward.add(pieces(outputs.get(input), needed, Privilege.read()));
      backward.add(pieces(outputs.get(input), needed, Privilege.read()));
      backward.add(
          pieces(outputGradients.get(input), needed, Privilege.reduce(BuiltInReduction.SUM_F32)));
    }
    IndexPartition updated = Partitions.equal(weights.get(o).indexSpace(), update.grid());
    List<RegionRequirement> updates =
        List.of(
            pieces(weights.get(o), updated, Privilege.readWrite()),
            pieces(weightGradients.get(o), updated, Privilege.read()));
    int work = operator.nanosPerPoint;
    return List.of(
        prepare("forward", o, o, compute, work, forward),
        prepare("backward", o, 4L * n - 1 - o, compute, 2 * work, backward),
        prepare("update", o, 4L * n + o, update, 1, updates));
  }

  private AffineRectMap reach(Operator operator, int input) {
    long columns = operators.get(input).columns;
    return switch (operator.reach) {
      case POINT -> AffineRectMap.identity(2);
      case HALO -> AffineRectMap.builder(2).dimension(0, 1, -1, 1).all(0, columns - 1).build();
      case ROW -> AffineRectMap.builder(2).dimension(0, 1, 0, 0).all(0, columns - 1).build();
    };
  }

  private PreparedTasks prepare(
      String phase,
      int o,
      long position,
      ParallelConfig config,
      int nanosPerPoint,
      List<RegionRequirement> requirements) {
    var launch =
        new IndexLaunch(
            phase,
            config.grid(),
            requirements,
            new Work(phase, nanosPerPoint),
            List.of(),
            LaunchTag.NONE,
            0,
            phase + o);
    return PreparedTasks.of(launch, position, new Fixed(config.processors()), context);
  }

  private void prepareFill(LogicalRegion region, long position) {
    step.put(position, PreparedFill.of(fill(region), position));
  }

  private static FillLaunch fill(LogicalRegion region) {
    return new FillLaunch(
        region, FLOAT.all(), FillValue.of(-0.0f), LaunchTag.NONE, "fill " + region.name());
  }

  private static RegionRequirement pieces(
      LogicalRegion region, IndexPartition partition, Privilege privilege) {
    return RegionRequirement.pieces(region, partition, Projection.IDENTITY, FLOAT.all(), privilege);
  }

  private TreeFragment fragment(LogicalRegion region) {
    return SteadyState.fragment(region, once, List.copyOf(step.values()), new Mapper() {}, context);
  }

  private List<CostedLaunch> costed(Iterable<? extends PreparedLaunch> launches) {
    List<CostedLaunch> costed = new ArrayList<>();
    for (PreparedLaunch launch : launches) {
      if (launch instanceof PreparedTasks tasks) {
        costed.add(CostedLaunch.of(tasks.mapped(), machine));
      }
    }
    return costed;
  }

  /** {@return a chain of operators with some shortcuts} */
  static List<Operator> random(RandomGenerator random, int count) {
    List<Operator> operators = new ArrayList<>();
    for (int o = 0; o < count; o++) {
      List<Integer> inputs = new ArrayList<>();
      if (o > 0) {
        inputs.add(o - 1);
        if (o > 2 && random.nextInt(3) == 0) {
          inputs.add(random.nextInt(o - 1));
        }
      }
      Reach reach = Reach.values()[random.nextInt(3)];
      operators.add(
          new Operator(inputs, reach, 32, 64, 1 + random.nextInt(300), 1 + random.nextInt(40)));
    }
    return operators;
  }

  /**
   * {@return operators connected like Inception-v3's: a stem, then modules of four branches that
   * are joined}
   */
  static List<Operator> inception(RandomGenerator random) {
    List<Operator> operators = new ArrayList<>();
    operators.add(new Operator(List.of(), Reach.HALO, 64, 64, 64, 40));
    for (int o = 1; o < 7; o++) {
      operators.add(new Operator(List.of(o - 1), Reach.HALO, 64, 64, 64, 40));
    }
    for (int module = 0; module < 11; module++) {
      int input = operators.size() - 1;
      List<Integer> ends = new ArrayList<>();
      for (int depth : new int[] {1, 2, 3, 3}) {
        int last = input;
        for (int i = 0; i < depth; i++) {
          Reach reach = i == 0 ? Reach.ROW : Reach.HALO;
          int nanos = 10 + random.nextInt(60);
          operators.add(new Operator(List.of(last), reach, 64, 64, 400, nanos));
          last = operators.size() - 1;
        }
        ends.add(last);
      }
      operators.add(new Operator(ends, Reach.POINT, 64, 64, 1, 2));
    }
    operators.add(new Operator(List.of(operators.size() - 1), Reach.ROW, 64, 64, 2000, 30));
    return operators;
  }
}
