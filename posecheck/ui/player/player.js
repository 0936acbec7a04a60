// The player: the recording, what was seen drawn over it, its charts. One clock for all: the frame that is on show.

const SPEEDS = [1, 0.5, 0.25];
const players = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let player = players.get(parentElement);
  if (!player) {
    player = new Player(parentElement, data.words);
    players.set(parentElement, player);
  }
  player.update(data, setTriggerValue);
  return () => {
    player.close();
    players.delete(parentElement);
  };
}

class Player {
  constructor(parent, words) {
    this.words = words;
    this.index = 0;
    this.selected = null;
    this.looping = false;
    this.speed = 0;
    this.build(parent);
    this.sized = new ResizeObserver(() => this.redraw());
    this.sized.observe(this.root);
  }

  build(parent) {
    const words = this.words;
    this.root = make("div", { class: "player", tabindex: "0", role: "group", "aria-label": words.player });
    this.stage = make("div", { class: "stage" });
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.back = button(words.back, sign("back"), () => this.step(-1));
    this.toggle = button(words.play, sign("play"), () => this.playPause());
    this.next = button(words.next, sign("next"), () => this.step(1));
    this.slow = button(words.speed, "1×", () => this.changeSpeed());
    this.loop = button(words.loop, sign("loop"), () => this.setLoop(!this.looping));
    this.noting = make("button", { type: "button", hidden: "" }, [words.note]);
    this.noting.addEventListener("click", () => this.note());
    this.corrector = new Corrector(this);
    this.clock = make("span", { class: "clock", role: "status", "aria-live": "off" });
    const buttons = [this.back, this.toggle, this.next, this.slow, this.loop, this.noting, this.corrector.toggle];
    this.bar = make("div", { class: "bar" }, [...buttons, this.clock]);
    this.slider = make("input", { type: "range", min: "0", max: "0", step: "1", "aria-label": words.position });
    this.slider.addEventListener("input", () => this.goto(Number(this.slider.value)));
    this.keys = make("p", { class: "keys" }, [words.keys]);
    this.charts = make("div", { class: "charts" });
    this.moments = make("div", { class: "moments" });
    this.table = new Table(words);
    const below = [this.corrector.panel, this.slider, this.bar, this.keys, this.moments, this.charts, this.table.root];
    const parts = [this.stage, ...below];
    parts.forEach((part) => this.root.append(part));
    this.root.addEventListener("keydown", (event) => this.key(event));
    parent.querySelectorAll(".player").forEach((old) => old.remove());
    parent.append(this.root);
  }

  // Takes new data. Only what has changed is fetched again: a rerun of the page does not disturb what is playing.
  async update(data, trigger) {
    this.trigger = trigger;
    this.corrector.toggle.hidden = !data.correct;
    this.noting.hidden = !data.notes;
    if (data.reel !== this.reelUrl) {
      this.reelUrl = data.reel;
      const answer = await fetch(new URL(data.reel, document.baseURI));
      if (data.reel !== this.reelUrl) return;
      if (!answer.ok) {
        this.stage.replaceChildren(make("p", { role: "alert" }, [this.words.gone]));
        return;
      }
      this.setReel(await answer.json());
    } else this.corrector.answered();
    if (data.media !== this.mediaUrl || !this.playback) {
      this.mediaUrl = data.media;
      this.setMedia(data.media);
    }
    if (data.seek_s !== undefined && data.seek_s !== null && data.seek_id !== this.seekId) {
      this.seekId = data.seek_id;
      this.goto(nearest(this.reel.frames, data.seek_s));
    }
  }

  setReel(reel) {
    const begins = reel.hold?.join() !== this.reel?.hold?.join(); // another hold: it is looked at from its start
    this.reel = reel;
    const key = this.selected?.key;
    this.selected = reel.tracks.find((track) => track.key === key) || reel.tracks[0] || null;
    this.stage.style.setProperty("--ratio", reel.size[0] / reel.size[1]);
    this.slider.max = String(reel.frames.length - 1);
    const single = reel.frames.length < 2;
    this.slider.hidden = this.keys.hidden = this.table.root.hidden = single;
    [this.back, this.toggle, this.next, this.slow, this.clock].forEach((part) => (part.hidden = single));
    this.loop.hidden = single || !reel.hold;
    this.drawn = single ? [] : reel.tracks.map((track) => new Chart(track, reel, this));
    this.charts.replaceChildren(...this.drawn.map((chart) => chart.root));
    this.table.fill(reel);
    this.corrector.renew(reel);
    if (begins && reel.hold) this.index = this.holdStart();
    if (begins && this.playback) this.goto(this.index);
    this.redraw();
    this.showMoments();
  }

