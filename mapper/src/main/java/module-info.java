import org.soapstone.mapper.DefaultMapper;
import org.soapstone.mapper.Mapper;

/** The machine model, the mapper plug-in interface and SOAP strategies. */
module org.soapstone.mapper {
  requires com.fasterxml.jackson.databind;
  requires jdk.management;
  requires transitive com.google.common;
  requires transitive org.soapstone.regions;

  exports org.soapstone.mapper;
  exports org.soapstone.mapper.launch;
  exports org.soapstone.mapper.machine;
  exports org.soapstone.mapper.soap;

  uses Mapper;

  provides Mapper with
      DefaultMapper;
}
