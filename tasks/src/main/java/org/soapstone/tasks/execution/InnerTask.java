package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.TaskBody;
import org.soapstone.tasks.TaskFailedException;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.analysis.Home;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.instances.PhysicalInstance;

/**
 * A task that launches others, on a thread of its own: its worker goes on to other nodes.
 *
 * <p>The launches are analysed and run in a context of their own, over the instances that the task
 * was given: its <em>homes</em>. They hold the data when the body begins; at the end it is brought
 * back to them, and only then does the task complete and let others have it.
 */
public final class InnerTask {
  private static final ScopedValue<InnerTask> CURRENT = ScopedValue.newInstance();

  private final Node node;
  private final IndexLaunch launch;
  private final Point point;
  private final int processor;
  private final Map<Class<?>, Object> services;
  private final PhaseTable phases;
  private final Worker.Completion completion;
  private final Executor executor;
  private final List<Held> held = new ArrayList<>();

  /** The data of one requirement, where it is outside and as it is called inside. */
  private record Held(
      RegionRequirement requirement,
      Home home,
      PhysicalInstance outside,
      PhysicalInstance inside) {}

  InnerTask(
      Node node,
      int processor,
      Map<Class<?>, Object> services,
      PhaseTable phases,
      Worker.Completion completion) {
    this.node = node;
    this.launch = node.run.launch().launch();
    this.point = launch.point(node.point);
    this.processor = processor;
    this.services = services;
    this.phases = phases;
    this.completion = completion;
    List<TaskFailure.Ancestor> ancestors = new ArrayList<>(node.scope.ancestors);
    ancestors.add(
        new TaskFailure.Ancestor(
            launch.task(), launch.provenance(), node.key, node.run.launch().position(), point));
    executor = node.scope.executor.inner(this, ancestors);
  }

  /** Whose body the current thread runs, if it is an inner one's. */
  static Optional<InnerTask> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** {@return the launch that the task is a point of} */
  public IndexLaunch launch() {
    return launch;
  }

  /** {@return the task's launch point} */
  public Point point() {
    return point;
  }

  /** {@return the processor on whose behalf it runs, which sees all homes} */
  public int processor() {
    return processor;
  }

  /** {@return what runs its launches} */
  public Executor executor() {
    return executor;
  }

  /** {@return where its data is when the body begins; none overlaps another that is written} */
  public List<Home> homes() {
    return held.stream().map(Held::home).toList();
  }

  /** {@return the homes to which data has to be brought back} */
  public List<Home> writtenHomes() {
    return held.stream()
        .filter(data -> data.requirement.privilege().writes())
        .map(Held::home)
        .toList();
  }

  /** Has the body run. */
  void start(TaskBody body) {
    Thread.ofVirtual()
        .name("soapstone-inner-" + launch.task())
        .start(() -> ScopedValue.where(CURRENT, this).run(() -> answerFor(body)));
  }

  private void answerFor(TaskBody body) {
    try {
      run(body);
    } catch (Throwable e) { // the task answers for what its body throws; this is our own fault
      node.scope.breakdown.report(e);
    }
  }

  private void run(TaskBody body) {
    executor.scope.thread = Thread.currentThread();
    long start = System.nanoTime();
    Object outcome = LaunchResults.NO_RESULT;
    TaskFailure failure = null;
    boolean isElsewhere = false;
    try {
      outcome = runBody(body);
    } catch (TaskFailedException e) {
      isElsewhere = Gang.isBroken(node.run.gang(), e) || phases.isBroken(launch, e);
      failure = isElsewhere || isInside(e.failure()) ? e.failure() : describe(e);
    } catch (Throwable e) { // a body may throw anything, and its dependents have to hear of it
      failure = describe(e);
    }
    FailureLog failures = node.scope.failures;
    failures.addAll(executor.failureLog());
    if (failure != null && !isElsewhere) { // the other has noted it, and the program may know of it
      failures.add(failure); // before anybody hears of it
    }
    if (node.run.gang().isPresent()) {
      node.run.gang().get().leave(failure);
    }
    if (failures.any()) {
      settle(failure);
    }
    node.run.results().complete(node.point, failure == null ? outcome : failure);
    phases.leave(launch, failure);
    long end = System.nanoTime();
    if (node.record != null) {
      node.record.ran(processor, 0, start, end);
    }
    completion.completed(node, end);
  }

