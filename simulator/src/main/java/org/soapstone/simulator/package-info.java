/**
 * Predicts how long a program takes on a machine, and finds a strategy that makes it fast.
 *
 * <p>The main type is {@link org.soapstone.simulator.Planner}, which puts together what the
 * packages below it do: {@code cost} says how long nodes last, {@code simulation} plays task
 * graphs, {@code search} tries strategies, {@code report} shows what came out.
 *
 * <pre>{@code
 * var planner = new Planner(space, machine, new AnalyticCosts(machine));
 * SearchResult found = planner.search(SearchOptions.DEFAULT);
 * Prediction prediction = planner.predict(found.strategy());
 * }</pre>
 *
 * <p><b>Guarantees.</b> A prediction is that of the very task graph which a live run executes. Time
 * is whole nanoseconds; equal questions have equal answers. <b>Threading.</b> Planners are
 * thread-safe. <b>Refuses.</b> Knowing anything of layers, kernels or tensors: programs come as
 * {@link org.soapstone.mapper.soap.SearchSpace}.
 *
 * <p>Source: Jia, Zaharia, Aiken, "Beyond Data and Model Parallelism for Deep Neural Networks"
 * (2019).
 */
package org.soapstone.simulator;
