/* The map of opinions: what the page draws as SVG is drawn on a canvas here, so that twenty thousand dots are moved, brought nearer and chosen.
   Dots are read from the paths. Choosing asks the page itself for what stands at a place; without this script the drawing and its table stay. */
"use strict";
(() => {
  const svg = document.querySelector("svg[data-dots]"), tools = document.querySelector("[data-map-tools]");
  if (!svg || !tools) return;
  const SIDE = 1000, EDGE = 10, MOST = 60, DOT = /m(-?\d+) ?(-?\d+)h0/g;
  const series = [...svg.querySelectorAll("path")].map((path) => {
    const points = [];
    let x = 0, y = 0;
    for (const [, across, down] of path.getAttribute("d").matchAll(DOT)) points.push((x += +across), (y += +down));
    return { path, points: Float32Array.from(points) };
  });
  const names = [...svg.querySelectorAll("text")].map((text) => ({ text: text.textContent, x: +text.getAttribute("x"), y: +text.getAttribute("y") }));
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", svg.querySelector("title").textContent);
  svg.before(canvas);
  tools.hidden = false;

  // What is seen: the middle, in units of the drawing, and how much nearer than the whole.
  const whole = { x: SIDE / 2, y: SIDE / 2, near: 1 };
  let view = { ...whole }, size = 0, asked = 0, chosen = null, colours = [];
  const scale = () => (size * view.near) / (SIDE + 2 * EDGE);
  const toScreen = (x, y) => [(x - view.x) * scale() + size / 2, (y - view.y) * scale() + size / 2];
  const toDrawing = (x, y) => [(x - size / 2) / scale() + view.x, (y - size / 2) / scale() + view.y];

  function draw() {
    asked = 0;
    pen.clearRect(0, 0, size, size);
    const unit = scale(), radius = Math.min(7, 1.6 * Math.sqrt(view.near) + size / 500);
    series.forEach(({ points }, at) => {
      pen.fillStyle = colours[at].dot;
      pen.beginPath();
      for (let i = 0; i < points.length; i += 2) {
        const x = (points[i] - view.x) * unit + size / 2, y = (points[i + 1] - view.y) * unit + size / 2;
        if (x < -radius || y < -radius || x > size + radius || y > size + radius) continue;
        pen.moveTo(x + radius, y);
        pen.arc(x, y, radius, 0, 7);
      }
      pen.fill();
    });
    pen.textAlign = "center";
    pen.font = `700 ${Math.max(14, size / 40)}px ${getComputedStyle(document.body).fontFamily}`;
    pen.lineWidth = 5;
    pen.lineJoin = "round";
    for (const name of names) {
      const [x, y] = toScreen(name.x, name.y);
      pen.strokeStyle = colours.paper;
      pen.strokeText(name.text, x, y);
      pen.fillStyle = colours.ink;
      pen.fillText(name.text, x, y);
    }
    if (chosen) circle(...toScreen(chosen.x, chosen.y), chosen.around * scale());
    if (document.activeElement === canvas) circle(size / 2, size / 2, 10);
  }
  function circle(x, y, radius) {
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.stroke();
  }
  function later() { asked = asked || requestAnimationFrame(draw); }
  function fit() {
    const style = getComputedStyle(document.documentElement);
    colours = series.map(({ path }) => ({ dot: getComputedStyle(path).stroke }));
    [colours.paper, colours.ink] = [style.getPropertyValue("--paper"), style.getPropertyValue("--ink")];
    size = Math.floor(canvas.parentElement.clientWidth);
    const fine = window.devicePixelRatio || 1;
    canvas.width = canvas.height = size * fine;
    pen.setTransform(fine, 0, 0, fine, 0, 0);
    later();
  }
  function look(x, y, near) {
    view = { near: Math.min(MOST, Math.max(1, near)), x: Math.min(SIDE, Math.max(0, x)), y: Math.min(SIDE, Math.max(0, y)) };
    later();
  }
  function bring(times, x = size / 2, y = size / 2) {
    // What is under the pointer stays there.
    const [atX, atY] = toDrawing(x, y), near = Math.min(MOST, Math.max(1, view.near * times)), kept = view.near / near;
    look(atX + (view.x - atX) * kept, atY + (view.y - atY) * kept, near);
  }
  function choose(x, y) {
    const [atX, atY] = toDrawing(x, y), around = 12 / scale();
    if (atX < 0 || atY < 0 || atX > SIDE || atY > SIDE) return;
    chosen = { x: atX, y: atY, around };
    const query = new URLSearchParams({ x: (atX / SIDE).toFixed(5), y: (atY / SIDE).toFixed(5), around: (around / SIDE).toFixed(5) });
    window.htmx.ajax("GET", `${location.pathname}?${query}`, { source: "#chosen", target: "#chosen" });
    later();
  }

  const fingers = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    if (fingers.size === 1) moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const other = [...fingers.values()].find((one) => one.pointerId !== event.pointerId);
    moved += Math.hypot(event.offsetX - before.offsetX, event.offsetY - before.offsetY);
    if (other) {
      const apart = (one) => Math.hypot(one.offsetX - other.offsetX, one.offsetY - other.offsetY) || 1;
      bring(apart(event) / apart(before), (event.offsetX + other.offsetX) / 2, (event.offsetY + other.offsetY) / 2);
    } else look(view.x - (event.offsetX - before.offsetX) / scale(), view.y - (event.offsetY - before.offsetY) / scale(), view.near);
    fingers.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => {
    const was = fingers.delete(event.pointerId);
    if (was && end === "pointerup" && moved < 6 && !fingers.size) choose(event.offsetX, event.offsetY);
  });
  canvas.addEventListener("wheel", (event) => {
    // Until it was clicked, the wheel turns the page.
    if (document.activeElement !== canvas) return;
    event.preventDefault();
    bring(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
  }, { passive: false });

  const step = () => (SIDE / view.near) / 10;
  const acts = {
    nearer: () => bring(1.5),
    farther: () => bring(1 / 1.5),
    whole: () => look(whole.x, whole.y, whole.near),
    choose: () => choose(size / 2, size / 2),
  };
  const keys = {
    "+": acts.nearer, ";": acts.nearer, "-": acts.farther, "0": acts.whole, Enter: acts.choose,
    ArrowLeft: () => look(view.x - step(), view.y, view.near),
    ArrowRight: () => look(view.x + step(), view.y, view.near),
    ArrowUp: () => look(view.x, view.y - step(), view.near),
    ArrowDown: () => look(view.x, view.y + step(), view.near),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
  });
  for (const name of ["focus", "blur"]) canvas.addEventListener(name, later);
  tools.addEventListener("click", (event) => { if (acts[event.target.dataset.map]) acts[event.target.dataset.map](); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fit);
  new ResizeObserver(fit).observe(canvas.parentElement);
  fit();
  svg.classList.add("visually-hidden");
})();
