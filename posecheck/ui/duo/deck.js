// One of the two recordings: its picture with the body drawn over it. What plays it takes the deck for its player.

class Deck {
  constructor(duo) {
    this.duo = duo;
    this.words = duo.words;
    this.index = 0;
    this.looping = false; // the duo repeats, for both
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.stage = make("div", { class: "stage" }, [this.canvas]);
    this.name = make("figcaption");
    this.now = make("p", { class: "now" });
    this.root = make("figure", {}, [this.name, this.stage, this.now]);
    this.root.dataset.frame = "";
  }

  async update({ label, name, told, reel, media }, trigger) {
    this.trigger = trigger;
    this.name.replaceChildren(make("b", {}, [label]), ` ${name}`, make("span", {}, [told]));
    const fresh = reel !== this.reelUrl;
    if (fresh) {
      this.reelUrl = reel;
      const answer = await fetch(new URL(reel, document.baseURI));
      if (reel !== this.reelUrl) return;
      if (!answer.ok) return this.stage.replaceChildren(make("p", { role: "alert" }, [this.words.gone]));
      this.reel = await answer.json();
      this.stage.style.setProperty("--ratio", this.reel.size[0] / this.reel.size[1]);
      this.index = nearest(this.reel.frames, this.reel.hold[0]);
    }
    if (fresh || media !== this.mediaUrl) this.setMedia(media);
  }

  setMedia(url) {
    this.mediaUrl = url;
    this.playback?.close();
    const address = url && new URL(url, document.baseURI).href;
    this.playback = address && this.reel.kind === "video" ? new Film(address, this) : new Still(address, this);
    this.stage.replaceChildren(...this.playback.elements, this.canvas);
    this.root.dataset.frame = "";
    this.playback.open(this.index);
    this.redraw();
  }

  // Seconds since the start of the hold, of a frame.
  since(index) {
    return this.reel.frames[index] - this.reel.hold[0];
  }

  get time() {
    return this.since(this.index);
  }

  get end() {
    return this.since(this.reel.frames.length - 1);
  }

  get playing() {
    return this.playback?.playing ?? false;
  }

  // Whether the frame that was asked for is on show.
  get there() {
    return this.root.dataset.frame !== "" && (this.playback.target ?? null) === null;
  }

  // Seconds from a frame to the next, on average.
  get pace() {
    const { frames } = this.reel;
    return frames.length < 2 ? Infinity : (frames[frames.length - 1] - frames[0]) / (frames.length - 1);
  }

  get rate() {
    return this.duo.rate * (this.factor ?? 1);
  }

  // A little faster or slower, to come together with the other.
  bend(factor) {
    if (factor === this.factor) return;
    this.factor = factor;
    this.playback.rate(this.rate);
  }

  // Time of the frame before or after the one nearest to a time; null where there is none.
  beside(time, by) {
    const index = nearest(this.reel.frames, time + this.reel.hold[0]) + by;
    return this.reel.frames[index] === undefined ? null : this.since(index);
  }

  // Stops, and is nowhere until it has gone somewhere.
  leave() {
    this.playback.pause();
    this.root.dataset.frame = "";
  }

  goto(time) {
    this.playback.jump(nearest(this.reel.frames, time + this.reel.hold[0]));
  }

  // What plays says: another frame is on show; it plays or pauses; it can't be played.
  shown(index) {
    this.index = index;
    this.root.dataset.frame = String(index);
    this.paint();
    this.duo.moved(this);
  }

  state() {
    this.duo.turned();
  }

  unplayable() {
    this.trigger?.("unplayable", this.mediaUrl);
  }

  showMoments() {}

  redraw() {
    if (!this.reel) return;
    const box = this.stage.getBoundingClientRect();
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(box.width * scale);
    this.canvas.height = Math.round(box.height * scale);
    this.paint();
  }

  paint() {
    const { frames, times, tracks } = this.reel;
    const track = tracks.find((each) => each.key === this.duo.selected);
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    paintBody(pen, this.reel, frames[this.index], track);
    const text = track?.texts[nearest(times, frames[this.index])];
    this.now.textContent = [seconds(frames[this.index]), text].filter(Boolean).join(" · ");
  }

  close() {
    this.playback?.close();
  }
}
