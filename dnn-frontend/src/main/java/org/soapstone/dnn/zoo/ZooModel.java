package org.soapstone.dnn.zoo;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.operators.ModelException;
import org.soapstone.dnn.operators.Optimizer;
import org.soapstone.regions.FieldType;

/**
 * A network that can be named: what is needed to build it, and how it is usually trained.
 *
 * @param name its name, with the settings that were changed: {@code rnnlm:hidden=200}
 * @param description where it comes from, in a line
 * @param batchPerDevice the usual samples for each processor in a batch
 * @param optimizer the usual update rule
 * @param settings the numbers that it is built with
 * @param layers adds its layers to an empty model
 */
public record ZooModel(
    String name,
    String description,
    int batchPerDevice,
    Optimizer optimizer,
    Settings settings,
    Layers layers) {

  /** Adds the layers of a network to a model. */
  @FunctionalInterface
  public interface Layers {
    /**
     * Adds the layers.
     *
     * @param model without layers
     * @param settings the numbers to build it with
     */
    void add(Model model, Settings settings);
  }

  /** Checks that nothing is null. */
  public ZooModel {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
    requireNonNull(optimizer, "optimizer");
    requireNonNull(settings, "settings");
    requireNonNull(layers, "layers");
  }

  /**
   * Describes a network without settings.
   *
   * @param name its name
   * @param description where it comes from, in a line
   * @param batchPerDevice the usual samples for each processor in a batch
   * @param optimizer the usual update rule
   * @param layers adds its layers to an empty model
   */
  public ZooModel(
      String name,
      String description,
      int batchPerDevice,
      Optimizer optimizer,
      Consumer<Model> layers) {
    requireNonNull(layers, "layers");
    this(
        name,
        description,
        batchPerDevice,
        optimizer,
        Settings.NONE,
        (model, _) -> layers.accept(model));
  }

  /**
   * {@return the network with other settings}
   *
   * @param changes as in {@code hidden=200,layers=2}
   * @throws IllegalArgumentException if that is not the form, a name is unknown, or a value is none
   *     or out of range; the message says which are there
   */
  public ZooModel with(String changes) {
    Settings changed;
    try {
      changed = settings.with(changes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "model '%s:%s': %s".formatted(name, changes, e.getMessage()), e);
    }
    String differences = changed.changesFrom(settings);
    String fullName = differences.isEmpty() ? name : name + ":" + differences;
    return new ZooModel(fullName, description, batchPerDevice, optimizer, changed, layers);
  }

  /** {@return what a sample of a data set for the network is made of} */
  public SampleForm sampleForm() {
    return build(1, FieldType.FLOAT32).sampleForm();
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
      layers.add(model, settings);
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
