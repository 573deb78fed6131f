package org.soapstone.tasks.analysis;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalPartition;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.Ternary;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;

/**
 * A random machine, mapper, forest and program: dense and sparse trees, aliased and disjoint
 * partitions, all privileges, fills and futures. Everything follows from the seed.
 */
final class RandomProgram {
  final long seed;
  final Machine machine;
  final MapperContext context;
  final Mapper mapper;
  final List<LogicalRegion> roots = new ArrayList<>();
  private final SplittableRandom random;
  private final RegionForest forest = new RegionForest();
  private final List<Tree> trees = new ArrayList<>();
  private int launches;

  /** What the launches of this program mostly do. */
  private final Mood mood;

  private enum Mood {
    ANYTHING,
    READING,
    REDUCING
  }

  /** A region with a partition of it. */
  private record Split(LogicalRegion region, IndexPartition partition) {}

  private record Tree(LogicalRegion root, List<LogicalRegion> regions, List<Split> splits) {}

  /** What a mapper sees: every task has a variant for every processor. */
  record Context(Machine machine) implements MapperContext {
    @Override
    public Set<ProcessorKind> kinds(String task) {
      return EnumSet.allOf(ProcessorKind.class);
    }
  }

  /** left (op) right = 31 · left + right: its operands may not change places. */
  record Ordered(FieldType type) implements ReductionOperator {
    @Override
    public String name() {
      return "ORDERED_" + type;
    }

    @Override
    public void fold(
        MemorySegment lhs, long lhsByteOffset, MemorySegment rhs, long rhsByteOffset, long count) {
      throw new UnsupportedOperationException("programs are executed symbolically");
    }

    @Override
    public void fillIdentity(MemorySegment target, long byteOffset, long count) {
      target.asSlice(byteOffset, count * type.bytes()).fill((byte) 0x55);
    }
  }

  RandomProgram(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    machine = machine();
    context = new Context(machine);
    mapper = new RandomMapper(random.nextLong());
    mood = chance(96) ? Mood.ANYTHING : chance(50) ? Mood.READING : Mood.REDUCING;
    int count = mood == Mood.ANYTHING ? upTo(3) : 1;
    for (int t = 0; t < count; t++) {
      trees.add(tree(t));
    }
  }

  /** {@return how many launches to make: many where readers or reductions are to pile up} */
  int length() {
    return mood == Mood.ANYTHING ? 2 + upTo(20) : 70 + upTo(30);
  }

