package org.soapstone.dnn.zoo;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.ModelException;
import org.soapstone.dnn.operators.Optimizer;
import org.soapstone.regions.FieldType;

/**
 * A network of the zoo: what is needed to build it, and how it is usually trained.
 *
 * @param name its name
 * @param description where it comes from, in a line
 * @param height the rows of its images
 * @param width the columns of its images
 * @param channels the values of a pixel
 * @param classes the number of classes
 * @param batchPerDevice the usual samples for each processor in a batch
 * @param optimizer the usual update rule
 * @param layers adds its layers to an empty model
 */
public record ZooModel(
    String name,
    String description,
    int height,
    int width,
    int channels,
    int classes,
    int batchPerDevice,
    Optimizer optimizer,
    Consumer<Model> layers) {

  /** Checks that nothing is null. */
  public ZooModel {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
    requireNonNull(optimizer, "optimizer");
    requireNonNull(layers, "layers");
  }

  /**
   * {@return the network}
   *
   * @param batch the samples of a batch, over all processors
   * @param type {@code FLOAT32} or {@code FLOAT64}
   * @throws ModelException if the batch is less than 1, the type is another, or the layers cannot
   *     be added
   */
  public Model build(long batch, FieldType type) {
    Model model = Model.named(name).batch(batch).elementType(type);
    try {
      layers.accept(model);
    } catch (ModelException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ModelException(
          "model '%s' cannot be built, its layers cannot be added: %s; mend them"
              .formatted(name, ModelCatalog.reason(e)));
    }
    model.check();
    return model;
  }
}
