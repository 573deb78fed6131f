package org.soapstone.benchmarks.analysis;

/**
 * What the thread that launches spends, in nanoseconds of processor time.
 *
 * @param launchesInFlight how many launches had not completed
 * @param pieces how many pieces the data is cut into
 * @param checkNanos whether the points of an index launch over all pieces interfere, for each
 *     launch: the part that does not expand it
 * @param launchNanos a launch of one task, on one piece and its neighbours: everything, from the
 *     call to the node in the window
 * @param pointNanos a launch of a task on each piece and its neighbours, likewise, for each point
 */
public record AnalysisRow(
    int launchesInFlight, int pieces, double checkNanos, double launchNanos, double pointNanos) {}
