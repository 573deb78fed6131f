/**
 * The checker mode of a runtime: verifies what is otherwise believed.
 *
 * <pre>{@code
 * try (var runtime = Runtime.builder(machine, tasks).checked().build()) { ... }
 * }</pre>
 *
 * <p>{@link org.soapstone.tasks.checking.LaunchChecker} looks at each launch: the partitions that
 * it names are what was asserted of them, and projections are pure. {@link
 * org.soapstone.tasks.checking.CheckedBody} runs each leaf body on data of its own, so that what it
 * touches without having asked for it is found even through raw memory.
 *
 * <p><b>Guarantees.</b> A program that passes gives the same results as without. It runs slowly,
 * and waits for computed partitions. <b>Refuses.</b> To look into inner bodies and the runtime's
 * own tasks.
 */
package org.soapstone.tasks.checking;
