/** One small, complete program for each kind of user, and three over irregular data. */
module org.soapstone.examples {
  requires com.google.common;
  requires org.soapstone.dnn;
  requires org.soapstone.mapper;
  requires transitive org.soapstone.regions;
  requires org.soapstone.simulator;
  requires org.soapstone.tasks;

  exports org.soapstone.examples.irregular;

  provides org.soapstone.mapper.Mapper with
      org.soapstone.examples.PinnedMapper;
  provides org.soapstone.dnn.zoo.ModelProvider with
      org.soapstone.examples.OwnModels;
}
