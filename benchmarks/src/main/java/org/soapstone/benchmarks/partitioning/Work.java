package org.soapstone.benchmarks.partitioning;

import java.util.List;
import java.util.function.IntFunction;
import org.soapstone.regions.IndexPartition;

/**
 * Something to time.
 *
 * @param operator its name
 * @param elements how many points it goes over
 * @param run does it with as many workers, and gives the partitions that it made
 * @param scans what it is compared with: one for each field that it reads
 */
record Work(
    String operator, int elements, IntFunction<List<IndexPartition>> run, List<Scan> scans) {

  /** {@return the work of an operator that makes one partition and reads one field} */
  static Work of(String operator, IntFunction<IndexPartition> run, Scan scan) {
    return new Work(operator, scan.points(), workers -> List.of(run.apply(workers)), List.of(scan));
  }

  /** Makes the index space of every piece, and gives the number of their points. */
  static long spaces(List<IndexPartition> partitions) {
    long[] points = new long[1];
    for (IndexPartition partition : partitions) {
      partition.colours().forEachPoint(colour -> points[0] += partition.space(colour).volume());
    }
    return points[0];
  }
}
