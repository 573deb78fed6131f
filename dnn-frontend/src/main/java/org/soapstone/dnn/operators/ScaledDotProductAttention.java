package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Attention;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Attention: output = softmax(scale · query · keyᵀ) · value, for each sample and head (Vaswani et
 * al., NeurIPS 2017).
 *
 * <p>Queries are [sample, position, head, depth], keys and values [sample, key, head, depth].
 * Iterates over samples, positions, heads and keys, which are contracted: tiles of keys contribute
 * to each query's greatest score, then to the sum of exponentials and of values weighted by them.
 * No tensor of scores is kept: gradients work them out again.
 */
public final class ScaledDotProductAttention extends Operator {
  private static final String KIND = "attention";
  private static final int DIMS = 4;
  private static final int KEY = 3;

  private final Attention attention;
  private final Tensor max;
  private final Tensor sum;
  private final Tensor weighted;
  private final Tensor products;

  /**
   * Describes attention with scores scaled by one over the root of the depth.
   *
   * @param name the layer's name
   * @param query [sample, position, head, depth]
   * @param key [sample, key, head, depth]
   * @param value [sample, key, head, value depth]
   * @param causal whether a position sees only keys of its own index and before
   * @throws ModelException if the shapes do not fit each other
   */
  public ScaledDotProductAttention(
      String name, Tensor query, Tensor key, Tensor value, boolean causal) {
    requireFit(name, query, key, value);
    ImmutableLongArray statistic = query.shape().subArray(0, DIMS - 1).trimmed();
    ImmutableLongArray shape = Shapes.withLast(query.shape(), value.extent(DIMS - 1));
    this.attention = new Attention(1 / Math.sqrt((double) query.extent(DIMS - 1)), causal);
    Tensor max = Tensor.kept(name + ".max", query.type(), statistic);
    Tensor sum = Tensor.kept(name + ".sum", FieldType.FLOAT64, statistic);
    Tensor weighted = Tensor.kept(name + ".weighted", query.type(), shape);
    Tensor products = Tensor.kept(name + ".products", FieldType.FLOAT64, statistic);
    this.max = max;
    this.sum = sum;
    this.weighted = weighted;
    this.products = products;
    super(
        name,
        KIND,
        List.of(
            new Dimension(Dimensions.SAMPLE, query.extent(0), DimensionRole.SAMPLE),
            new Dimension("position", query.extent(1), DimensionRole.ATTRIBUTE),
            new Dimension("head", query.extent(2), DimensionRole.ATTRIBUTE),
            new Dimension("key", key.extent(1), DimensionRole.REDUCTION)),
        List.of(query, key, value),
        List.of(),
        List.of(new Tensor(name, query.type(), shape, true), max, sum, weighted, products));
  }

  private static void requireFit(String name, Tensor query, Tensor key, Tensor value) {
    Shapes.requireFloats(name, KIND, query);
    Shapes.requireSameType(name, KIND, query, key);
    Shapes.requireSameType(name, KIND, query, value);
    boolean fits = query.dims() == DIMS && key.dims() == DIMS && value.dims() == DIMS;
    for (int d = 0; fits && d < DIMS; d++) {
      boolean queryKey = d == 1 || query.extent(d) == key.extent(d);
      boolean keyValue = d == DIMS - 1 || key.extent(d) == value.extent(d);
      fits = queryKey && keyValue;
    }
    if (!fits) {
      throw ModelException.of(
          name,
          KIND,
          ("query %s, key %s and value %s do not fit each other; they must be [sample, position,"
                  + " head, depth], [sample, key, head, depth] and [sample, key, head, value depth]")
              .formatted(query, key, value));
    }
    if (!query.differentiable() || !key.differentiable() || !value.differentiable()) {
      throw ModelException.of(
          name, KIND, "an input has no gradient; attention is for the results of layers");
    }
  }

  @Override
  public String attributes() {
    return attention.causal() ? "causal" : "";
  }

