/**
 * Reading JSON so that every complaint says where: the document and the path of the offending
 * value.
 *
 * <p>The main type is {@link org.soapstone.mapper.json.JsonView}.
 *
 * <pre>{@code
 * JsonView document = JsonView.parse("machine file m.json", text, MachineException::new);
 * long nanos = document.at("links").elements().get(0).at("latencyNanos").wholeNumber();
 * }</pre>
 *
 * <p><b>Guarantees.</b> Views are immutable. Duplicate fields, trailing text and truncation are
 * errors with line and column. <b>Refuses.</b> Binding to classes: readers say which fields they
 * know. This package is not exported.
 */
package org.soapstone.mapper.json;
