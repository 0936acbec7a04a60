// One check over time: its value with the margin around it, over the stretches of its scale.

const LEFT = 40; // room for the numbers at the edges of the bands
const HIGH = 92;
const NARROW = 440; // below this the names of the bands are told by their shapes alone

class Chart {
  constructor(track, reel, player) {
    this.track = track;
    this.reel = reel;
    this.name = button(player.words.pick.replace("{title}", track.title), "", () => player.select(track));
    this.name.className = "name";
    this.name.append(make("span", { class: `mark ${track.verdict}` }, [track.shape]), ` ${track.title}`);
    this.now = make("span", { class: "now" });
    this.plot = draw("svg", { role: "img", "aria-label": `${track.title}, ${track.told}. ${player.words.chart}` });
    this.root = make("div", { class: "chart", "data-key": track.key }, [make("div", {}, [this.name, this.now]), this.plot]);
    const seek = (event) => player.goto(nearest(reel.frames, this.timeAt(event.clientX)));
    this.plot.addEventListener("pointerdown", (event) => {
      this.plot.setPointerCapture(event.pointerId);
      if (player.selected !== track) player.select(track);
      seek(event);
    });
    this.plot.addEventListener("pointermove", (event) => event.buttons & 1 && seek(event));
  }

  get length() {
    const { frames } = this.reel;
    return Math.max(frames[frames.length - 1], 0.001);
  }

  get right() {
    if (!this.track.bands.length) return 4;
    return this.width < NARROW ? 20 : 92;
  }

  get plotted() {
    return this.width - LEFT - this.right;
  }

  x(time) {
    return LEFT + (time / this.length) * this.plotted;
  }

  y(value) {
    const { low, high } = this.track;
    return HIGH - ((Math.min(Math.max(value, low), high) - low) / (high - low)) * HIGH;
  }

  timeAt(clientX) {
    const box = this.plot.getBoundingClientRect();
    return Math.max(0, ((clientX - box.left - LEFT) / this.plotted) * this.length);
  }

  draw() {
    this.width = Math.max(this.plot.getBoundingClientRect().width, 120);
    this.plot.setAttribute("viewBox", `0 0 ${this.width} ${HIGH}`);
    this.plot.replaceChildren(...this.bands(), ...this.outside(), ...this.course());
    this.cursor = draw("line", { class: "cursor", y1: 0, y2: HIGH });
    this.dot = draw("circle", { class: "dot", r: 4 });
    this.plot.append(this.cursor, this.dot);
  }

  bands() {
    const { track } = this;
    const drawn = [];
    track.bands.forEach((band) => {
      const top = this.y(band.high ?? track.high);
      const bottom = this.y(band.low ?? track.low);
      if (bottom - top < 0.5) return;
      const box = { x: LEFT, y: top, width: this.plotted, height: bottom - top };
      drawn.push(draw("rect", { class: `band ${band.verdict}`, ...box }));
      if (bottom - top > 12) {
        const place = { class: "label", x: this.width - this.right + 5, y: (top + bottom) / 2 + 4 };
        drawn.push(draw("text", place, this.width < NARROW ? band.name.split(" ")[0] : band.name));
      }
    });
    return [...drawn, ...this.ticks()];
  }

  ticks() {
    const { track } = this;
    const ends = track.bands.length ? track.bands.map((band) => band.low) : [track.low, track.high];
    const inside = ends.filter((end) => end !== null && end >= track.low && end <= track.high);
    let last = Infinity;
    return inside.flatMap((end) => {
      const y = this.y(end);
      if (last - y < 11) return [];
      last = y;
      const text = `${Math.round(end * 10) / 10}${track.unit}`.replace("-", "\u2212");
      const tick = { class: "label", x: LEFT - 5, y: Math.min(Math.max(y + 4, 9), HIGH - 2), "text-anchor": "end" };
      return [draw("text", tick, text)];
    });
  }

  // What lies outside the hold is dimmed: its values count for nothing.
  outside() {
    const { hold } = this.reel;
    return [
      [0, hold[0]],
      [hold[1], this.length],
    ]
      .filter(([start, end]) => end > start)
      .map(([start, end]) => draw("rect", { class: "outside", x: this.x(start), y: 0, width: this.x(end) - this.x(start), height: HIGH }));
  }

  course() {
    const { values, margins } = this.track;
    const runs = [];
    values.forEach((value, i) => {
      if (value === null) return;
      const run = runs[runs.length - 1];
      if (run && run[run.length - 1] === i - 1) run.push(i);
      else runs.push([i]);
    });
    const { times } = this.reel;
    const path = (run, of) => run.map((i) => `${this.x(times[i]).toFixed(1)},${this.y(of(i)).toFixed(1)}`).join(" L");
    return runs.flatMap((run) => {
      const upper = path(run, (i) => values[i] + margins[i]);
      const lower = path([...run].reverse(), (i) => values[i] - margins[i]);
      return [
        draw("path", { class: "margin", d: `M${upper} L${lower} Z` }),
        draw("path", { class: "course", d: `M${path(run, (i) => values[i])}` }),
      ];
    });
  }

  move(time) {
    if (!this.cursor) return;
    const x = this.x(time);
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
    const at = nearest(this.reel.times, time);
    const value = this.track.values[at];
    this.dot.setAttribute("visibility", value === null ? "hidden" : "visible");
    if (value !== null) {
      this.dot.setAttribute("cx", x);
      this.dot.setAttribute("cy", this.y(value));
    }
    this.now.textContent = this.track.texts[at];
  }

  mark(selected) {
    const chosen = selected === this.track;
    this.root.classList.toggle("selected", chosen);
    this.name.setAttribute("aria-pressed", String(chosen));
  }
}

// The same numbers for those who do not see the charts. Filled when it is opened.
class Table {
  constructor(words) {
    this.words = words;
    this.body = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.table });
    this.root = make("details", { class: "table" }, [make("summary", {}, [words.table]), this.body]);
    this.root.addEventListener("toggle", () => this.root.open && this.write());
  }

  fill(reel) {
    this.reel = reel;
    if (this.root.open) this.write();
  }

  write() {
    const { tracks, times, frames } = this.reel;
    const cell = (tag, text, scope) => make(tag, scope ? { scope } : {}, [text]);
    const head = make("tr", {}, [this.words.time, ...tracks.map((track) => track.title)].map((t) => cell("th", t, "col")));
    const rows = [];
    for (let time = 0; time <= frames[frames.length - 1] + 1e-6; time += 0.5) {
      const at = nearest(times, time);
      const texts = tracks.map((track) => cell("td", track.texts[at] || "–"));
      rows.push(make("tr", {}, [cell("th", seconds(time), "row"), ...texts]));
    }
    this.body.replaceChildren(make("table", {}, [make("thead", {}, [head]), make("tbody", {}, rows)]));
  }
}
