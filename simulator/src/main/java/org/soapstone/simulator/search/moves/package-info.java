/**
 * How a search changes a plan: which operators, and to what.
 *
 * <p>The main type is {@link org.soapstone.simulator.search.moves.MoveSet}. {@link
 * org.soapstone.simulator.search.moves.UniformMoves} are the paper's: any configuration for any
 * operator. {@link org.soapstone.simulator.search.moves.GuidedMoves} look at the plan: at what its
 * critical chain spends time on, at which processors have least to do, and at how operators hang
 * together.
 *
 * <pre>{@code
 * MoveSet moves = new GuidedMoves(surroundings);
 * List<Change> changes = moves.draw(evaluator, random);
 * moves.learn(accepted && faster);
 * }</pre>
 *
 * <p><b>Guarantees.</b> What is drawn follows from the plan, from what was learnt, and from the
 * generator that is passed in; every strategy can be reached from every other. <b>Threading.</b> A
 * set of moves belongs to one chain. <b>Refuses.</b> Predicting what a move brings.
 *
 * <p>Sources: Jia, Zaharia, Aiken (2019), section 6.2; Teixeira et al., "Automated Mapping of
 * Task-Based Programs onto Distributed and Heterogeneous Machines" (SC 2023), for groups that stay
 * together.
 */
package org.soapstone.simulator.search.moves;
