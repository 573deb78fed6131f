/**
 * Finds a fast strategy for a program on a machine, by simulation alone.
 *
 * <p>The main type is {@link org.soapstone.simulator.search.StrategySearch}, which searches by a
 * {@link org.soapstone.simulator.search.SearchMethod}; what it finds is a {@link
 * org.soapstone.simulator.search.SearchResult}. A {@link org.soapstone.simulator.search.Plan} is a
 * program under one strategy, lowered, mapped and analysed; a {@link
 * org.soapstone.simulator.search.PlanEvaluator} holds one plan and tells what a change of it would
 * cost.
 *
 * <pre>{@code
 * SearchOptions options = SearchOptions.DEFAULT.withSeed(1).withProposals(2000);
 * SearchResult result = new StrategySearch(space, machine, costs).run(options);
 * result.strategy().write(file);
 * }</pre>
 *
 * <p><b>Guarantees.</b> The result is never slower, in its own full replay, than data parallelism,
 * the experts' strategy, or any start, unless the method looks at a part of all strategies only.
 * The same seed and number of proposals give the same strategy, bit for bit, on any number of
 * threads; a search in time is one for the number of proposals that it made. Caches compare whole
 * keys. <b>Threading.</b> A search runs its chains on threads of its own; evaluators belong to one
 * thread. <b>Refuses.</b> Plans that do not fit the machine's memories.
 *
 * <p>Source: Jia, Zaharia, Aiken, "Beyond Data and Model Parallelism for Deep Neural Networks"
 * (2019), section 6.
 */
package org.soapstone.simulator.search;
