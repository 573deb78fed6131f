package org.soapstone.benchmarks.partitioning;

/**
 * What one operator took on some data.
 *
 * @param operator what was timed: an operator, or {@code partitioning}, all that a program needs;
 *     with {@code +spaces}, the making of each piece's index space too, which is otherwise left to
 *     the first that asks for it
 * @param program whose data
 * @param elements how many points have the field that is read, or are partitioned if none is
 * @param pieces how many colours
 * @param workers how many threads the operator may use
 * @param nanos the median time
 * @param bytesAllocated on the heap, each time
 * @param passNanos the median time of the tightest loop over the same field, on one thread: it
 *     reads the field, looks up the target and stores one int for each point; for all of a program,
 *     the sum over the fields that it reads
 * @param sortNanos the median time of sorting the points of all pieces by colour, and in a colour
 *     by number, on one thread: by counting, with the colours looked up first where they are not at
 *     hand
 */
public record PartitioningRow(
    String operator,
    String program,
    long elements,
    int pieces,
    int workers,
    long nanos,
    long bytesAllocated,
    long passNanos,
    long sortNanos) {

  /** {@return how many elements are done in a second} */
  public double elementsPerSecond() {
    return elements * 1e9 / Math.max(1, nanos);
  }
}
