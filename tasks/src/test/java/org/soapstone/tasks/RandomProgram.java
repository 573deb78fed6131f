package org.soapstone.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchControl;
import org.soapstone.mapper.launch.LaunchPredicate;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.partitioning.DeferredPartition;

/**
 * A random legal program: trees of one to three dimensions, partitions disjoint and aliased, dense
 * and sparse, also of subregions, and launches with every privilege, fills, futures and predicates.
 *
 * <p>What a launch is depends on the seed and its number alone, so that a program from which
 * launches are left out has the others unchanged, but for the results that they took from those.
 *
 * <p>With an interpreter, which then runs the program while it is made, it also has operators that
 * make partitions of what the tasks before them wrote: only so is known which launches are legal.
 */
public final class RandomProgram {
  private static final int MOST_ATTEMPTS = 40;

  private final long seed;

  /** How many points may run at the same time. */
  private final int processors;

  /** The random numbers of the launch that is being made. */
  private SplittableRandom random;

  private final RegionForest forest = new RegionForest();
  private final List<LogicalRegion> roots = new ArrayList<>();
  private final Map<LogicalRegion, List<View>> views = new LinkedHashMap<>();
  private final List<Launch> launches = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  /** The launches that set results, which later ones may take. */
  private final List<Producer> producers = new ArrayList<>();

  /** The number of the launch that is being made. */
  private int number;

  /** A launch whose every point sets a result. */
  private record Producer(int number, long position, IndexLaunch launch) {
    boolean decides() {
      return ((RandomBodies.Arguments) launch.arguments()).result() == RandomBodies.Result.TRUTH;
    }
  }

  /** A region with one of its partitions. */
  record View(LogicalRegion region, IndexPartition partition) {}

  /** A launch, or an operator that makes a partition. */
  sealed interface Step {
    /** A launch, over the partitions that the interpreter knows. */
    record Launched(Launch launch) implements Step {}

    /** An execution fence. */
    record Fence() implements Step {}

    /** An operator, and the partition that the interpreter made with it. */
    record Operated(RandomOperators.Operator operator, IndexPartition made) implements Step {}
  }

  /** Makes a program of so many launches; some tasks throw. */
  public RandomProgram(long seed, int launchCount, double failureRate) {
    this(seed, launchCount, failureRate, _ -> true);
  }

  /** Makes a program of some of so many launches. */
  RandomProgram(long seed, int launchCount, double failureRate, IntPredicate kept) {
    this(seed, launchCount, failureRate, 1, kept);
  }

  /**
   * Makes a program of some of so many launches.
   *
   * @param processors how many points of a launch may run at the same time
   */
  RandomProgram(long seed, int launchCount, double failureRate, int processors, IntPredicate kept) {
    this(seed, processors);
    for (int i = 0; i < launchCount; i++) {
      Launch launch = next(i, failureRate);
      boolean fenced = random.nextInt(12) == 0;
      if (kept.test(i)) {
        add(launch, steps.size());
        if (fenced) {
          steps.add(new Step.Fence());
        }
      }
    }
  }

  /** Makes a program without launches. */
  private RandomProgram(long seed, int processors) {
    this.seed = seed;
    this.processors = processors;
    random = numbers(-1, 0);
    for (int t = 1 + random.nextInt(3); t > 0; t--) {
      addTree();
    }
  }

  /** The random numbers for one purpose of a launch. */
  private SplittableRandom numbers(int launch, int purpose) {
    var mixed = new SplittableRandom(seed).split();
    return new SplittableRandom(mixed.nextLong() + 1_000_003L * launch + 7_919L * purpose);
  }

  private Launch next(int launch, double failureRate) {
    number = launch;
    random = numbers(launch, 0);
    return launch(failureRate);
  }

