package org.soapstone.tasks.execution;

import java.util.Arrays;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.instances.InstanceView;
import org.soapstone.tasks.instances.PhysicalInstance;

/**
 * What a node does, whichever launch it does it for: bound anew for each {@link Node}, and once for
 * a node of a {@link RunTemplate}.
 */
class Work {
  NodeKind kind;
  int processor;
  int priority;

  /** The row-major position of the point that the node is, or serves. */
  int point;

  // What a task needs.
  InstanceView[] views = new InstanceView[4];
  PhysicalInstance[] instances = new PhysicalInstance[4];

  // What moves data needs.
  PhysicalInstance source;
  PhysicalInstance target;
  IndexSpace points;
  FieldSet fields;
  ReductionOperator operator;
  FillValue value;

  /** Lets go of everything. */
  void clear() {
    Arrays.fill(views, null);
    Arrays.fill(instances, null);
    source = null;
    target = null;
    points = null;
    fields = null;
    operator = null;
    value = null;
  }

  /** Notes which instance a task uses for a requirement. */
  final void bind(int requirement, PhysicalInstance instance, InstanceView view) {
    if (requirement >= views.length) {
      views = Arrays.copyOf(views, Math.max(requirement + 1, views.length * 2));
      instances = Arrays.copyOf(instances, views.length);
    }
    views[requirement] = view;
    instances[requirement] = instance;
  }

  /** The instance that a task uses for a requirement; null for one without points. */
  final PhysicalInstance instance(int requirement) {
    return requirement < instances.length ? instances[requirement] : null;
  }
}
