package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Throwables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.execution.ExecutionHook;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * A program that is run again and again, each time with another operation throwing: it ends, each
 * element is as the interpreter has it or spoiled by what was thrown, and what depends on the
 * operation is.
 */
final class FaultDuel {
  private static final long PATIENCE_SECONDS = 60;

  /** Ends an inner task; the interpreter has none. */
  private static final String HOME = BuiltInTasks.PREFIX + "home";

  private final RandomProgram program;
  private final Machine machine;
  private final long seed;
  private final List<Action> actions = new ArrayList<>();

  /** What the interpreter has without a fault, by how many launches of each action were made. */
  private final Map<List<Integer>, List<List<Object>>> cleanByMade = new HashMap<>();

  /** What a program does. */
  sealed interface Action {
    /** The number of positions that it takes. */
    int length();

    /** Launches, in a trace unless its name is empty, as a list or one by one. */
    record Launches(List<Launch> all, String trace, boolean asList, long iteration)
        implements Action {
      @Override
      public int length() {
        return all.size();
      }
    }

    /** An execution fence. */
    record Fence() implements Action {
      @Override
      public int length() {
        return 1;
      }
    }
  }

  /** What can go wrong. */
  sealed interface Operation {
    /** A task, copy, fold or fill of a context. */
    record Node(NodeKind kind, long key, List<Long> context, IndexLaunch launch)
        implements Operation {
      @Override
      public String toString() {
        return "%s %s of '%s' in %s"
            .formatted(kind, StructuralKey.describe(key), launch.provenance(), context);
      }
    }

    /** Memory is taken for an instance. */
    record Allocation(InstanceSpec spec) implements Operation {}

    /** The mapper is asked something, after so many other questions. */
    record Question(int number) implements Operation {}
  }

  private static final Comparator<Operation.Node> BY_PLACE =
      Comparator.<Operation.Node, String>comparing(node -> node.context.toString())
          .thenComparingLong(Operation.Node::key)
          .thenComparing(Operation.Node::kind);

  /**
   * How a run ended.
   *
   * @param made how many launches of each action were made
   * @param ends the outcomes of each probe's points, none for a probe that was refused; empty if
   *     the runtime refused to go on
   * @param told the failures that the program heard of
   * @param refusals what launching threw
   */
  private record Ended(
      List<Integer> made,
      Optional<List<List<Object>>> ends,
      List<TaskFailure> told,
      List<Throwable> refusals) {}

  FaultDuel(RandomProgram program, Machine machine, long seed, List<Action> body) {
    this.program = program;
    this.machine = machine;
    this.seed = seed;
    actions.addAll(body);
    for (LogicalRegion root : program.roots()) {
      long[] one = new long[root.indexSpace().dims()];
      Arrays.fill(one, 1);
      IndexPartition elements = Partitions.blocks(root.indexSpace(), one);
      for (Field field : root.fieldSpace().fields()) {
        actions.add(new Action.Launches(List.of(probe(root, elements, field)), "", false, 0));
      }
    }
  }

  private static IndexLaunch probe(LogicalRegion root, IndexPartition elements, Field field) {
    RegionRequirement each =
        RegionRequirement.pieces(
            root, elements, Projection.IDENTITY, FieldSet.of(field), Privilege.read());
    return IndexLaunch.of(RandomBodies.PROBE, elements.colours(), TaskArguments.NONE, each)
        .tagged(LaunchTag.NONE, "the end of " + root.name() + " " + field.name());
  }

  private static boolean isProbe(Action action) {
    return action instanceof Action.Launches launches
        && launches.all.getFirst() instanceof IndexLaunch index
        && index.task().equals(RandomBodies.PROBE);
  }

  /** {@return everything that can go wrong, in program order, after a run in which nothing does} */
  List<Operation> operations() {
    TreeSet<Operation.Node> nodes = new TreeSet<>(BY_PLACE);
    LinkedHashSet<Operation> allocations = new LinkedHashSet<>();
    var hook =
        new Injection(Optional.empty(), new AssertionError("nothing")) {
          @Override
          void happens(Operation operation) {
            synchronized (nodes) {
              switch (operation) {
                case Operation.Node node -> {
                  if (!node.launch.task().equals(RandomBodies.PROBE)) {
                    nodes.add(node);
                  }
                }
                case Operation.Allocation allocation -> {
                  if (program.roots().contains(allocation.spec.root())) { // not an inner task's own
                    allocations.add(allocation);
                  }
                }
                case Operation.Question _ -> {}
              }
            }
          }
        };
    Ended clean = inTime("nothing", () -> execute(hook));
    assertThat(clean.ends).contains(clean(clean.made));
    List<Operation> all = new ArrayList<>(nodes);
    all.addAll(allocations);
    for (int q = 0; q < hook.questions(); q++) {
      all.add(new Operation.Question(q));
    }
    return all;
  }