  /**
   * Makes a program of so many launches and operators, and runs it.
   *
   * @param interpreter runs it
   * @param chunks how many chunks operators cut a region into
   */
  RandomProgram(
      long seed,
      int launchCount,
      double failureRate,
      SequentialInterpreter interpreter,
      int chunks) {
    this(seed, 1);
    interpreter.in(forest);
    var operating = numbers(-2, 0);
    var operators = new RandomOperators(operating, roots, views, failureRate > 0);
    for (int i = 0; i < launchCount; i++) {
      if (operating.nextInt(2) == 0) {
        Optional<RandomOperators.Chosen> chosen = operators.choose();
        if (chosen.isPresent()) {
          IndexPartition made =
              chosen.get().operator().make(interpreter.partitions(chunks), partition -> partition);
          views.get(chosen.get().region().root()).add(new View(chosen.get().region(), made));
          steps.add(new Step.Operated(chosen.get().operator(), made));
        }
      }
      Launch launch = next(i, failureRate);
      add(launch, interpreter.position());
      interpreter.launch(launch);
    }
  }

  private Launch launch(double failureRate) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> fill();
      case 2 ->
          new RandomCopies(random, this::anyView, failureRate > 0)
              .copy(number)
              .filter(RandomProgram::isLegal)
              .map(Launch.class::cast)
              .orElseGet(() -> tasks(failureRate));
      // Where tasks fail, what they spoil depends on the order.
      case 3 -> failureRate > 0 ? tasks(failureRate) : random.nextBoolean() ? adding() : sharing();
      default -> tasks(failureRate);
    };
  }

  private void add(Launch launch, long position) {
    launches.add(launch);
    steps.add(new Step.Launched(launch));
    if (launch instanceof IndexLaunch index
        && index.arguments() instanceof RandomBodies.Arguments arguments
        && arguments.result() != RandomBodies.Result.NONE) {
      producers.add(new Producer(number, position, index));
    }
  }

  /** The launches, fences and operators, in program order. */
  List<Step> steps() {
    return steps;
  }

  public RegionForest forest() {
    return forest;
  }

  public List<LogicalRegion> roots() {
    return roots;
  }

  public List<Launch> launches() {
    return launches;
  }

  private void addTree() {
    int dims = 1 + random.nextInt(3);
    int longest = dims == 1 ? 40 : dims == 2 ? 9 : 5;
    Rect bounds = randomBox(dims, longest, 3);
    IndexSpace space = random.nextInt(4) == 0 ? sparse(bounds) : IndexSpace.of(bounds);
    var fields = FieldSpace.builder();
    for (int f = 1 + random.nextInt(3); f > 0; f--) {
      FieldType type =
          switch (random.nextInt(4)) {
            case 0 -> FieldType.FLOAT64;
            case 1 -> FieldType.INT32;
            case 2 -> FieldType.INT64;
            default -> FieldType.FLOAT32;
          };
      fields.field("f" + f, type);
    }
    LogicalRegion root = forest.createRegion("tree" + roots.size(), space, fields.build());
    roots.add(root);
    List<View> ofTree = new ArrayList<>();
    views.put(root, ofTree);
    for (int p = 2 + random.nextInt(3); p > 0; p--) {
      LogicalRegion parent = root;
      if (!ofTree.isEmpty() && random.nextInt(3) == 0) {
        View upper = ofTree.get(random.nextInt(ofTree.size()));
        Point colour = randomPoint(upper.partition.colours());
        if (!upper.partition.space(colour).isEmpty()) {
          parent = forest.partition(upper.region, upper.partition).subregion(colour);
        }
      }
      ofTree.add(new View(parent, partition(parent.indexSpace())));
    }
  }

  private Rect randomBox(int dims, int longest, int offset) {
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = random.nextInt(-offset, offset + 1);
      hi[d] = lo[d] + random.nextInt(longest);
    }
    return Rect.of(lo, hi);
  }

  private Rect boxInside(Rect bounds) {
    long[] lo = new long[bounds.dims()];
    long[] hi = new long[bounds.dims()];
    for (int d = 0; d < lo.length; d++) {
      lo[d] = bounds.lo(d) + random.nextLong(bounds.extent(d));
      hi[d] = lo[d] + random.nextLong(bounds.hi(d) - lo[d] + 1);
    }
    return Rect.of(lo, hi);
  }

  private IndexSpace sparse(Rect bounds) {
    List<Rect> boxes = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      boxes.add(boxInside(bounds));
    }
    return IndexSpace.of(boxes);
  }

  private Point randomPoint(Rect rect) {
    return rect.delinearize(random.nextLong(rect.volume()));
  }

  private IndexPartition partition(IndexSpace space) {
    int dims = space.dims();
    long[] tile = new long[dims];
    long[] colours = new long[dims];
    for (int d = 0; d < dims; d++) {
      colours[d] = 1L + random.nextInt(dims == 1 ? 9 : 3);
      tile[d] = Math.max(1, (space.bounds().extent(d) + colours[d] - 1) / colours[d]);
    }
    IndexPartition blocks =
        space.isDense() && random.nextBoolean()
            ? Partitions.equal(space, Rect.ofExtents(colours))
            : Partitions.blocks(space, tile);
    return switch (random.nextInt(4)) {
      case 0, 1 -> blocks;
      case 2 -> {
        var halo = AffineRectMap.builder(dims);
        for (int d = 0; d < dims; d++) {
          halo.dimension(d, 1, -random.nextInt(3), random.nextInt(3));
        }
        yield Partitions.image(blocks, halo.build(), space);
      }
      default -> {
        Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
        Rect.ofExtents(1 + random.nextInt(8))
            .forEachPoint(c -> pieces.put(c, sparse(space.bounds()).intersection(space)));
        yield Partitions.explicit(space, pieces);
      }
    };
  }

  private Launch fill() {
    LogicalRegion root = roots.get(random.nextInt(roots.size()));
    View view = views.get(root).get(random.nextInt(views.get(root).size()));
    LogicalRegion region =
        switch (random.nextInt(3)) {
          case 0 -> view.region;
          case 1 -> anyPiece(view);
          default -> root;
        };
    Field field = root.fieldSpace().field(random.nextInt(root.fieldSpace().size()));
    return new FillLaunch(
        region, FieldSet.of(field), fillValue(field.type()), LaunchTag.NONE, "fill " + number);
  }

  /** A piece of a view; the whole region where the pieces are computed and perhaps not known. */
  private LogicalRegion anyPiece(View view) {
    return view.partition instanceof DeferredPartition
        ? view.region
        : forest
            .partition(view.region, view.partition)
            .subregion(randomPoint(view.partition.colours()));
  }

  /** Often the identity of a sum, so that reductions adopt. */
  private FillValue fillValue(FieldType type) {
    boolean identity = random.nextBoolean();
    int value = identity ? 0 : random.nextInt(-8, 9);
    return switch (type) {
      case FLOAT32 -> FillValue.of(identity ? -0.0f : value / 4f);
      case FLOAT64 -> FillValue.of(identity ? -0.0 : value / 4.0);
      case INT32 -> FillValue.of(value);
      case INT64 -> FillValue.of((long) value);
      case UINT8 -> throw new AssertionError(type);
    };
  }

  private Launch tasks(double failureRate) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      View leading = anyView();
      boolean meeting = failureRate == 0 && random.nextInt(10) == 0;
      Rect domain =
          meeting
              ? Rect.ofExtents(1 + random.nextInt(processors))
              : random.nextInt(4) == 0 ? Rect.ofExtents(1) : leading.partition.colours();
      List<RegionRequirement> requirements = new ArrayList<>();
      for (int r = 1 + random.nextInt(3); r > 0; r--) {
        requirement(r == 1 ? leading : anyView(), domain).ifPresent(requirements::add);
      }
      List<FutureId> futures = futures(domain);
      boolean throwing = random.nextDouble() < failureRate;
      var arguments =
          new RandomBodies.Arguments(
              random.nextLong(),
              anyResult(),
              throwing ? random.nextInt((int) domain.volume()) : -1,
              List.copyOf(requirements),
              futures.size(),
              0,
              failureRate > 0);
      String task =
          switch (random.nextInt(4)) {
            case 0 -> meeting ? RandomBodies.MEETING : RandomBodies.OVERWRITING;
            case 1 -> meeting ? RandomBodies.MEETING : RandomBodies.INNER;
            default -> meeting ? RandomBodies.MEETING : RandomBodies.FOLDING;
          };
      IndexLaunch launch =
          new IndexLaunch(
              task,
              domain,
              requirements,
              arguments,
              futures,
              LaunchTag.NONE,
              number,
              "launch " + number,
              meeting
                  ? new LaunchControl(LaunchPredicate.always(), Optional.empty(), true)
                  : control(domain, arguments.result()));
      if (isLegal(launch)) {
        return launch;
      }
    }
    return fill();
  }

  /** Tasks that share integers under atomic coherence, in any order. */
  private Launch adding() {
    View view = anyView();
    List<Integer> integers =
        view.region.fieldSpace().fields().stream()
            .filter(field -> field.type() == FieldType.INT32 || field.type() == FieldType.INT64)
            .map(Field::id)
            .toList();
    if (integers.isEmpty()) {
      return fill();
    }
    Rect domain = view.partition.colours();
    boolean whole = random.nextInt(4) == 0;
    var requirement =
        new RegionRequirement(
            view.region,
            whole ? Optional.empty() : Optional.of(view.partition),
            Projection.IDENTITY,
            FieldSet.of(integers.get(random.nextInt(integers.size()))),
            Privilege.readWrite(),
            Coherence.ATOMIC);
    var arguments =
        new RandomBodies.Arguments(
            random.nextLong(), RandomBodies.Result.NONE, -1, List.of(requirement), 0, 0, false);
    return new IndexLaunch(
        RandomBodies.ADDING,
        domain,
        List.of(requirement),
        arguments,
        List.of(),
        LaunchTag.NONE,
        number,
        "adding " + number);
  }

  /** Tasks that see all of a region at the same time and write some of its elements. */
  private Launch sharing() {
    View view = anyView();
    int fields = view.region.fieldSpace().size();
    var requirement =
        new RegionRequirement(
            view.region,
            Optional.empty(),
            Projection.IDENTITY,
            FieldSet.of(random.nextInt(fields)).union(FieldSet.of(random.nextInt(fields))),
            Privilege.readWrite(),
            random.nextBoolean() ? Coherence.SIMULTANEOUS : Coherence.RELAXED);
    var arguments =
        new RandomBodies.Arguments(
            random.nextLong(), RandomBodies.Result.NONE, -1, List.of(requirement), 0, 0, false);
    return new IndexLaunch(
        RandomBodies.SHARING,
        view.partition.colours(),
        List.of(requirement),
        arguments,
        List.of(),
        LaunchTag.NONE,
        number,
        "sharing " + number);
  }

  private RandomBodies.Result anyResult() {
    return switch (random.nextInt(3)) {
      case 0 -> RandomBodies.Result.NONE;
      case 1 -> RandomBodies.Result.NUMBER;
      default -> RandomBodies.Result.TRUTH;
    };
  }

  private View anyView() {
    LogicalRegion root = roots.get(random.nextInt(roots.size()));
    return views.get(root).get(random.nextInt(views.get(root).size()));
  }

  /** Names launches that set results: all of one's, or for each point one. */
  private List<FutureId> futures(Rect domain) {
    List<FutureId> futures = new ArrayList<>();
    for (Producer producer : producers) {
      SplittableRandom choice = numbers(number, 1 + producer.number);
      if (choice.nextInt(12) == 0) {
        futures.add(
            choice.nextBoolean()
                ? new FutureId(producer.position)
                : oneEach(producer, domain, choice));
      }
    }
    return futures;
  }

  /** Names for each point of a domain the result of one point. */
  private static FutureId oneEach(Producer producer, Rect domain, SplittableRandom choice) {
    Rect from = producer.launch.domain();
    boolean alike = from.dims() == domain.dims() && from.contains(domain);
    return new FutureId(
        producer.position,
        from,
        alike && choice.nextInt(4) > 0
            ? Projection.IDENTITY
            : new Projection.Constant(from.delinearize(choice.nextLong(from.volume()))));
  }

  /** Often a predicate of one or two results. */
  private LaunchControl control(Rect domain, RandomBodies.Result result) {
    LaunchPredicate predicate = LaunchPredicate.always();
    for (Producer producer : producers) {
      SplittableRandom choice = numbers(number, -1 - producer.number);
      if (producer.decides() && choice.nextInt(12) == 0) {
        LaunchPredicate next = LaunchPredicate.of(oneEach(producer, domain, choice));
        next = choice.nextBoolean() ? next : next.not();
        predicate =
            switch (choice.nextInt(3)) {
              case 0 -> predicate.and(next);
              case 1 -> predicate.not().or(next);
              default -> next;
            };
      }
    }
    return new LaunchControl(predicate, Optional.ofNullable(result.standIn()), false);
  }

  private Optional<RegionRequirement> requirement(View view, Rect domain) {
    FieldSpace fieldSpace = view.region.fieldSpace();
    int first = random.nextInt(fieldSpace.size());
    Privilege privilege = privilege(fieldSpace.field(first).type());
    FieldSet fields = FieldSet.of(first);
    if (!privilege.reduces()) {
      fields = fields.union(FieldSet.of(random.nextInt(fieldSpace.size())));
    }
    if (random.nextInt(6) == 0) {
      return Optional.of(RegionRequirement.whole(view.region, fields, privilege));
    }
    Rect colours = view.partition.colours();
    return Optional.of(
        RegionRequirement.pieces(
            view.region, view.partition, projection(domain, colours), fields, privilege));
  }

  /** Mostly the identity, where that is possible; otherwise of any kind. */
  private Projection projection(Rect domain, Rect colours) {
    if (colours.dims() == domain.dims() && colours.contains(domain) && random.nextInt(4) > 0) {
      return Projection.IDENTITY;
    }
    return switch (random.nextInt(4)) {
      case 0 -> around(domain, colours);
      case 1 -> affine(domain, colours);
      default -> new Projection.Constant(randomPoint(colours));
    };
  }

  /** Code: the points of the domain, in row-major order, go round the colours. */
  private Projection around(Rect domain, Rect colours) {
    long count = colours.volume();
    long first = random.nextLong(count);
    long step = 1 + random.nextLong(count);
    return new Projection.Functor(
        "%s to %s from %d by %d".formatted(domain, colours, first, step),
        p -> colours.delinearize((first + step * domain.linearize(p)) % count));
  }

  /** Each coordinate of the colour follows one of the point, or none, where that fits. */
  private Projection affine(Rect domain, Rect colours) {
    List<Point> rows = new ArrayList<>();
    long[] offset = new long[colours.dims()];
    for (int t = 0; t < offset.length; t++) {
      long[] row = new long[domain.dims()];
      int d = random.nextInt(domain.dims());
      boolean reversed = random.nextBoolean();
      if (domain.extent(d) <= colours.extent(t)) {
        row[d] = reversed ? -1 : 1;
        offset[t] = reversed ? colours.lo(t) + domain.hi(d) : colours.lo(t) - domain.lo(d);
      } else {
        offset[t] = colours.hi(t);
      }
      rows.add(Point.of(row));
    }
    return new Projection.Affine(rows, Point.of(offset));
  }

  private Privilege privilege(FieldType type) {
    return switch (random.nextInt(7)) {
      case 0, 1 -> Privilege.read();
      case 2 -> Privilege.readWrite();
      case 3, 4 -> Privilege.writeDiscard();
      default -> Privilege.reduce(operator(type));
    };
  }

  private ReductionOperator operator(FieldType type) {
    if (type == FieldType.INT64 && random.nextInt(3) == 0) {
      return Composition.OPERATOR;
    }
    List<BuiltInReduction> all =
        Arrays.stream(BuiltInReduction.values())
            .filter(operator -> operator.type() == type)
            .toList();
    // Mostly sums, whose rounding depends on the order.
    return random.nextInt(3) > 0
        ? all.stream().filter(op -> op.name().startsWith("SUM")).findFirst().orElseThrow()
        : all.get(random.nextInt(all.size()));
  }

  /** Whether no two points and no two requirements interfere: by comparing all with all. */
  static boolean isLegal(IndexLaunch launch) {
    List<RegionRequirement> all = launch.requirements();
    if (SequentialInterpreter.failedPartition(launch).isPresent()) {
      return true;
    }
    for (int a = 0; a < all.size(); a++) {
      for (int b = a; b < all.size(); b++) {
        if (all.get(a).region().tree() != all.get(b).region().tree()
            || !all.get(a).fields().intersects(all.get(b).fields())
            || !all.get(a).privilege().interferes(all.get(b).privilege())
            || (a == b && all.get(a).coherence() != Coherence.EXCLUSIVE)) {
          continue;
        }
        for (int p = 0; p < launch.pointCount(); p++) {
          for (int q = 0; q < launch.pointCount(); q++) {
            if ((a != b || p < q)
                && all.get(a)
                    .space(launch.point(p))
                    .intersects(all.get(b).space(launch.point(q)))) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }
}