  private Object runBody(TaskBody body) throws Exception {
    hold();
    SubProgram program = executor.open(this);
    BodyContext context = new BodyContext(processor, services, phases, program.launcher());
    Object result;
    try {
      context.enter(node, launch, launch.iteration(), node.run.inputs(), node.run.gang());
      try {
        body.run(context);
      } finally {
        result = context.leave();
      }
      program.finish();
    } finally {
      program.close();
    }
    return result;
  }

  /** Finds the homes. Where reduction buffers overlap, all is folded into the first. */
  private void hold() {
    List<RegionRequirement> requirements = launch.requirements();
    for (int r = 0; r < requirements.size(); r++) {
      PhysicalInstance outside = node.instance(r);
      if (outside == null) {
        continue;
      }
      InstanceSpec spec = outside.spec();
      InstanceSpec inside =
          new InstanceSpec(
              spec.root(), spec.memory(), spec.rect(), spec.fields(), Optional.empty(), r + 1);
      PhysicalInstance lent = executor.lend(inside, outside);
      RegionRequirement requirement = requirements.get(r);
      boolean holdsValues = !(requirement.privilege() instanceof Privilege.WriteDiscard);
      IndexSpace space = node.views[r].space();
      if (!requirement.privilege().reduces()) {
        Home home = new Home(inside, space, requirement.fields(), holdsValues);
        held.add(new Held(requirement, home, outside, lent));
        continue;
      }
      requirement
          .fields()
          .forEach(field -> {
            FieldSet one = FieldSet.of(field);
            IndexSpace rest = space.difference(reducedBefore(requirement, one, space.dims()));
            if (!rest.isEmpty()) {
              held.add(new Held(requirement, new Home(inside, rest, one, true), outside, lent));
            }
          });
    }
  }

  private IndexSpace reducedBefore(RegionRequirement requirement, FieldSet field, int dims) {
    IndexSpace before = IndexSpace.empty(dims);
    for (Held data : held) {
      if (data.requirement.privilege().reduces()
          && data.requirement.region().tree() == requirement.region().tree()
          && data.home.fields().intersects(field)) {
        before = before.union(data.home.space());
      }
    }
    return before;
  }

  private boolean isInside(TaskFailure failure) {
    return failure.ancestors().size() > node.scope.ancestors.size()
        && failure.ancestors().get(node.scope.ancestors.size()).key() == node.key;
  }

  private TaskFailure describe(Throwable cause) {
    return new TaskFailure(
        launch.task(),
        launch.provenance(),
        node.key,
        node.run.launch().position(),
        point,
        processor,
        cause,
        node.scope.ancestors);
  }

  /** What a failed task should have written is spoiled; otherwise, what was spoiled inside is. */
  private void settle(TaskFailure failure) {
    List<RegionRequirement> requirements = launch.requirements();
    for (int r = 0; r < requirements.size(); r++) {
      PhysicalInstance outside = node.instance(r);
      if (outside == null || !requirements.get(r).privilege().writes()) {
        continue;
      }
      IndexSpace space = node.views[r].space();
      FieldSet fields = requirements.get(r).fields();
      if (failure == null) {
        outside.poison().heal(space, fields);
      } else {
        outside.poison().spoil(space, fields, failure);
      }
    }
    for (Held data : held) {
      if (failure == null && data.requirement.privilege().writes()) {
        data.outside.poison().spread(data.inside.poison(), data.home.space(), data.home.fields());
      }
    }
  }
}
