package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;

import org.soapstone.regions.deppart.RectMap;

/**
 * What a phase does with one tensor: which part of it a tile touches, and how.
 *
 * @param tensor the tensor
 * @param part its value, its gradient or what an update rule keeps of it
 * @param effect what is done to it
 * @param needed maps a tile, a rect of the phase's iterations, to the rect of the tensor that it
 *     needs, before that is clamped to the tensor
 */
public record Access(Tensor tensor, Part part, Effect effect, RectMap needed) {

  /** The things that are kept of a tensor, each in a region tree of its own. */
  public enum Part {
    /** The tensor itself. */
    VALUE,
    /** The loss's gradient with respect to it. */
    GRADIENT,
    /** A weight's gradients summed with momentum, if the update rule keeps them. */
    VELOCITY,
    /** A weight's running mean of gradients, if the update rule keeps it. */
    MEAN,
    /** A weight's running mean of squared gradients, if the update rule keeps it. */
    MEAN_SQUARE
  }

  /** What is done to a part. */
  public enum Effect {
    /** It is read. */
    READ,
    /** Tiles write disjoint rects that cover it. */
    WRITE,
    /** Tiles read and write disjoint rects. */
    READ_WRITE,
    /**
     * Each tile writes its contribution to a sum. Lowered to a plain write where the tiles' rects
     * are disjoint, cover the tensor, and nobody else contributes; to a reduction otherwise, onto a
     * fill with −0.0.
     */
    CONTRIBUTE,
    /**
     * Each tile writes its contribution to a maximum; otherwise like a sum, onto a fill with −∞.
     */
    MAXIMIZE;

    /** {@return whether tiles' contributions are combined} */
    public boolean combines() {
      return this == CONTRIBUTE || this == MAXIMIZE;
    }
  }

  /** Checks that nothing is null and that the map fits the tensor. */
  public Access {
    requireNonNull(part, "part");
    requireNonNull(effect, "effect");
    if (effect == Effect.MAXIMIZE && part != Part.VALUE) {
      throw new IllegalArgumentException(
          "tensor %s: a %s is a sum; contribute to it".formatted(tensor, part));
    }
    if (needed.targetDims() != tensor.dims()) {
      throw new IllegalArgumentException(
          "tensor %s has %d dimensions, but the map yields %d"
              .formatted(tensor, tensor.dims(), needed.targetDims()));
    }
  }

  /**
   * {@return a read of a tensor's value}
   *
   * @param tensor the tensor
   * @param needed tile to rect
   */
  public static Access reads(Tensor tensor, RectMap needed) {
    return new Access(tensor, Part.VALUE, Effect.READ, needed);
  }

  /**
   * {@return a write of a tensor's value}
   *
   * @param tensor the tensor
   * @param needed tile to rect
   */
  public static Access writes(Tensor tensor, RectMap needed) {
    return new Access(tensor, Part.VALUE, Effect.WRITE, needed);
  }

  /**
   * {@return a contribution to a tensor's value, which is the sum of the tiles' partial results}
   *
   * @param tensor the tensor
   * @param needed tile to rect
   */
  public static Access adds(Tensor tensor, RectMap needed) {
    return new Access(tensor, Part.VALUE, Effect.CONTRIBUTE, needed);
  }

  /**
   * {@return a contribution to a tensor's value, which is the greatest of the tiles' partial
   * results}
   *
   * @param tensor the tensor
   * @param needed tile to rect
   */
  public static Access maximizes(Tensor tensor, RectMap needed) {
    return new Access(tensor, Part.VALUE, Effect.MAXIMIZE, needed);
  }

  /**
   * {@return a read of a tensor's gradient}
   *
   * @param tensor the tensor
   * @param needed tile to rect
   */
  public static Access readsGradient(Tensor tensor, RectMap needed) {
    return new Access(tensor, Part.GRADIENT, Effect.READ, needed);
  }

  /**
   * {@return a contribution to a tensor's gradient}
   *
   * @param tensor the tensor
   * @param needed tile to rect
   */
  public static Access contributes(Tensor tensor, RectMap needed) {
    return new Access(tensor, Part.GRADIENT, Effect.CONTRIBUTE, needed);
  }
}
