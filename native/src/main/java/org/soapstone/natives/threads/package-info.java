/**
 * Which cores a thread may run on.
 *
 * <p>The only type is {@link org.soapstone.natives.threads.ThreadAffinity}, Linux's affinity of the
 * current thread.
 *
 * <pre>{@code
 * List<Integer> cores = ThreadAffinity.cores();
 * ThreadAffinity.pin(cores.getFirst());
 * }</pre>
 *
 * <p><b>Guarantees.</b> Where the system has no such calls there are no cores to choose from, and
 * nothing is pinned. <b>Threading.</b> Every call is about the thread that makes it. Threads
 * inherit the affinity of the one that starts them. <b>Refuses.</b> Cores that the thread may not
 * run on.
 */
package org.soapstone.natives.threads;
