package org.soapstone.simulator.simulation;

import java.util.*;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;

final class LagStudy {
  public static void main(String[] args) throws Exception {
    Machine machine = Machines.named("p100").firstProcessors(4);
    int steps = Integer.parseInt(args[0]);
    int warm = Integer.parseInt(args[1]);
    var random = new SplittableRandom(1);
    var program = new StepProgram(machine, StepProgram.inception(random));
    for (int o = 0; o < program.operatorCount(); o++) program.configure(o, program.dataParallel(), program.dataParallel());
    var costs = new StepProgram.Costs(new MovementTimes(machine));
    var delta = new DeltaSimulation(machine, costs, program.stepSpan(), steps);
    delta.propose(program.whole());
    delta.commit();
    for (int i = 0; i < warm; i++) {
      var saved = program.save();
      long old = delta.makespanNanos();
      StepEdit edit = program.configure(random.nextInt(program.operatorCount()), program.randomCompute(random), program.randomUpdate(random));
      long t = delta.propose(edit);
      if (t < old * 1.005) { delta.commit(); } else { delta.rollback(); program.restore(saved); }
    }
    DeltaEngine e = delta.engine();
    var f = DeltaEngine.class.getDeclaredField("overlay"); f.setAccessible(true);
    var g = DeltaEngine.class.getDeclaredField("schedule"); g.setAccessible(true);
    var h = DeltaEngine.class.getDeclaredField("graph"); h.setAccessible(true);
    var rr = DeltaEngine.class.getDeclaredField("resources"); rr.setAccessible(true);
    Overlay o = (Overlay) f.get(e); Schedule s = (Schedule) g.get(e); DynamicGraph d = (DynamicGraph) h.get(e); ResourceSets res = (ResourceSets) rr.get(e);
    double sv=0, sc=0, st=0, st2=0; int n=0;
    for (int i = 0; i < 60; i++) {
      var saved = program.save();
      StepEdit edit = program.configure(random.nextInt(program.operatorCount()), program.randomCompute(random), program.randomUpdate(random));
      delta.propose(edit);
      int total=0, changed=0, trivial=0, nontriv=0, weak=0; 
      Map<Long,Integer> hist=new HashMap<>();
      // resource prev by new start: build per resource sorted
      Map<Integer,List<Integer>> seq=new HashMap<>();
      long[] ns=new long[d.slotLimit()];
      for (int x=0;x<d.slotLimit();x++) if(d.alive[x]){ ns[x]= o.status[x]==Overlay.UNTOUCHED? s.start[x]: o.start[x]; int set=d.sets[x]; for(int k=0;k<res.size(set);k++) seq.computeIfAbsent(res.item(set,k),z->new ArrayList<>()).add(x);}
      int[] prev=new int[d.slotLimit()]; Arrays.fill(prev,-1);
      long[] lag=new long[d.slotLimit()];
      for (int x=0;x<d.slotLimit();x++) if(d.alive[x]) lag[x]= s.start[x]==Schedule.NEVER? Long.MIN_VALUE : ns[x]-s.start[x];
      Map<Integer,Integer> prevOf=new HashMap<>();
      Set<Integer> bad=new HashSet<>();
      for (var l: seq.values()){ l.sort(Comparator.comparingLong(x->ns[x])); for(int k=1;k<l.size();k++){ if(lag[l.get(k)]!=lag[l.get(k-1)]) bad.add(l.get(k)); } if(!l.isEmpty()&&lag[l.get(0)]!=0) bad.add(l.get(0)); }
      for (int x=0;x<d.slotLimit();x++) if(d.alive[x]){ total++; if(lag[x]!=0) changed++; hist.merge(lag[x],1,Integer::sum);
        boolean b=bad.contains(x); boolean b2=b; for(int p=0;p<d.predecessors.count(x);p++){ int q=d.predecessors.get(x,p); if(lag[q]!=lag[x]) {b=true; if(o.end[q]+20000>ns[x]) b2=true;} }
        if(b) nontriv++; if(b2) weak++; }
      int mode=hist.values().stream().max(Integer::compare).get();
      sv+=(double)delta.visitedCount()/total; sc+=(double)changed/total; st+=(double)nontriv/total; st2+=(double)weak/total; n++;
      System.out.printf("visited %.2f changed %.2f modeShare %.2f distinctLags %d nontrivial %.3f nearNontrivial %.3f%n", (double)delta.visitedCount()/total, (double)changed/total, (double)mode/total, hist.size(), (double)nontriv/total,(double)weak/total);
      delta.rollback(); program.restore(saved);
    }
    System.out.printf("MEAN visited %.3f changed %.3f nontrivial %.3f near %.3f%n", sv/n, sc/n, st/n, st2/n);
  }
}
