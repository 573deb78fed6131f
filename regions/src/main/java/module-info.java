/**
 * Logical regions: index spaces, partitions, field spaces, privileges and the test of interference.
 *
 * <p>The ground floor of Soapstone. It knows nothing of tasks, memories or devices.
 */
module org.soapstone.regions {
  requires com.google.common;
  requires jdk.incubator.vector;

  exports org.soapstone.regions;
  exports org.soapstone.regions.deppart;
}
