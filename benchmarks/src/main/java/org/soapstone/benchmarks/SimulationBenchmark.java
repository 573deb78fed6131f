package org.soapstone.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.search.Change;
import org.soapstone.simulator.search.Plan;
import org.soapstone.simulator.search.PlanEvaluator;
import org.soapstone.simulator.simulation.FullSimulation;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * Proposals a second: full simulation of a graph that is there, full simulation with composing the
 * graph, and delta simulation of one operator's change and its rollback, with the changed trees'
 * analysis in the cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = "-Xmx2g")
public class SimulationBenchmark {
  private static final int PROCESSORS = 4;
  private static final int BATCH = 128;
  private static final int CHANGES = 200;

  /** The network. */
  @Param({"alexnet", "inception-v3"})
  public String model;

  private Plan plan;
  private TaskGraph graph;
  private FullSimulation full;
  private PlanEvaluator evaluator;
  private final List<Change> changes = new ArrayList<>();
  private int next;

  /** Starts from data parallelism on one node of the p100 machine. */
  @Setup
  public void start() {
    Machine machine = Machines.named("p100").firstProcessors(PROCESSORS);
    LoweredModel space = LoweredModel.of(Zoo.find(model).build(BATCH, FieldType.FLOAT32));
    var costs = new AnalyticCosts(machine);
    Map<String, OperatorConfig> start =
        Strategies.named("data-parallel", space, machine).configurations(space, machine);
    plan = Plan.of(space, machine, start);
    graph = plan.graph(1);
    full = new FullSimulation(machine, plan.costs(costs));
    evaluator = new PlanEvaluator(space, machine, costs, start);
    for (int i = 0; i < CHANGES; i++) {
      int operator = (int) ((i * 7919L) % space.operators().size());
      OperatorConfig other =
          Strategies.random(space, machine, i)
              .configurations(space, machine)
              .get(space.operators().get(operator).name());
      changes.add(new Change(operator, other));
    }
  }

  /** {@return the makespan} */
  @Benchmark
  public long fullSimulation() {
    return full.makespanNanos(graph);
  }

  /** {@return the makespan} */
  @Benchmark
  public long compositionAndFullSimulation() {
    return full.makespanNanos(plan.graph(1));
  }

  /** {@return the makespan of a plan with one operator changed} */
  @Benchmark
  public long deltaSimulation() {
    return propose(Long.MAX_VALUE);
  }

  /**
   * {@return the makespan of a plan with one operator changed, or that it is worse than the plan's}
   */
  @Benchmark
  public long deltaSimulationUpToALimit() {
    return propose(evaluator.nanos());
  }

  private long propose(long limitNanos) {
    next = next + 1 == changes.size() ? 0 : next + 1;
    long nanos = evaluator.propose(List.of(changes.get(next)), limitNanos);
    evaluator.rollback();
    return nanos;
  }
}
