/**
 * How long the nodes of a task graph last.
 *
 * <p>The main type is {@link org.soapstone.simulator.cost.CostModel}, with three implementations:
 * {@link org.soapstone.simulator.cost.MeasuredCosts} times each distinct kernel and shape on this
 * machine, {@link org.soapstone.simulator.cost.AnalyticCosts} computes a roofline for machines that
 * one does not have, and {@link org.soapstone.simulator.cost.RecordedCosts} reads what was measured
 * elsewhere; {@link org.soapstone.simulator.cost.ScaledCosts} brings another model to one known
 * time. {@link org.soapstone.simulator.cost.PlanCosts} binds a model to a plan, as the simulations
 * want it.
 *
 * <pre>{@code
 * CostModel analytic = new AnalyticCosts(Machines.named("p100"));
 * CostModel measured = MeasuredCosts.builder(machine, timer, "onednn").build();
 * var costs = new PlanCosts(measured);
 * costs.learn(costedLaunch);
 * long nanos = costs.taskNanos(costedLaunch.costKeys().get(0));
 * }</pre>
 *
 * <p><b>Guarantees.</b> A model answers equal questions equally, in whatever order they come; times
 * are whole nanoseconds, at least 1; a model never guesses where it was asked to look up. <b>
 * Threading.</b> Models are thread-safe; measuring is done by one thread at a time. <b>Refuses.</b>
 * Contention between nodes, which is the simulation's.
 *
 * <p>Sources: Jia, Zaharia, Aiken (2019), section 5.1, for measured costs cached by shape;
 * Williams, Waterman, Patterson, "Roofline" (CACM 2009), for analytic ones.
 */
package org.soapstone.simulator.cost;