  /** Runs the program with an operation throwing. */
  void run(Operation broken, Throwable thrown) {
    var hook = new Injection(Optional.of(broken), thrown);
    Ended ended = inTime(broken, () -> execute(hook));
    assertThat(ended.refusals).allMatch(refusal -> isExpected(refusal, thrown));
    assertThat(ended.told)
        .as("what the program was told when %s threw", broken)
        .allMatch(failure -> stems(failure.cause(), thrown));
    // An allocation is tried again where memory of a destroyed tree can be had.
    if (hook.hasThrown() && !(broken instanceof Operation.Allocation)) {
      assertThat(ended.told.size() + ended.refusals.size())
          .as("failures told of when %s threw", broken)
          .isPositive();
    }
    if (ended.ends.isEmpty()) {
      assertThat(broken).isInstanceOf(Operation.Question.class);
      return;
    }
    List<List<Object>> actual = ended.ends.get();
    List<List<Object>> clean = clean(ended.made);
    switch (broken) {
      case Operation.Node(NodeKind kind, long key, List<Long> context, IndexLaunch launch) -> {
        if (kind == NodeKind.TASK && shares(launch)) {
          Faults worst = throwing(StructuralKey.launch(key), context);
          assertBetween(actual, clean, interpret(ended.made, worst), broken);
        } else if (kind == NodeKind.TASK && !launch.task().equals(HOME)) {
          assertSame(actual, interpret(ended.made, throwing(key, context)), broken);
        } else {
          Faults worst = spoiling(key, context, launch);
          assertBetween(actual, clean, interpret(ended.made, worst), broken);
        }
      }
      case Operation.Allocation(InstanceSpec spec) ->
          assertBetween(actual, clean, interpret(ended.made, denying(spec)), broken);
      case Operation.Question _ -> {
        Optional<TaskFailure> inside = ended.told.stream().findFirst();
        List<List<Object>> expected =
            inside
                .map(failure -> throwing(failure.key(), keys(failure.ancestors())))
                .map(faults -> interpret(ended.made, faults))
                .orElse(clean);
        assertSame(actual, expected, broken);
      }
    }
  }

