/** Predicted time of a task graph on a machine, and the strategy search. */
module org.soapstone.simulator {
  requires com.fasterxml.jackson.databind;
  requires com.google.common;
  requires transitive org.soapstone.mapper;
  requires transitive org.soapstone.regions;
  requires transitive org.soapstone.tasks;
}
