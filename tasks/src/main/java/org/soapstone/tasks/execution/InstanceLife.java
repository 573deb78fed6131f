package org.soapstone.tasks.execution;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.soapstone.natives.memory.OutOfHostMemoryException;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.instances.InstanceStore;
import org.soapstone.tasks.instances.PhysicalInstance;

/**
 * Creates instances when a node first names them, and frees those of a destroyed tree when the last
 * node that was emitted before has completed. For the program's thread.
 */
final class InstanceLife implements AutoCloseable {
  private static final long POLL_NANOS = 20_000;

  private final InstanceStore store;
  private final Scope scope;
  private final List<Doomed> doomed = new ArrayList<>();

  /** Told of every instance before it is created. */
  private Optional<ExecutionHook> hook = Optional.empty();

  /** Life for the instances of an inner task's sub-program, in the same memories. */
  InstanceLife inner(Scope inside) {
    InstanceLife inner = new InstanceLife(store.inner(), inside);
    inner.hook = hook;
    return inner;
  }

  /** Tells of every instance from now on. */
  void hook(ExecutionHook told) {
    hook = Optional.of(told);
  }

  /** Adds an instance of another life, which goes on to be that one's. */
  PhysicalInstance lend(InstanceSpec spec, PhysicalInstance other) {
    return store.lend(spec, other);
  }

  /** A tree whose memory can go when the first so many nodes have completed. */
  private record Doomed(LogicalRegion root, long emitted) {}

  InstanceLife(InstanceStore store, Scope scope) {
    this.store = store;
    this.scope = scope;
  }

  /**
   * The instance of a specification; without memory, and spoiled, if there is no room for it.
   *
   * @param owner names what it is made for
   * @param onShortage makes a failure of the reason why there is no room
   */
  PhysicalInstance instance(
      InstanceSpec spec, Supplier<String> owner, Function<Throwable, TaskFailure> onShortage) {
    Optional<PhysicalInstance> known = store.find(spec);
    return known.isPresent() ? known.get() : create(spec, owner, onShortage);
  }

  /** {@return the instance of a specification, if there is one} */
  Optional<PhysicalInstance> find(InstanceSpec spec) {
    return store.find(spec);
  }

  private PhysicalInstance create(
      InstanceSpec spec, Supplier<String> owner, Function<Throwable, TaskFailure> onShortage) {
    try {
      hook.ifPresent(told -> told.allocates(spec));
      return store.create(spec, owner.get());
    } catch (OutOfHostMemoryException | OutOfMemoryError shortage) {
      if (!doomed.isEmpty()) {
        awaitDoomed();
        return create(spec, owner, onShortage);
      }
      return store.createMissing(spec, onShortage.apply(shortage));
    }
  }

  /** Puts memory of the program's own behind a specification. */
  void attach(InstanceSpec spec, List<MemorySegment> byField) {
    store.attach(spec, byField);
  }

  /** Forgets an instance in memory of the program's own, which no node uses any more. */
  void detach(InstanceSpec spec) {
    store.detach(spec);
  }

  /** Destroys a tree that no later node names. */
  void destroy(LogicalRegion root) {
    doomed.add(new Doomed(root, scope.window.emitted()));
    reclaim();
  }

  /** Frees what can be freed now. */
  void reclaim() {
    if (!doomed.isEmpty()) {
      doomed.removeIf(tree -> {
        boolean unused = scope.window.haveCompleted(tree.emitted);
        if (unused) {
          store.destroy(tree.root);
        }
        return unused;
      });
    }
  }

  /**
   * The nodes waited for belong to earlier launches, which are all sealed, so that they do
   * complete.
   */
  private void awaitDoomed() {
    reclaim();
    while (!doomed.isEmpty()) {
      scope.breakdown.check();
      LockSupport.parkNanos(POLL_NANOS);
      reclaim();
    }
  }

  /** Frees everything. Nothing runs any more. */
  @Override
  public void close() {
    store.close();
  }
}