  /** A watchdog: whatever goes wrong, the program goes on. */
  private static <T> T inTime(Object broken, Callable<T> run) {
    var task = new FutureTask<>(run);
    Thread thread = Thread.ofPlatform().daemon().name("fault duel").start(task);
    try {
      return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      StringBuilder text = new StringBuilder("the program hangs when " + broken + " throws");
      for (StackTraceElement frame : thread.getStackTrace()) {
        text.append("\n    at ").append(frame);
      }
      throw new AssertionError(text.toString(), e);
    } catch (ExecutionException e) {
      throw new AssertionError("when %s throws: %s".formatted(broken, e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Ended execute(Injection hook) {
    var runtime =
        Runtime.builder(machine, RandomBodies.registry())
            .mapper(new QuestionedMapper(RandomMapper.steady(seed), hook::question))
            .regions(program.forest())
            .executionHook(hook)
            .build();
    List<Integer> made = new ArrayList<>();
    List<TaskFailure> told = new ArrayList<>();
    List<Throwable> refusals = new ArrayList<>();
    List<Optional<FutureMap>> probes = new ArrayList<>();
    Optional<List<List<Object>>> ends = Optional.empty();
    try {
      for (Action action : actions) {
        List<FutureMap> probe = new ArrayList<>();
        made.add(perform(action, runtime, probe, refusals));
        if (isProbe(action)) {
          probes.add(probe.stream().findFirst());
        }
      }
      ends =
          Optional.of(
              probes.stream()
                  .map(probe -> probe.map(some -> outcomes(some, told)).orElse(List.of()))
                  .toList());
    } catch (IllegalStateException refusal) { // nothing can follow a launch that was cut short
      refusals.add(refusal);
    } finally {
      try {
        runtime.close();
      } catch (TaskFailedException e) {
        told.add(e.failure());
      } catch (IllegalStateException brokenDown) {
        refusals.add(brokenDown);
      }
    }
    return new Ended(made, ends, told, refusals);
  }

  /** {@return how many launches were made} Fences stand in for the others. */
  private static int perform(
      Action action, Runtime runtime, List<FutureMap> probes, List<Throwable> refusals) {
    long start = runtime.position();
    try {
      switch (action) {
        case Action.Fence _ -> runtime.executionFence();
        case Action.Launches(List<Launch> all, String trace, boolean asList, long iteration) -> {
          if (trace.isEmpty()) {
            all.forEach(launch -> launch(runtime, launch, probes));
          } else if (asList) {
            runtime.trace(trace, all, iteration);
          } else {
            runtime.trace(
                trace, () -> all.forEach(launch -> launch(runtime, at(launch, iteration), probes)));
          }
        }
      }
    } catch (IllegalArgumentException | Injected | VirtualMachineError | LinkageError refusal) {
      refusals.add(refusal);
    }
    int made = (int) (runtime.position() - start);
    for (int i = made; i < action.length(); i++) {
      runtime.executionFence();
    }
    return made;
  }

  private static void launch(Runtime runtime, Launch launch, List<FutureMap> probes) {
    switch (launch) {
      case FillLaunch fill -> runtime.launch(fill);
      case IndexLaunch tasks -> {
        FutureMap results = runtime.launch(tasks);
        if (tasks.task().equals(RandomBodies.PROBE)) {
          probes.add(results);
        }
      }
    }
  }

  static Launch at(Launch launch, long iteration) {
    return switch (launch) {
      case IndexLaunch tasks -> tasks.at(iteration);
      case FillLaunch fill -> fill;
    };
  }

  private static List<Object> outcomes(FutureMap probe, List<TaskFailure> told) {
    List<Object> outcomes = new ArrayList<>();
    probe
        .domain()
        .forEachPoint(p -> {
          try {
            outcomes.add(probe.get(p));
          } catch (TaskFailedException e) {
            told.add(e.failure());
            outcomes.add(e.failure());
          }
        });
    return outcomes;
  }

  private List<List<Object>> clean(List<Integer> made) {
    return cleanByMade.computeIfAbsent(made, all -> interpret(all, Faults.NONE));
  }

  private List<List<Object>> interpret(List<Integer> made, Faults faults) {
    var interpreter =
        new SequentialInterpreter(RandomBodies.registry(), Map.of())
            .in(program.forest())
            .with(faults);
    List<List<Object>> ends = new ArrayList<>();
    for (int a = 0; a < actions.size(); a++) {
      if (actions.get(a) instanceof Action.Launches launches) {
        for (Launch launch : launches.all.subList(0, made.get(a))) {
          boolean inTrace = !launches.trace.isEmpty();
          List<Object> outcomes =
              interpreter.launch(inTrace ? at(launch, launches.iteration) : launch);
          if (isProbe(actions.get(a))) {
            ends.add(outcomes);
          }
        }
        if (isProbe(actions.get(a)) && made.get(a) == 0) {
          ends.add(List.of());
        }
      }
      int fences = actions.get(a) instanceof Action.Launches ? made.get(a) : 0;
      for (int f = fences; f < actions.get(a).length(); f++) {
        interpreter.fence();
      }
    }
    return ends;
  }

  /** A body throws. */
  private static Faults throwing(long key, List<Long> context) {
    return new Faults() {
      @Override
      public void runs(long itsKey, List<TaskFailure.Ancestor> itsContext) {
        if (itsKey == key && keys(itsContext).equals(context)) {
          throw new IllegalStateException("as in the runtime");
        }
      }
    };
  }

  /** All bodies of a launch throw. */
  private static Faults throwing(int launch, List<Long> context) {
    return new Faults() {
      @Override
      public void runs(long itsKey, List<TaskFailure.Ancestor> itsContext) {
        if (StructuralKey.launch(itsKey) == launch && keys(itsContext).equals(context)) {
          throw new IllegalStateException("as in the runtime");
        }
      }
    };
  }

  /** Whether it depends on timing which tasks of a launch come after which. */
  private static boolean shares(IndexLaunch launch) {
    return launch.requirements().stream().anyMatch(what -> what.coherence() != Coherence.EXCLUSIVE);
  }

  /** What a movement may have been about is spoiled from the launch on that it serves. */
  private Faults spoiling(long key, List<Long> context, IndexLaunch served) {
    boolean isOwn =
        served.requirements().stream()
            .anyMatch(what -> !program.roots().contains(what.region().root()));
    if (served.task().equals(HOME) && isOwn) {
      // The region is another one in each run: say that all of the task fails.
      return throwing(context.getLast(), context.subList(0, context.size() - 1));
    }
    return new Faults() {
      @Override
      public void launching(
          SequentialInterpreter in, Optional<Launch> next, List<TaskFailure.Ancestor> itsContext) {
        int requirement = StructuralKey.requirement(key);
        if (requirement >= 0
            && in.position() == StructuralKey.launch(key)
            && keys(itsContext).equals(context)) {
          // Regions that inner tasks make are others in each run.
          IndexLaunch now = next.map(IndexLaunch.class::cast).orElse(served);
          RegionRequirement what = now.requirements().get(requirement);
          Point point = now.point(StructuralKey.point(key));
          in.spoil(what.region(), what.fields(), what.space(point), failure(served));
        }
      }
    };
  }

  /** Nobody has data that might be in an instance. */
  private static Faults denying(InstanceSpec spec) {
    return new Faults() {
      @Override
      public Optional<TaskFailure> denied(RegionRequirement what, Point point) {
        boolean meets =
            what.region().tree() == spec.root().tree()
                && what.fields().intersects(spec.fields())
                && what.space(point).rects().stream().anyMatch(spec.rect()::intersects);
        return meets
            ? Optional.of(
                new TaskFailure("any", "any", 0, 0, point, 0, new IllegalStateException("denied")))
            : Optional.empty();
      }
    };
  }

  private static TaskFailure failure(IndexLaunch launch) {
    return new TaskFailure(
        launch.task(), launch.provenance(), 0, 0, launch.point(0), 0, new Injected("spoiled"));
  }

  private static List<Long> keys(List<TaskFailure.Ancestor> context) {
    return context.stream().map(TaskFailure.Ancestor::key).toList();
  }

  private static void assertSame(
      List<List<Object>> actual, List<List<Object>> expected, Operation broken) {
    for (int probe = 0; probe < expected.size(); probe++) {
      for (int p = 0; p < actual.get(probe).size(); p++) {
        Object is = actual.get(probe).get(p);
        Object shouldBe = expected.get(probe).get(p);
        String where = "element %d of probe %d when %s threw".formatted(p, probe, broken);
        if (shouldBe instanceof TaskFailure failure) {
          assertThat(is).as(where).isInstanceOf(TaskFailure.class);
          assertThat((TaskFailure) is)
              .as(where)
              .usingComparator(TaskFailure.PROGRAM_ORDER)
              .isEqualTo(failure);
          assertThat(((TaskFailure) is).provenance()).isEqualTo(failure.provenance());
        } else {
          assertThat(is).as(where).isEqualTo(shouldBe);
        }
      }
    }
  }

  /** Every element is as without a fault, or may have failed and did. */
  private static void assertBetween(
      List<List<Object>> actual,
      List<List<Object>> clean,
      List<List<Object>> worst,
      Operation broken) {
    for (int probe = 0; probe < clean.size(); probe++) {
      for (int p = 0; p < actual.get(probe).size(); p++) {
        Object is = actual.get(probe).get(p);
        String where = "element %d of probe %d when %s threw".formatted(p, probe, broken);
        if (is instanceof TaskFailure) {
          assertThat(worst.get(probe).get(p)).as(where).isInstanceOf(TaskFailure.class);
        } else {
          assertThat(is).as(where).isEqualTo(clean.get(probe).get(p));
        }
      }
    }
  }

  private static boolean stems(Throwable told, Throwable thrown) {
    return Throwables.getCausalChain(told).contains(thrown);
  }

  /** What was thrown, or that a later launch takes the results of one that was not made. */
  private static boolean isExpected(Throwable refusal, Throwable thrown) {
    return stems(refusal, thrown)
        || (refusal instanceof IllegalArgumentException
            && refusal.getMessage().contains("which is no index launch of this runtime"));
  }

  /** An exception that nothing else throws. */
  static final class Injected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Injected(String message) {
      super(message);
    }
  }

  /** Throws at one operation. */
  private static class Injection implements ExecutionHook {
    private final Optional<Operation> broken;
    private final Throwable thrown;
    private int questions;
    private boolean hasThrown;

    Injection(Optional<Operation> broken, Throwable thrown) {
      this.broken = broken;
      this.thrown = thrown;
    }

    /** Something is about to be done. */
    void happens(Operation operation) {
      boolean throwsNow = broken.isPresent() && isBroken(operation);
      if (throwsNow) {
        synchronized (this) {
          throwsNow = !hasThrown;
          hasThrown = true;
        }
      }
      if (throwsNow) {
        throwUnchecked(thrown);
      }
    }

    private boolean isBroken(Operation operation) {
      return operation instanceof Operation.Node node
          ? broken.get() instanceof Operation.Node wanted && BY_PLACE.compare(node, wanted) == 0
          : operation.equals(broken.get());
    }

    private static void throwUnchecked(Throwable thrown) {
      Throwables.throwIfUnchecked(thrown);
      throw new AssertionError(thrown);
    }

    synchronized int questions() {
      return questions;
    }

    synchronized boolean hasThrown() {
      return hasThrown;
    }

    void question() {
      int number;
      synchronized (this) {
        number = questions++;
      }
      happens(new Operation.Question(number));
    }

    @Override
    public void runs(
        NodeKind kind,
        IndexLaunch launch,
        long key,
        int processor,
        List<TaskFailure.Ancestor> context) {
      happens(new Operation.Node(kind, key, keys(context), launch));
    }

    @Override
    public void allocates(InstanceSpec spec) {
      happens(new Operation.Allocation(spec));
    }
  }
}
