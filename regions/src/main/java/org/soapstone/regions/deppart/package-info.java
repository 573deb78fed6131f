/**
 * Dependent partitioning: partitions made from index spaces, maps and other partitions.
 *
 * <p>The operators are the pure functions of {@link org.soapstone.regions.deppart.Partitions}; a
 * partition is a value, an {@link org.soapstone.regions.IndexPartition}.
 *
 * <pre>{@code
 * var grid = IndexSpace.of(Rect.ofExtents(1024, 1024));
 * var tiles = Partitions.equal(grid, Rect.ofExtents(4, 4));
 * var stencil = AffineRectMap.builder(2).dimension(0, 1, -1, 1).dimension(1, 1, -1, 1).build();
 * var halos = Partitions.image(tiles, stencil, grid);    // each tile and its border of one
 * var ghosts = Partitions.difference(halos, tiles);      // the border alone
 * var shared = Partitions.unionOf(ghosts);               // all that is read from afar
 * }</pre>
 *
 * <p><b>Structured partitions.</b> Equal and block partitions, and their images and preimages
 * through {@linkplain org.soapstone.regions.deppart.AffineRectMap affine maps}, are kept as one
 * formula for each dimension: a piece costs O(1), and whether they are disjoint and complete is
 * decided in the sum, not the product, of the colours along each dimension.
 *
 * <p><b>Fields.</b> The operators of {@link org.soapstone.regions.deppart.FieldPartitions} read
 * colours, pointers or rects from {@link org.soapstone.regions.deppart.Columns}: integers wherever
 * they lie in memory. Each is one pass over the points, in blocks, and {@link
 * org.soapstone.regions.deppart.FieldOperator} cuts it into chunks that many may work on. What they
 * make is kept compact (a class for each point, or bits of those that are there); the space of a
 * piece is made when it is first asked for.
 *
 * <p><b>Disjoint and complete</b> are three-valued: inferred where a rule decides, computed when
 * asked where none does. A rule never claims what the computation denies. A program may assert
 * them; {@link org.soapstone.regions.deppart.PartitionChecks} proves an assertion or names what is
 * wrong with it.
 *
 * <p><b>Threads.</b> All values are immutable; what they cache is the same whoever computes it.
 *
 * <p><b>Refuses.</b> To wait for data: the columns that an operator reads must be there and stay
 * unchanged; the tasks module makes operators operations with dependences.
 *
 * <p>Language and inference rules: Treichler, Bauer, Sharma, Slaughter, Aiken, "Dependent
 * Partitioning", OOPSLA 2016, and Legion's code.
 */
package org.soapstone.regions.deppart;
