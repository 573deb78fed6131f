/** Predicted time of a task graph on a machine, and the strategy search. */
module org.soapstone.simulator {
  requires com.fasterxml.jackson.core;
  requires java.management;
  requires transitive com.google.common;
  requires transitive org.soapstone.mapper;
  requires transitive org.soapstone.regions;
  requires transitive org.soapstone.tasks;

  exports org.soapstone.simulator;
  exports org.soapstone.simulator.cost;
  exports org.soapstone.simulator.report;
  exports org.soapstone.simulator.search;
  exports org.soapstone.simulator.simulation;
}
