"use strict";
// Draws the time lines. All of them share one view, so that the same moment is at the same place in each.
(() => {
  const data = JSON.parse(document.getElementById("timelines").textContent);
  const longest = Math.max(1, ...data.timelines.map(t => t.span));
  const view = { from: 0, to: longest };
  const letters = Math.max(...data.timelines.flatMap(t => t.lanes.map(l => l.name.length)));
  const LEFT = Math.max(56, Math.min(190, letters * 6.3 + 14)), RIGHT = 46, PROCESSOR = 24, LINK = 15, GAP = 4, AXIS = 22;
  const tip = document.getElementById("tip");
  const escape = s => s.replace(/[&<>"']/g, c => "&#" + c.charCodeAt(0) + ";");

  const time = nanos => {
    const units = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];
    const [scale, unit] = units.find(([s]) => Math.abs(nanos) >= s) || units[3];
    return +(nanos / scale).toPrecision(4) + " " + unit;
  };

  const step = width => {
    const rough = width / 7, power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map(m => m * power).find(s => s >= rough);
  };

  const axis = (x, width, height) => {
    const parts = [], each = step(view.to - view.from);
    for (let t = Math.ceil(view.from / each) * each; t <= view.to; t += each) {
      const at = x(t).toFixed(1);
      parts.push(`<line class="grid" x1="${at}" x2="${at}" y1="0" y2="${height}"/>`,
        `<text class="small" x="${at}" y="${height + 15}" text-anchor="middle">${t === 0 ? "0" : time(t)}</text>`);
    }
    return parts.join("");
  };

  const bars = (lane, number, x, y, height) => {
    const parts = [];
    let drawnTo = -1, drawnGroup = -1;
    for (let i = 0; i < lane.bars.length; i += 4) {
      const start = lane.bars[i], end = start + lane.bars[i + 1];
      if (end < view.from || start > view.to) continue;
      const x0 = x(Math.max(start, view.from)), x1 = x(Math.min(end, view.to)), group = lane.bars[i + 3];
      if (x1 < drawnTo + 0.4 && group === drawnGroup) continue;
      const width = Math.max(0.7, x1 - x0 - (x1 - x0 > 3 ? 0.6 : 0));
      parts.push(`<rect class="bar" data-l="${number}" data-b="${i}" x="${x0.toFixed(2)}" y="${y}" width="${width.toFixed(2)}"`
        + ` height="${height}" rx="${width > 6 ? 2 : 0}" fill="var(--${data.colours[group]})"/>`);
      const room = Math.floor((width - 8) / 6), name = data.names[lane.bars[i + 2]];
      if (height > 18 && room >= 4) {
        const text = name.length > room ? name.slice(0, room - 1) + "…" : name;
        parts.push(`<text class="in" x="${(x0 + 4).toFixed(1)}" y="${y + height / 2 + 4}">${escape(text)}</text>`);
      }
      drawnTo = x1;
      drawnGroup = group;
    }
    return parts.join("");
  };

  const draw = (timeline, svg) => {
    const width = svg.clientWidth || 1000;
    const x = t => LEFT + (t - view.from) / (view.to - view.from) * (width - LEFT - RIGHT);
    const lanes = [];
    let y = 2;
    timeline.lanes.forEach((lane, number) => {
      const height = lane.link ? LINK : PROCESSOR;
      const size = Math.floor((LEFT - 10) / 6.2), name = lane.name.length > size ? lane.name.slice(0, size - 1) + "…" : lane.name;
      lanes.push(`<g><title>${escape(lane.name)}: busy ${lane.busy} of the time</title>`
        + `<text class="${lane.link ? "small" : ""}" x="0" y="${y + height / 2 + 4}">${escape(name)}</text>`
        + `<text class="small" x="${width}" y="${y + height / 2 + 4}" text-anchor="end">${lane.busy}</text></g>`,
        `<rect class="lane" x="${LEFT}" y="${y}" width="${width - LEFT - RIGHT}" height="${height}" rx="2"/>`,
        bars(lane, number, x, y, height));
      y += height + GAP;
    });
    svg.setAttribute("height", y + AXIS);
    const end = x(timeline.span);
    const mark = end >= LEFT && end <= width - RIGHT ? `<line class="axis" x1="${end}" x2="${end}" y1="0" y2="${y}" stroke-dasharray="3 3"/>` : "";
    svg.innerHTML = axis(x, width, y) + lanes.join("") + mark;
  };

  const all = data.timelines.map((timeline, i) => ({ timeline, svg: document.getElementById("timeline-" + i) }));
  let pending = false;
  const redraw = () => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => { pending = false; all.forEach(t => draw(t.timeline, t.svg)); });
  };

  const clamp = () => {
    const width = Math.min(view.to - view.from, longest);
    view.from = Math.max(0, Math.min(view.from, longest - width));
    view.to = view.from + width;
  };

  all.forEach(({ timeline, svg }) => {
    const nanosPerPixel = () => (view.to - view.from) / (svg.clientWidth - LEFT - RIGHT);
    svg.addEventListener("wheel", e => {
      if (!e.ctrlKey && !e.shiftKey && Math.abs(e.deltaX) > Math.abs(e.deltaY)) return;
      e.preventDefault();
      const at = view.from + (e.clientX - svg.getBoundingClientRect().left - LEFT) * nanosPerPixel();
      const factor = Math.exp(Math.max(-80, Math.min(80, e.deltaY)) * 0.004);
      const width = Math.max(100, (view.to - view.from) * factor);
      view.from = at - (at - view.from) * width / (view.to - view.from);
      view.to = view.from + width;
      clamp();
      redraw();
    }, { passive: false });
    svg.addEventListener("dblclick", () => { view.from = 0; view.to = longest; redraw(); });
    svg.addEventListener("pointerdown", e => { svg.setPointerCapture(e.pointerId); svg.classList.add("moving"); });
    svg.addEventListener("pointerup", () => svg.classList.remove("moving"));
    svg.addEventListener("pointermove", e => {
      if (svg.classList.contains("moving")) {
        const shift = -e.movementX * nanosPerPixel();
        view.from += shift;
        view.to += shift;
        clamp();
        redraw();
        return;
      }
      const bar = e.target.closest(".bar");
      tip.style.display = bar ? "block" : "none";
      if (!bar) return;
      const lane = timeline.lanes[bar.dataset.l], i = +bar.dataset.b;
      tip.replaceChildren(Object.assign(document.createElement("b"), { textContent: data.names[lane.bars[i + 2]] }),
        Object.assign(document.createElement("div"), { textContent:
          `${time(lane.bars[i + 1])} from ${time(lane.bars[i])} · ${data.groups[lane.bars[i + 3]]} · ${lane.name}` }));
      const box = tip.getBoundingClientRect();
      tip.style.left = Math.min(e.clientX + 14, innerWidth - box.width - 8) + "px";
      tip.style.top = (e.clientY + 18 + box.height > innerHeight ? e.clientY - box.height - 10 : e.clientY + 18) + "px";
    });
    svg.addEventListener("pointerleave", () => { tip.style.display = "none"; });
  });
  addEventListener("resize", redraw);
  redraw();
})();
