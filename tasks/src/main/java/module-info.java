/** Launches, dependence analysis, the task graph and its executor. */
module org.soapstone.tasks {
  requires com.fasterxml.jackson.databind;
  requires com.google.common;
  requires transitive org.soapstone.mapper;
  requires org.soapstone.natives;
  requires transitive org.soapstone.regions;

  exports org.soapstone.tasks.analysis;
  exports org.soapstone.tasks.graph;
}