  private int upTo(int most) {
    return 1 + random.nextInt(most);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Machine machine() {
    int memories = upTo(4);
    var builder = Machine.builder("random", CopyEngine.DMA).networkSwitch("switch");
    for (int m = 0; m < memories; m++) {
      builder.memory("m" + m, MemoryKind.HOST, 0, 1L << 40, 1e9);
      builder.duplexLink("l" + m, "m" + m, "switch", 1e9, 100);
    }
    int processors = upTo(6);
    for (int p = 0; p < processors; p++) {
      String[] also = chance(50) ? new String[] {"m" + random.nextInt(memories)} : new String[0];
      builder.processor("p" + p, ProcessorKind.CPU, 0, "m" + random.nextInt(memories), 1e9, also);
    }
    return builder.build();
  }

  private Tree tree(int t) {
    int dims = upTo(3);
    long[] extents = new long[dims];
    for (int d = 0; d < dims; d++) {
      extents[d] = upTo(dims == 1 ? 16 : dims == 2 ? 6 : 4);
    }
    IndexSpace space = IndexSpace.of(Rect.ofExtents(extents));
    if (chance(30)) {
      space = randomSpace(space, 1 + upTo(3));
    }
    var fields = FieldSpace.builder();
    int count = chance(60) ? 1 : upTo(4);
    for (int f = 0; f < count; f++) {
      fields.field("f" + f, any(List.of(FieldType.FLOAT32, FieldType.FLOAT32, FieldType.INT64)));
    }
    LogicalRegion root = forest.createRegion("t" + t, space, fields.build());
    roots.add(root);
    Tree tree = new Tree(root, new ArrayList<>(List.of(root)), new ArrayList<>());
    int splits = 1 + upTo(4);
    for (int s = 0; s < splits; s++) {
      LogicalRegion region = any(tree.regions);
      IndexPartition partition = partition(region.indexSpace(), tree.splits);
      tree.splits.add(new Split(region, partition));
      if (chance(40)) {
        LogicalPartition logical = forest.partition(region, partition);
        Rect colours = partition.colours();
        tree.regions.add(logical.subregion(colours.delinearize(random.nextLong(colours.volume()))));
      }
    }
    return tree;
  }

  /** A union of random rects inside a space. */
  private IndexSpace randomSpace(IndexSpace parent, int rects) {
    List<Rect> list = new ArrayList<>();
    for (int i = 0; i < rects; i++) {
      list.add(randomRect(parent.bounds()));
    }
    return IndexSpace.of(list).intersection(parent);
  }

  private Rect randomRect(Rect bounds) {
    long[] lo = new long[bounds.dims()];
    long[] hi = new long[bounds.dims()];
    for (int d = 0; d < lo.length; d++) {
      if (bounds.isEmpty()) {
        return bounds;
      }
      long a = bounds.lo(d) + random.nextLong(bounds.extent(d));
      long b = bounds.lo(d) + random.nextLong(bounds.extent(d));
      lo[d] = Math.min(a, b);
      hi[d] = Math.max(a, b);
    }
    return Rect.of(lo, hi);
  }

  private IndexPartition partition(IndexSpace space, List<Split> others) {
    int dims = space.dims();
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        if (space.isDense()) {
          long[] colours = new long[dims];
          for (int d = 0; d < dims; d++) {
            colours[d] = upTo(d == 0 ? 4 : 2);
          }
          return Partitions.equal(space, Rect.ofExtents(colours));
        }
        long[] tile = new long[dims];
        for (int d = 0; d < dims; d++) {
          tile[d] = upTo(4);
        }
        return Partitions.blocks(space, tile);
      }
      case 2 -> {
        List<Split> same =
            others.stream().filter(split -> split.region.indexSpace().equals(space)).toList();
        if (!same.isEmpty()) {
          var halo = AffineRectMap.builder(dims);
          for (int d = 0; d < dims; d++) {
            halo.dimension(d, 1, -random.nextInt(3), random.nextInt(3));
          }
          return Partitions.image(any(same).partition, halo.build(), space);
        }
      }
      default -> {}
    }
    Map<Point, IndexSpace> pieces = new HashMap<>();
    int colours = upTo(5);
    IndexSpace taken = IndexSpace.empty(dims);
    boolean disjoint = chance(50);
    for (int c = 0; c < colours; c++) {
      IndexSpace piece = randomSpace(space, upTo(2));
      pieces.put(Point.of(c), disjoint ? piece.difference(taken) : piece);
      taken = taken.union(piece);
    }
    return Partitions.explicit(space, pieces);
  }

  /**
   * {@return random launches, the futures of which are among them, by their number from {@code
   * base}}
   */
  List<Launch> launches(int count, long base) {
    List<Launch> list = new ArrayList<>();
    while (list.size() < count) {
      Launch launch = chance(mood == Mood.ANYTHING ? 15 : 1) ? fill() : tasks(list, base);
      list.add(launch);
    }
    return list;
  }

  /** {@return launches of single tasks that read all of every tree} */
  List<Launch> readAll() {
    List<Launch> list = new ArrayList<>();
    for (Tree tree : trees) {
      list.add(
          named(
              IndexLaunch.single(
                  "read",
                  TaskArguments.NONE,
                  RegionRequirement.whole(
                      tree.root, tree.root.fieldSpace().all(), Privilege.read()))));
    }
    return list;
  }

  private IndexLaunch named(IndexLaunch launch) {
    return launch.tagged(LaunchTag.NONE, "launch" + launches++);
  }

  private FillLaunch fill() {
    Tree tree = any(trees);
    FieldType type = any(tree.root.fieldSpace().fields()).type();
    FillValue value =
        chance(70)
            ? identity(operator(type))
            : new FillValue(type, random.nextLong() >>> (64 - 8 * type.bytes()));
    return new FillLaunch(
        any(tree.regions), fields(tree, type), value, LaunchTag.NONE, "fill" + launches++);
  }

  static FillValue identity(ReductionOperator operator) {
    byte[] bytes = new byte[8];
    operator.fillIdentity(MemorySegment.ofArray(bytes), 0, 1);
    long bits = 0;
    for (int b = operator.type().bytes() - 1; b >= 0; b--) {
      bits = bits << 8 | (bytes[b] & 0xff);
    }
    return new FillValue(operator.type(), bits);
  }

  private FieldSet fields(Tree tree, FieldType type) {
    List<Field> fields = tree.root.fieldSpace().fields();
    List<Field> candidates =
        type == null ? fields : fields.stream().filter(field -> field.type() == type).toList();
    FieldSet set = FieldSet.of(any(candidates));
    while (chance(40)) {
      set = set.union(FieldSet.of(any(candidates)));
    }
    return set;
  }

  private ReductionOperator operator(FieldType type) {
    if (chance(30)) {
      return new Ordered(type);
    }
    return type == FieldType.INT64
        ? any(List.of(BuiltInReduction.SUM_I64, BuiltInReduction.MAX_I64))
        : any(List.of(BuiltInReduction.SUM_F32, BuiltInReduction.MIN_F32));
  }

  private IndexLaunch tasks(List<Launch> earlier, long base) {
    Rect domain = chance(70) ? any(any(trees).splits).partition.colours() : Rect.of(1, upTo(6));
    IndexLaunch launch = IndexLaunch.of("task", domain, TaskArguments.NONE);
    int count = upTo(3);
    for (int attempt = 0; launch.requirements().size() < count && attempt < 10; attempt++) {
      List<RegionRequirement> requirements = new ArrayList<>(launch.requirements());
      requirements.add(requirement(domain));
      IndexLaunch candidate =
          IndexLaunch.of(
              "task", domain, TaskArguments.NONE, requirements.toArray(new RegionRequirement[0]));
      launch = isLegal(candidate) ? candidate : launch;
    }
    launch = named(launch);
    if (!earlier.isEmpty() && chance(10)) {
      int producer = random.nextInt(earlier.size());
      if (earlier.get(producer) instanceof IndexLaunch) {
        launch = launch.after(new FutureId(base + producer));
      }
    }
    return launch;
  }

  private static boolean isLegal(IndexLaunch launch) {
    try {
      LaunchShape.of(launch);
      return true;
    } catch (IllegalArgumentException wrong) {
      return false;
    }
  }

  private RegionRequirement requirement(Rect domain) {
    Tree tree = any(trees);
    Privilege privilege;
    FieldSet fields = fields(tree, null);
    int kind =
        mood == Mood.ANYTHING || chance(3) ? random.nextInt(20) : mood == Mood.READING ? 0 : 19;
    if (kind < 6) {
      privilege = Privilege.read();
    } else if (kind < 11) {
      privilege = Privilege.readWrite();
    } else if (kind < 15) {
      privilege = Privilege.writeDiscard();
    } else {
      FieldType type = any(tree.root.fieldSpace().fields()).type();
      fields = fields(tree, type);
      privilege = Privilege.reduce(operator(type));
    }
    boolean exclusive = privilege.interferes(privilege) && domain.volume() > 1;
    if (chance(exclusive ? 2 : 25)) {
      return RegionRequirement.whole(any(tree.regions), fields, privilege);
    }
    Split split = any(tree.splits);
    for (int attempt = 0; attempt < 8 && exclusive && !isFit(split, domain); attempt++) {
      split = any(tree.splits);
    }
    return new RegionRequirement(
        split.region,
        Optional.of(split.partition),
        projection(domain, split.partition.colours(), exclusive),
        fields,
        privilege,
        Coherence.EXCLUSIVE);
  }

  /** {@return whether the points of a domain are likely to get disjoint pieces} */
  private static boolean isFit(Split split, Rect domain) {
    return split.partition.disjoint() != Ternary.NO && split.partition.colours().equals(domain);
  }

  private Projection projection(Rect domain, Rect colours, boolean injective) {
    if (domain.equals(colours)) {
      return switch (random.nextInt(injective ? 3 : 4)) {
        case 0 -> {
          long last = colours.volume() - 1;
          yield new Projection.Functor(
              "reverse", point -> colours.delinearize(last - colours.linearize(point)));
        }
        case 3 -> constant(colours);
        default -> Projection.IDENTITY;
      };
    }
    if (chance(20)) {
      return constant(colours);
    }
    if (domain.dims() == 1 && colours.dims() == 1 && domain.extent(0) <= colours.extent(0)) {
      return new Projection.Select(List.of(0), Point.of(colours.lo(0) - domain.lo(0)));
    }
    long shift = random.nextInt(8);
    return new Projection.Functor(
        "wrap" + shift,
        point -> colours.delinearize((domain.linearize(point) + shift) % colours.volume()));
  }

  private Projection constant(Rect colours) {
    return new Projection.Constant(colours.delinearize(random.nextLong(colours.volume())));
  }
}
