/**
 * What data a program names: sets of points, fields, logical regions, and how they may be accessed.
 *
 * <p>A {@link org.soapstone.regions.LogicalRegion} is an {@link org.soapstone.regions.IndexSpace}
 * (which points) times a {@link org.soapstone.regions.FieldSpace} (which fields of each point) in a
 * tree; partitions of it give views of the <em>same</em> data.
 *
 * <pre>{@code
 * var forest = new RegionForest();
 * var grid = IndexSpace.of(Rect.ofExtents(1024, 1024));
 * var cells = forest.createRegion("cells", grid, FieldSpace.of("density", FieldType.FLOAT32));
 * var tiles = forest.partition(cells, Partitions.equal(grid, Rect.ofExtents(4, 4)));
 * var corner = tiles.subregion(Point.of(0, 0));    // [0..255]x[0..255]
 * }</pre>
 *
 * <p><b>Values.</b> Points, rects, index spaces, field sets and privileges are immutable and equal
 * by value; an index space has one canonical list of boxes, so equal sets are equal values, also
 * where its points are kept as {@linkplain org.soapstone.regions.SparseBits bits}. Regions and
 * partitions of regions are handles, equal by (tree, id), with ids given in program order.
 *
 * <p><b>Order.</b> Wherever points, rects or colours are enumerated, the order is row-major: the
 * last dimension varies fastest.
 *
 * <p><b>Threads.</b> Values may be shared freely. A {@link org.soapstone.regions.RegionForest} and
 * the creation of subregions belong to one thread at a time.
 *
 * <p><b>Refuses.</b> Rects whose number of points is beyond a {@code long}; anything that needs the
 * data itself: there is no memory here.
 *
 * <p>Model: Bauer, Treichler, Slaughter, Aiken, "Legion: Expressing Locality and Independence with
 * Logical Regions", SC 2012; M. Bauer's thesis, 2014.
 */
package org.soapstone.regions;
