package org.soapstone.mapper.launch;

/** The arguments of a task that needs none. */
record NoArguments() implements TaskArguments {}
