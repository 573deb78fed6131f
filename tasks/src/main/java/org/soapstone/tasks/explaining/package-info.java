/**
 * Why there is an edge, a copy, a fold or a fill in the graph of a program.
 *
 * <pre>{@code
 * var explainer = new Explainer();
 * try (var runtime = Runtime.builder(machine, tasks).explainer(explainer).build()) {
 *   program(runtime);
 *   explainer.edge(StructuralKey.parse("4.0"), StructuralKey.parse("2.0")).forEach(System.out::println);
 *   System.out.println(explainer.movement(StructuralKey.parse("5.0/0.0")));
 * }
 * }</pre>
 *
 * <p>{@link org.soapstone.tasks.explaining.Explainer#answer} takes questions as people type them,
 * also from a live program, {@link org.soapstone.tasks.Runtime#why}; {@link
 * org.soapstone.tasks.explaining.ReasonRecord} is what an explainer writes down, for {@code
 * soapstone graph why}.
 *
 * <p>{@link org.soapstone.tasks.explaining.Explainer} stands between the analysis and a sink, and
 * notes which data each node touches, for which requirement. An edge is there because two nodes
 * touch the same points of the same fields of one instance, one of them writing; because a task
 * waits for a result; or because a node stands for many readers. A movement is there for one
 * requirement of one task, whose instance lacks the value.
 *
 * <p><b>Guarantees.</b> The graph is the same with an explainer or without. <b>Refuses.</b> To
 * guess: nodes are named by their structural keys, and an edge that is not there has no reason.
 */
package org.soapstone.tasks.explaining;
