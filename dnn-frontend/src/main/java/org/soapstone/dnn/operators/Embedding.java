package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Looks rows of a table up by index: output [..., channel] = table [row, channel] at indices [...];
 * or the sum or mean of the rows that the last dimension of the indices names.
 *
 * <p>It is a product with rows of zeros and ones, and is split like one: along the indices, along
 * the channels (each part of the table's columns), and along the rows of the table, which are
 * contracted: a tile passes over indices of rows that it does not have. A bag's indices are
 * contracted, too.
 */
public final class Embedding extends Operator {
  private static final String KIND = "embedding";

  /** What becomes of the rows that the last dimension of the indices names. */
  public enum Bag {
    /** Each is a row of the output. */
    NONE,
    /** They are summed. */
    SUM,
    /** Their mean is taken. */
    MEAN
  }

  private final Bag bag;

  /**
   * Describes a look-up.
   *
   * @param name the layer's name
   * @param indices INT32 [...], from 0 to less than the rows
   * @param rows the rows of the table, at least 1
   * @param channels the columns of the table, at least 1
   * @param bag what becomes of the rows that the last dimension of the indices names
   * @param initializer where the table starts
   * @throws ModelException if the indices are of another type, or have one dimension and are a bag
   */
  public Embedding(
      String name, Tensor indices, long rows, long channels, Bag bag, Initializer initializer) {
    this(name, indices, rows, channels, bag, initializer, FieldType.FLOAT32);
  }

  /**
   * Describes a look-up in a table of some type.
   *
   * @param name the layer's name
   * @param indices INT32 [...], from 0 to less than the rows
   * @param rows the rows of the table, at least 1
   * @param channels the columns of the table, at least 1
   * @param bag what becomes of the rows that the last dimension of the indices names
   * @param initializer where the table starts
   * @param type the type of the table and the output
   * @throws ModelException if the indices are of another type, or have one dimension and are a bag
   */
  public Embedding(
      String name,
      Tensor indices,
      long rows,
      long channels,
      Bag bag,
      Initializer initializer,
      FieldType type) {
    Shapes.requireIndices(name, KIND, indices);
    if (rows < 1 || channels < 1) {
      throw ModelException.of(
          name, KIND, "%d rows and %d channels; both must be at least 1".formatted(rows, channels));
    }
    if (bag != Bag.NONE) {
      Shapes.requireRank(name, KIND, indices, 2, "[..., bag]");
    }
    int outer = bag == Bag.NONE ? indices.dims() : indices.dims() - 1;
    ImmutableLongArray shape =
        ImmutableLongArray.builder()
            .addAll(indices.shape().subArray(0, outer))
            .add(channels)
            .build();
    Tensor output = new Tensor(name, type, shape, true);
    ImmutableLongArray table = ImmutableLongArray.of(rows, channels);
    this.bag = bag;
    super(
        name,
        KIND,
        dimensions(indices, output, rows, bag),
        List.of(indices),
        List.of(Weight.of(name + ".weight", type, table, initializer, 1, channels)),
        List.of(output));
  }

  private static List<Dimension> dimensions(Tensor indices, Tensor output, long rows, Bag bag) {
    List<Dimension> dimensions = new ArrayList<>(Dimensions.channelParameter(output));
    dimensions.add(new Dimension("row", rows, DimensionRole.REDUCTION));
    if (bag != Bag.NONE) {
      dimensions.add(new Dimension("bag", Shapes.last(indices), DimensionRole.REDUCTION));
    }
    return dimensions;
  }

  @Override
  public String attributes() {
    return "bag " + bag.name().toLowerCase(Locale.ROOT);
  }

  private int tileDims() {
    return dimensions().size();
  }

  private RectMap indexMap() {
    int[] dimensions = new int[input().dims()];
    for (int d = 0; d < dimensions.length; d++) {
      boolean bagged = bag != Bag.NONE && d == dimensions.length - 1;
      dimensions[d] = bagged ? tileDims() - 1 : d;
    }
    return Maps.select(tileDims(), input(), dimensions);
  }

  private RectMap tableMap() {
    int channel = output().dims() - 1;
    return Maps.select(tileDims(), table(), channel + 1, channel);
  }

  private RectMap outputMap() {
    return Maps.prefix(tileDims(), output());
  }

  private Tensor table() {
    return weights().getFirst().tensor();
  }

  private Lookup lookup() {
    double scale = bag == Bag.MEAN ? 1.0 / Shapes.last(input()) : 1;
    return new Lookup(table().extent(0), bag != Bag.NONE, scale);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "embedding.forward",
            Embedding::forward,
            lookup(),
            Access.reads(input(), indexMap()),
            Access.reads(table(), tableMap()),
            Access.adds(output(), outputMap())));
  }

  @Override
  public List<Phase> backward() {
    return List.of(
        new Phase(
            "embedding.backward",
            Embedding::backward,
            lookup(),
            Access.reads(input(), indexMap()),
            Access.readsGradient(output(), outputMap()),
            Access.contributes(table(), tableMap())));
  }

  private static int bag(TaskContext context) {
    Rect indices = context.region(0).field().rect();
    boolean bagged = ((Lookup) context.arguments()).bagged;
    return bagged ? Math.toIntExact(indices.extent(indices.dims() - 1)) : 1;
  }

  private static void forward(TaskContext context) {
    Lookup lookup = (Lookup) context.arguments();
    context
        .service(Kernels.class)
        .embeddingForward(
            lookup.rows,
            bag(context),
            lookup.scale,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .embeddingBackward(
            bag(context),
            ((Lookup) context.arguments()).scale,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param rows the rows of the table
   * @param bagged whether the rows that the last dimension of the indices names are summed
   * @param scale the factor of the sums
   */
  record Lookup(long rows, boolean bagged, double scale) implements TaskArguments {
    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
