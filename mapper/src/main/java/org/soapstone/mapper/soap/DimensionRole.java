package org.soapstone.mapper.soap;

/**
 * What splitting a dimension means (Jia et al. 2019, section 4, and the reduction class of Unity,
 * OSDI 2022).
 */
public enum DimensionRole {
  /** The samples of a batch. */
  SAMPLE,
  /** A dimension of a sample whose split leaves the weights whole. */
  ATTRIBUTE,
  /** A dimension whose split splits the weights. */
  PARAMETER,
  /** A dimension that is summed over: each part yields a partial result. */
  REDUCTION
}
