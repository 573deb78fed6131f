package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * Loads a sequence of indices for each sample of a batch: words of a vocabulary, rows of a table.
 * INT32 [sample, position], each from 0 to less than the vocabulary.
 *
 * <p>Each tile loads its samples from the {@link BatchSource}.
 */
public final class Tokens extends Operator {
  private static final String KIND = "tokens";

  private final int sequence;
  private final long vocabulary;

  /**
   * Describes an input of indices.
   *
   * @param name the layer's name
   * @param batch the samples of a batch
   * @param sequence which of a sample's sequences it is, from 0
   * @param length the indices of a sample
   * @param vocabulary the indices run from 0 to one less
   * @throws ModelException if a number is less than 1
   */
  public Tokens(String name, long batch, int sequence, long length, long vocabulary) {
    if (batch < 1 || length < 1 || vocabulary < 1) {
      throw ModelException.of(
          name,
          KIND,
          "batch %d, length %d, vocabulary %d; each must be at least 1"
              .formatted(batch, length, vocabulary));
    }
    this.sequence = sequence;
    this.vocabulary = vocabulary;
    super(
        name,
        KIND,
        Dimensions.samples(batch),
        List.of(),
        List.of(),
        List.of(new Tensor(name, FieldType.INT32, ImmutableLongArray.of(batch, length), false)));
  }

  /** {@return the indices run from 0 to one less} */
  public long vocabulary() {
    return vocabulary;
  }

  @Override
  public String attributes() {
    return "sequence %d, vocabulary %d".formatted(sequence, vocabulary);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "tokens.load",
            Tokens::load,
            new Load(sequence),
            List.of(Access.writes(output(), Maps.leading(1, output(), 0)))));
  }

  @Override
  public List<Phase> backward() {
    return List.of();
  }

  private static void load(TaskContext context) {
    BatchSource source = context.service(BatchSource.class);
    int sequence = ((Load) context.arguments()).sequence;
    FieldView tokens = context.region(0).field();
    Rect rect = tokens.rect();
    int[] row = new int[rect.isEmpty() ? 0 : Math.toIntExact(rect.extent(1))];
    for (long sample = rect.lo(0); sample <= rect.hi(0); sample++) {
      source.tokens(context.iteration(), Math.toIntExact(sample), sequence, row);
      Elements.writeInts(tokens, sample, row);
    }
  }

  /**
   * The arguments of a load.
   *
   * @param sequence which of a sample's sequences is loaded
   */
  record Load(int sequence) implements TaskArguments {
    @Override
    public String workClass() {
      return "load";
    }
  }
}