  setMedia(url) {
    this.playback?.close();
    const at = this.index;
    const address = url && new URL(url, document.baseURI).href;
    this.playback = address && this.reel.kind === "video" ? new Film(address, this) : new Still(address, this);
    this.stage.replaceChildren(...this.playback.elements, this.canvas, this.corrector.layer, this.corrector.loupe);
    this.root.dataset.frame = "";
    this.playback.open(Math.min(at, this.reel.frames.length - 1));
    this.redraw();
    this.showMoments();
  }

  // The browser can't show the file: the page is asked for a copy that it can.
  unplayable() {
    this.trigger?.("unplayable", this.mediaUrl);
  }

  // The frame on show has changed; everything else follows it.
  shown(index) {
    this.index = index;
    const { frames, hold } = this.reel;
    const time = frames[index];
    this.root.dataset.frame = String(index);
    this.slider.value = String(index);
    this.slider.setAttribute("aria-valuetext", seconds(time));
    this.clock.textContent = `${seconds(time)} / ${seconds(frames[frames.length - 1])} · ${index + 1} / ${frames.length}`;
    this.clock.title = this.words.clock;
    if (this.looping && this.playing && hold && time >= hold[1]) this.playback.jump(this.holdStart());
    this.paint();
    this.drawn.forEach((chart) => chart.move(time));
    this.corrector.show();
  }

  holdStart() {
    return nearest(this.reel.frames, this.reel.hold[0]);
  }

  get playing() {
    return this.playback?.playing ?? false;
  }

  playPause() {
    if (this.playing) this.playback.pause();
    else {
      if (this.index >= this.reel.frames.length - 1) this.playback.jump(this.looping ? this.holdStart() : 0);
      this.playback.play();
    }
  }

  // The playback says that it plays or pauses.
  state() {
    const playing = this.playing;
    this.toggle.replaceChildren(sign(playing ? "pause" : "play"));
    this.toggle.setAttribute("aria-label", playing ? this.words.pause : this.words.play);
    this.toggle.title = this.toggle.getAttribute("aria-label");
    this.root.dataset.playing = String(playing);
    this.corrector.show();
  }

  // Something is to be noted about the picture on show.
  note() {
    this.playback?.pause();
    this.trigger?.("noted", this.reel.frames[this.index]);
  }

  goto(index) {
    this.playback?.pause();
    this.playback?.jump(Math.max(0, Math.min(index, this.reel.frames.length - 1)));
  }

  step(by) {
    this.goto((this.playback?.wanted ?? this.index) + by);
  }

  skip(by_s) {
    this.goto(nearest(this.reel.frames, this.reel.frames[this.playback?.wanted ?? this.index] + by_s));
  }

  changeSpeed() {
    this.speed = (this.speed + 1) % SPEEDS.length;
    this.slow.textContent = ["1×", "½×", "¼×"][this.speed];
    this.playback.rate(SPEEDS[this.speed]);
  }

  get rate() {
    return SPEEDS[this.speed];
  }

  setLoop(on) {
    this.looping = on;
    this.loop.setAttribute("aria-pressed", String(on));
    const [start, end] = this.reel.hold;
    const time = this.reel.frames[this.index];
    if (on && (time < start || time >= end)) this.playback.jump(this.holdStart());
  }

  key(event) {
    const onButton = event.target.closest?.("button, summary");
    const does = {
      " ": () => this.playPause(),
      ArrowLeft: () => this.skip(-1),
      ArrowRight: () => this.skip(1),
      ",": () => this.step(-1),
      ".": () => this.step(1),
    }[event.key];
    if (event.key === "Escape" && this.corrector.escape()) return event.stopPropagation();
    if (!does || event.ctrlKey || event.metaKey || event.altKey || (onButton && event.key === " ")) return;
    if (!this.reel || this.reel.frames.length < 2) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  select(track) {
    this.selected = track;
    this.drawn.forEach((chart) => chart.mark(track));
    this.paint();
    this.showMoments();
  }

  redraw() {
    if (!this.reel) return;
    const box = this.stage.getBoundingClientRect();
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(box.width * scale);
    this.canvas.height = Math.round(box.height * scale);
    this.drawn.forEach((chart) => chart.draw());
    this.drawn.forEach((chart) => chart.mark(this.selected));
    this.drawn.forEach((chart) => chart.move(this.reel.frames[this.index]));
    this.paint();
  }

  paint() {
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    paintBody(pen, this.reel, this.reel.frames[this.index], this.selected, this.corrector.put);
  }

  showMoments() {
    this.album?.close();
    const { selected, reel } = this;
    const wanted = selected && reel.frames.length > 1 && selected.best_s !== null;
    this.moments.replaceChildren();
    if (!wanted || !this.playback) return;
    this.album = new Album(this, selected);
    this.moments.append(...this.album.elements);
  }

  close() {
    this.sized.disconnect();
    this.playback?.close();
    this.album?.close();
  }
}
