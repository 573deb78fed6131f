package org.soapstone.tasks.execution;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.TestMachines;
import org.soapstone.tasks.graph.NodeKind;

/**
 * What may come out when threads meet at the executor's queues, counters and waits: each outcome by
 * name, all others forbidden. {@link RacesTest} runs them.
 */
public final class Races {
  private Races() {}

  private static Node node(int slot) {
    Node node = new Node(slot);
    node.key = slot;
    node.occupy(slot);
    return node;
  }

  // The queue of a worker.

  /** Two nodes are offered while the worker polls: each is taken once. */
  @JCStressTest
  @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "worker -> offers")
  @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "offer -> worker -> offer")
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "offers -> worker")
  @State
  public static class QueueTakesEachOnce {
    private final ReadyQueue queue = new ReadyQueue(new Parking(Thread.currentThread()));

    /** Offers. */
    @Actor
    public void other() {
      queue.offer(node(0));
      queue.offer(node(1));
    }

    /** Polls as often as there are nodes. */
    @Actor
    public void worker(II_Result r) {
      r.r1 = (queue.poll() == null ? 0 : 1) + (queue.poll() == null ? 0 : 1);
    }

    /** Takes what is left. */
    @Arbiter
    public void rest(II_Result r) {
      r.r2 = r.r1;
      while (queue.poll() != null) {
        r.r2++;
      }
    }
  }

  /** Two threads offer: the worker finds both nodes, in their order. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "both, by key")
  @State
  public static class QueueKeepsBoth {
    private final ReadyQueue queue = new ReadyQueue(new Parking(Thread.currentThread()));

    /** Offers. */
    @Actor
    public void one() {
      queue.offer(node(0));
    }

    /** Offers. */
    @Actor
    public void other() {
      queue.offer(node(1));
    }

    /** Takes both. */
    @Arbiter
    public void worker(II_Result r) {
      r.r1 = queue.poll().slot;
      r.r2 = queue.poll().slot;
    }
  }

  /** A worker about to park and one who offers: one of them sees the other. */
  @JCStressTest
  @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "the worker sees the node")
  @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "announced -> woken")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "offered -> announced, seen")
  @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "the worker parks for ever")
  @State
  public static class ParkingLosesNoWakeUp {
    private final Parking parking = new Parking(Thread.currentThread());
    private final ReadyQueue queue = new ReadyQueue(parking);

    /** Goes to sleep. */
    @Actor
    public void worker(ZZ_Result r) {
      r.r1 = parking.announce(queue::hasNodes);
    }

    /** Offers, and wakes. */
    @Actor
    public void other() {
      queue.offer(node(0));
    }

    /** Whether nobody has woken the worker. */
    @Arbiter
    public void asleep(ZZ_Result r) {
      r.r2 = parking.isParked();
    }
  }

  // The nodes of the window.

  /** An edge from a node that completes meanwhile: the successor becomes ready once. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "completed -> edge, or -> seal")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "edge -> completed after the seal")
  @State
  public static class EdgeOrCompletion {
    private final Node from = node(0);
    private final Node to = node(1);

    /** Sends the edge. */
    @Actor
    public void program(II_Result r) {
      from.precede(from.handle(), to);
      r.r1 = to.seal() ? 1 : 0;
    }

    /** Completes. */
    @Actor
    public void worker(II_Result r) {
      r.r2 = readied(from);
    }
  }

  private static int readied(Node node) {
    int count = 0;
    for (int i = 0, n = node.complete(); i < n; i++) {
      count += node.successor(i).predecessorCompleted() ? 1 : 0;
    }
    return count;
  }

  /** Two predecessors of a sealed node complete: it becomes ready once. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first is last")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second is last")
  @State
  public static class TwoPredecessors {
    private final Node first = node(0);
    private final Node second = node(1);

    /** Sends the edges. */
    public TwoPredecessors() {
      Node to = node(2);
      first.precede(first.handle(), to);
      second.precede(second.handle(), to);
      to.seal();
    }

    /** Completes. */
    @Actor
    public void one(II_Result r) {
      r.r1 = readied(first);
    }

    /** Completes. */
    @Actor
    public void other(II_Result r) {
      r.r2 = readied(second);
    }
  }

  /** A fence is a node that all current ones precede: it waits for those that go on. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "completed -> fence")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "fence -> completed")
  @State
  public static class FenceOrCompletion {
    private final Window window = new Window(new Breakdown());
    private final Node before = window.acquire();

    /** Makes the fence, as {@link NodeEmitter#fence} does. */
    @Actor
    public void program(II_Result r) {
      Node fence = window.acquire();
      for (Node earlier : window.current()) {
        if (earlier.slot != fence.slot) {
          earlier.precede(earlier.handle(), fence);
        }
      }
      r.r1 = fence.seal() ? 1 : 0;
    }

    /** Completes. */
    @Actor
    public void worker(II_Result r) {
      r.r2 = readied(before);
    }
  }

  /** A slot is handed back while others are taken: none is out twice. */
  @JCStressTest
  @Outcome(id = "0, 3", expect = Expect.ACCEPTABLE, desc = "handed back -> taken again")
  @Outcome(id = "2, 3", expect = Expect.ACCEPTABLE, desc = "taken -> handed back")
  @State
  public static class SlotsAreOutOnce {
    private final Window window = new Window(new Breakdown());
    private final Node first = window.acquire();
    private final Node second = window.acquire();

    /** Hands a slot back. */
    @Actor
    public void worker() {
      first.complete();
      window.release(first);
    }

    /** Takes a slot. */
    @Actor
    public void program(II_Result r) {
      r.r1 = window.acquire().slot;
    }

    /** How many different slots three nodes are in. */
    @Arbiter
    public void all(II_Result r) {
      r.r2 = Integer.bitCount(1 << second.slot | 1 << r.r1 | 1 << window.acquire().slot);
    }
  }

  /** Two slots are handed back: both are there, and no other. */
  @JCStressTest
  @Outcome(id = "3, 0", expect = Expect.ACCEPTABLE, desc = "both")
  @State
  public static class SlotsAreHandedBack {
    private final Window window = new Window(new Breakdown());
    private final Node first = window.acquire();
    private final Node second = window.acquire();

    /** Hands a slot back. */
    @Actor
    public void one() {
      first.complete();
      window.release(first);
    }

    /** Hands a slot back. */
    @Actor
    public void other() {
      second.complete();
      window.release(second);
    }

    /** Which slots are taken again. */
    @Arbiter
    public void program(II_Result r) {
      r.r2 = window.outstanding();
      int one = window.acquire().slot;
      int other = window.acquire().slot;
      r.r1 = 1 << one | 1 << other;
    }
  }

  /** Whoever waits for the window is woken by the last node. */
  @JCStressTest
  @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "nothing is outstanding")
  @State
  public static class WindowWakesItsWaiter {
    private final Window window = new Window(new Breakdown());
    private final Node node = window.acquire();

    /** Waits. */
    @Actor
    public void program(I_Result r) {
      window.awaitAtMost(0);
      r.r1 = window.outstanding();
    }

    /** Completes. */
    @Actor
    public void worker() {
      node.complete();
      window.release(node);
    }
  }

  // Results.

  private static final IndexLaunch LAUNCH =
      IndexLaunch.of("none", Rect.ofExtents(1), TaskArguments.NONE);

  /** A result with a plain field. */
  private static final class Payload {
    private int value;

    private Payload(int value) {
      this.value = value;
    }
  }

  private static LaunchResults results() {
    return new LaunchResults(0, LAUNCH, new FailureLog(), new Breakdown());
  }

  /** Who sees a result sees all of it. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "asked -> set")
  @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "set -> asked")
  @State
  public static class ResultsArePublished {
    private final LaunchResults results = results();

    /** Sets the result. */
    @Actor
    public void worker() {
      results.complete(0, new Payload(42));
    }

    /** Asks without waiting. */
    @Actor
    public void other(I_Result r) {
      r.r1 = results.peek(0).map(result -> ((Payload) result).value).orElse(-1);
    }
  }

  /** Who waits for a result gets it. */
  @JCStressTest
  @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "it is told")
  @State
  public static class ResultsWakeTheirWaiters {
    private final LaunchResults results = results();

    /** Sets the result. */
    @Actor
    public void worker() {
      results.complete(0, new Payload(42));
    }

    /** Waits. */
    @Actor
    public void other(I_Result r) {
      r.r1 = ((Payload) results.value(0)).value;
    }
  }

  // Waits that end otherwise.

  /** Points that meet twice are in the same phase. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "they met twice")
  @State
  public static class BarrierMeets {
    private final Gang gang = new Gang(2, new Breakdown());

    /** Meets. */
    @Actor
    public void one(II_Result r) {
      r.r1 = gang.await() + gang.await();
    }

    /** Meets. */
    @Actor
    public void other(II_Result r) {
      r.r2 = gang.await() + gang.await();
    }
  }

  /** A point that has ended is waited for no more. */
  @JCStressTest
  @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "the first phase has ended")
  @State
  public static class BarrierIsLeft {
    private final Gang gang = new Gang(2, new Breakdown());

    /** Meets. */
    @Actor
    public void one(I_Result r) {
      r.r1 = gang.await();
    }

    /** Ends. */
    @Actor
    public void other() {
      gang.leave(null);
    }
  }

  /** Whoever waits on a monitor is told of a breakdown, though nobody notifies it. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "it is told")
  @State
  public static class BreakdownsAreTold {
    private final Breakdown breakdown = new Breakdown();

    /** Waits. */
    @Actor
    public void waiter(I_Result r) {
      try {
        breakdown.await(this, () -> false);
      } catch (IllegalStateException told) {
        r.r1 = 1;
      }
    }

    /** Breaks down. */
    @Actor
    public void worker() {
      breakdown.report(new IllegalStateException("broken"));
    }
  }

  /** Whoever parks is told of a breakdown, though nobody unparks it. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "it is told")
  @State
  public static class BreakdownsUnpark {
    private final Breakdown breakdown = new Breakdown();

    /** Parks. */
    @Actor
    public void waiter(I_Result r) {
      try {
        breakdown.park(this, () -> false);
      } catch (IllegalStateException told) {
        r.r1 = 1;
      }
    }

    /** Breaks down. */
    @Actor
    public void worker() {
      breakdown.report(new IllegalStateException("broken"));
    }
  }

  /** Of two failures at once both are kept, and told of. */
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both")
  @State
  public static class FailuresAreKept {
    private final FailureLog log = new FailureLog();

    private static TaskFailure failure(int key) {
      return new TaskFailure(
          "t", "p", key, 0, LAUNCH.point(0), 0, new IllegalStateException("failed"));
    }

    /** Fails. */
    @Actor
    public void one() {
      log.add(failure(1));
    }

    /** Fails. */
    @Actor
    public void other() {
      log.add(failure(2));
    }

    /** How many the program is told of. */
    @Arbiter
    public void told(I_Result r) {
      try {
        log.throwUntold();
      } catch (RuntimeException e) {
        r.r1 = 1 + e.getSuppressed().length;
      }
    }
  }

  // Replays. The workers of this executor have nothing to do: the actors are its workers.

  private static final Executor EXECUTOR =
      new Executor(
          TestMachines.shared(2),
          TaskRegistry.of(TaskDefinition.cpu("none", _ -> {})),
          Map.of(),
          1,
          List.of(),
          Optional.empty());

  /** Nodes that do nothing, one launch, on processors 0, 1, 0, 1 and so on. */
  private static Replay replay(int nodes, int... edges) {
    List<RunTemplate.RepeatedNode> all = new ArrayList<>();
    for (int n = 0; n < nodes; n++) {
      all.add(node(n, 0, n % 2));
    }
    return replay(all, 1, EXECUTOR.workers.parkings(), edges);
  }

  private static RunTemplate.RepeatedNode node(int number, int launch, int processor) {
    Work work = new Work();
    work.kind = NodeKind.JOIN;
    work.processor = processor;
    return new RunTemplate.RepeatedNode(work, number, launch);
  }

  private static Replay replay(
      List<RunTemplate.RepeatedNode> nodes, int launches, List<Parking> parkings, int... edges) {
    var template =
        new RunTemplate(
            nodes,
            new IndexLaunch[launches],
            new TaskDefinition[launches],
            ImmutableIntArray.copyOf(edges),
            parkings.size());
    Replay replay = new Replay(EXECUTOR, template, EXECUTOR.workers, parkings, 1);
    replay.reset();
    return replay;
  }

  /** Two predecessors count down: one makes the node ready, and the counter is as before. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "second -> first")
  @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "first -> second")
  @State
  public static class CounterReachesZeroOnce {
    private final Replay replay = replay(3, 0, 2, 1, 2);

    /** Completes. */
    @Actor
    public void first(III_Result r) {
      r.r1 = replay.lane(0).predecessorsCompleted(1, 2, 1) ? 1 : 0;
    }

    /** Completes. */
    @Actor
    public void second(III_Result r) {
      r.r2 = replay.lane(0).predecessorsCompleted(1, 2, 1) ? 1 : 0;
    }

    /** The next time the counter is used: two again. */
    @Arbiter
    public void again(III_Result r) {
      boolean early = replay.lane(0).predecessorsCompleted(1, 2, 1);
      r.r3 = !early && replay.lane(0).predecessorsCompleted(1, 2, 1) ? 1 : 0;
    }
  }

  /** Two workers hand each other nodes: each node runs once, on its lane. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "two nodes on each lane")
  @State
  public static class LanesRunEachNodeOnce {
    private final Replay replay = replay(4, 0, 2, 0, 3, 1, 2, 1, 3);

    /** Releases all. */
    public LanesRunEachNodeOnce() {
      replay.begin(0);
      replay.launchAll(0);
    }

    /** Runs what is ready. */
    @Actor
    public void first() {
      replay.lane(0).runAll(null, 0);
    }

    /** Runs what is ready. */
    @Actor
    public void second() {
      replay.lane(1).runAll(null, 1);
    }

    /** Runs the rest. */
    @Arbiter
    public void rest(II_Result r) {
      rest(replay, r);
    }

    private static void rest(Replay replay, II_Result r) {
      for (int i = 0; i < 4; i++) {
        replay.lane(0).runAll(null, 0);
        replay.lane(1).runAll(null, 1);
      }
      r.r1 = (int) replay.lane(0).executed();
      r.r2 = (int) replay.lane(1).executed();
    }
  }

  /** Another worker helps with a lane: each node runs once, however the two take turns. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "two nodes on each lane")
  @State
  public static class LanesAreHeldByOne {
    private final Replay replay = replay(4, 0, 2, 1, 2, 2, 3);

    /** Releases all. */
    public LanesAreHeldByOne() {
      replay.begin(0);
      replay.launchAll(0);
    }

    /** Runs its own. */
    @Actor
    public void owner() {
      replay.lane(0).runAll(null, 0);
    }

    /** Runs its own, and helps. */
    @Actor
    public void helper() {
      replay.lane(1).runAll(null, 1);
      replay.lane(0).runAll(null, 1);
    }

    /** Runs the rest. */
    @Arbiter
    public void rest(II_Result r) {
      LanesRunEachNodeOnce.rest(replay, r);
    }
  }

  /** A worker runs while the program releases a run: each node runs once. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "two nodes on each lane")
  @State
  public static class LanesTakeWhatIsReleased {
    private final Replay replay = replay(4, 0, 1, 0, 2, 1, 3, 2, 3);

    /** Releases. */
    @Actor
    public void program() {
      replay.begin(0);
      replay.launchAll(0);
    }

    /** Runs what is ready. */
    @Actor
    public void worker() {
      replay.lane(0).runAll(null, 0);
    }

    /** Runs the rest. */
    @Arbiter
    public void rest(II_Result r) {
      LanesRunEachNodeOnce.rest(replay, r);
    }
  }

  /** A worker about to park and a program that releases its node: one of them sees the other. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "seen, and woken for nothing")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "released -> announced, seen")
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "announced -> woken")
  @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "the worker parks for ever")
  @State
  public static class ReleasesLoseNoWakeUp {
    private final Parking parking = new Parking(Thread.currentThread());

    private final Replay replay =
        replay(List.of(node(0, 0, 0), node(1, 1, 0)), 2, List.of(parking), 0, 1);

    /** Releases the first launch. */
    public ReleasesLoseNoWakeUp() {
      replay.begin(0);
      replay.launch(LAUNCH);
    }

    /** Runs the first node, holds the second one back or runs it, and goes to sleep. */
    @Actor
    public void worker(II_Result r) {
      replay.lane(0).runAll(null, 0);
      r.r1 = parking.announce(replay.lane(0)::hasWork) ? 1 : 0;
    }

    /** Releases the second launch. */
    @Actor
    public void program() {
      replay.launch(LAUNCH);
    }

    /** Whether nobody has woken the worker although a node is left. */
    @Arbiter
    public void asleep(II_Result r) {
      boolean isLeft = replay.lane(0).executed() < 2;
      r.r2 = parking.isParked() ? 1 : 0;
      r.r1 = isLeft ? r.r1 : 0;
    }
  }
}
