package org.soapstone.regions.deppart;

/** What a partition by field does with a point whose field holds no colour of the partition. */
public enum Uncoloured {
  /** It is an error that names the point and its value. */
  REFUSED,
  /** The point is in no piece. */
  LEFT_OUT
}