  @Override
  public double forwardFlops() {
    Tensor value = inputs().get(2);
    double scores = (double) sum.volume() * value.extent(1);
    return 2.0 * scores * (input().extent(DIMS - 1) + value.extent(DIMS - 1));
  }

  private static RectMap queries(Tensor tensor) {
    return Maps.leading(DIMS, tensor, 0, 1, 2);
  }

  private static RectMap keys(Tensor tensor) {
    return Maps.leading(DIMS, tensor, 0, KEY, 2);
  }

  private static Access readsQueries(Tensor tensor) {
    return Access.reads(tensor, queries(tensor));
  }

  private static Access readsKeys(Tensor tensor) {
    return Access.reads(tensor, keys(tensor));
  }

  /** {@return what only the tiles with the first key do} */
  private static RectMap once(Tensor tensor) {
    return Maps.first(queries(tensor), KEY);
  }

  @Override
  public List<Phase> forward() {
    Tensor query = input();
    Tensor key = inputs().get(1);
    Tensor value = inputs().get(2);
    return List.of(
        new Phase(
            "attention.max",
            ScaledDotProductAttention::max,
            new Scores(attention, 1),
            readsQueries(query),
            readsKeys(key),
            Access.maximizes(max, queries(max))),
        new Phase(
            "attention.weigh",
            ScaledDotProductAttention::weigh,
            new Scores(attention, 2),
            readsQueries(query),
            readsKeys(key),
            readsKeys(value),
            readsQueries(max),
            Access.adds(sum, queries(sum)),
            Access.adds(weighted, queries(weighted))),
        new Phase(
            "attention.forward",
            ScaledDotProductAttention::quotient,
            new Copies(1),
            Access.reads(weighted, once(weighted)),
            Access.reads(sum, once(sum)),
            Access.writes(output(), once(output()))));
  }

  @Override
  public List<Phase> backward() {
    Tensor query = input();
    Tensor key = inputs().get(1);
    Tensor value = inputs().get(2);
    return List.of(
        new Phase(
            "attention.products",
            ScaledDotProductAttention::products,
            new Copies(1),
            Access.reads(output(), once(output())),
            Access.readsGradient(output(), once(output())),
            Access.writes(products, once(products))),
        new Phase(
            "attention.backward",
            ScaledDotProductAttention::backward,
            new Scores(attention, 5),
            readsQueries(query),
            readsKeys(key),
            readsKeys(value),
            readsQueries(max),
            readsQueries(sum),
            readsQueries(products),
            Access.readsGradient(output(), queries(output())),
            Access.contributes(query, queries(query)),
            Access.contributes(key, keys(key)),
            Access.contributes(value, keys(value))));
  }

  private static void max(TaskContext context) {
    context
        .service(Kernels.class)
        .attentionMax(
            ((Scores) context.arguments()).attention,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  private static void weigh(TaskContext context) {
    context
        .service(Kernels.class)
        .attentionWeigh(
            ((Scores) context.arguments()).attention,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field(),
            context.region(4).field(),
            context.region(5).field());
  }

  private static void quotient(TaskContext context) {
    context
        .service(Kernels.class)
        .attentionQuotient(
            context.region(0).field(), context.region(1).field(), context.region(2).field());
  }

  private static void products(TaskContext context) {
    context
        .service(Kernels.class)
        .attentionProducts(
            context.region(0).field(), context.region(1).field(), context.region(2).field());
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .attentionBackward(
            ((Scores) context.arguments()).attention,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field(),
            context.region(4).field(),
            context.region(5).field(),
            context.region(6).field(),
            context.region(7).field(),
            context.region(8).field(),
            context.region(9).field());
  }

  /**
   * The arguments of the tasks that work scores out.
   *
   * @param attention how scores are made
   * @param products the matrix products of the scores' size
   */
  record Scores(Attention attention, int products) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 2.0 * products * rects.getFirst().volume() * rects.get(1).extent(1);
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }
}
