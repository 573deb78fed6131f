package org.soapstone.dnn.operators;

/** A model that cannot be built: names the layer, the shapes and the rule that they break. */
public final class ModelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes what is wrong.
   *
   * @param message one sentence: the layer, the offending value, what is allowed
   */
  public ModelException(String message) {
    super(message);
  }

  /**
   * {@return what is wrong with a layer}
   *
   * @param layer the layer's name
   * @param kind the kind of layer
   * @param detail the offending value and what is allowed
   */
  public static ModelException of(String layer, String kind, String detail) {
    return new ModelException("layer '%s' (%s): %s".formatted(layer, kind, detail));
  }
}
