// Two recordings side by side by one clock: seconds since the start of the holds that are compared.

const SPEEDS = [1, 0.5, 0.25];
const CLOSE_S = 0.05; // playing films as near as this are together
const FAR_S = 0.4; // and at this distance both begin anew from one moment
const duos = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let duo = duos.get(parentElement);
  if (!duo) {
    duo = new Duo(parentElement, data.words);
    duos.set(parentElement, duo);
  }
  duo.update(data, setTriggerValue);
  return () => {
    duo.close();
    duos.delete(parentElement);
  };
}

class Duo {
  constructor(parent, words) {
    this.words = words;
    this.time = 0;
    this.speed = 0;
    this.playing = false;
    this.waiting = false; // to play as soon as both show the moment they are to begin from
    this.looping = false;
    this.decks = [new Deck(this), new Deck(this)];
    this.build(parent);
    this.sized = new ResizeObserver(() => this.decks.forEach((deck) => deck.redraw()));
    this.sized.observe(this.root);
  }

  build(parent) {
    const { words } = this;
    this.root = make("div", { class: "player duo", tabindex: "0", role: "group", "aria-label": words.player });
    this.films = make("div", { class: "films" }, this.decks.map((deck) => deck.root));
    this.back = button(words.back, sign("back"), () => this.step(-1));
    this.toggle = button(words.play, sign("play"), () => this.playPause());
    this.next = button(words.next, sign("next"), () => this.step(1));
    this.slow = button(words.speed, "1×", () => this.changeSpeed());
    this.loop = button(words.loop, sign("loop"), () => this.setLoop(!this.looping));
    this.clock = make("span", { class: "clock" });
    this.bar = make("div", { class: "bar" }, [this.back, this.toggle, this.next, this.slow, this.loop, this.clock]);
    this.slider = make("input", { type: "range", "aria-label": words.position });
    this.slider.addEventListener("input", () => this.goto(Number(this.slider.value)));
    this.picks = make("div", { class: "picks", role: "group", "aria-label": words.line });
    this.keys = make("p", { class: "keys" }, [words.keys]);
    this.root.append(this.films, this.slider, this.bar, this.picks, this.keys);
    this.root.addEventListener("keydown", (event) => this.key(event));
    parent.querySelectorAll(".player").forEach((old) => old.remove());
    parent.append(this.root);
  }

  // Takes new data. Only what has changed begins anew.
  async update(data, trigger) {
    const before = this.decks.map((deck) => deck.reelUrl).join();
    const after = data.decks.map((deck) => deck.reel).join();
    if (before !== after) this.pause();
    await Promise.all(this.decks.map((deck, i) => deck.update(data.decks[i], trigger)));
    if (this.decks.every((deck) => deck.reel) && after !== this.built) this.setReels(after);
  }

  // The scale reaches from where both have pictures to where the last one ends.
  setReels(built) {
    this.built = built;
    const [one, other] = this.decks;
    this.lead = one.pace <= other.pace ? one : other; // the one with more pictures a second
    this.rest = this.lead === one ? other : one;
    this.start = Math.max(one.since(0), other.since(0));
    this.end = Math.max(one.end, other.end);
    const lengths = this.decks.map(({ reel }) => reel.hold[1] - reel.hold[0]);
    this.length = Math.min(...lengths.filter((length) => length > 0)); // of the shorter hold; a picture's has none
    const single = this.end - this.start <= 0;
    this.bar.hidden = this.slider.hidden = this.keys.hidden = single;
    Object.assign(this.slider, { min: this.start, max: this.end, step: single ? 1 : this.lead.pace });
    this.setPicks();
    this.goto(0);
    this.decks.forEach((deck) => deck.redraw());
  }

  setPicks() {
    const tracks = new Map(this.decks.flatMap((deck) => deck.reel.tracks.map((track) => [track.key, track.title])));
    if (!tracks.has(this.selected)) this.selected = tracks.keys().next().value;
    this.picked = new Map([...tracks].map(([key, title]) => [key, make("button", { type: "button" }, [title])]));
    this.picked.forEach((pick, key) => pick.addEventListener("click", () => this.select(key)));
    this.picks.replaceChildren(...(tracks.size ? [make("span", {}, [this.words.line])] : []), ...this.picked.values());
    this.select(this.selected);
  }

  select(key) {
    this.selected = key;
    this.picked.forEach((pick, each) => pick.setAttribute("aria-pressed", String(each === key)));
    this.decks.forEach((deck) => deck.paint());
  }

  // A deck has another frame on show.
  moved(deck) {
    if (!this.built || !this.decks.every((each) => each.playback)) return;
    if (!this.playing) this.arrived();
    else if (this.waiting) this.begin();
    else if (deck === this.leader) this.follow(deck);
  }

  // The one whose frames tell the time while both play: one that still goes on.
  get leader() {
    return this.decks.find((deck) => deck.playing);
  }

  arrived() {
    if (this.decks.every((deck) => deck.there)) this.root.dataset.time = this.time.toFixed(3);
  }

  begin() {
    if (!this.decks.every((deck) => deck.there)) return;
    this.waiting = false;
    this.decks.forEach((deck) => {
      deck.bend(1);
      if (deck.end > this.time) deck.playback.play();
    });
  }

  follow(leader) {
    if (this.looping && leader.time >= this.length) return this.playFrom(0);
    this.show(leader.time);
    const other = this.decks.find((deck) => deck !== leader);
    if (!other.playing) return;
    const ahead_s = other.time - leader.time;
    if (Math.abs(ahead_s) > FAR_S) return this.playFrom(leader.time);
    other.bend(ahead_s > CLOSE_S ? 0.9 : ahead_s < -CLOSE_S ? 1.1 : 1);
  }

  // One has begun or ended. When the last one ends, so does the duo, or it repeats.
  turned() {
    if (!this.playing || this.waiting || this.leader) return;
    if (this.looping) this.playFrom(0);
    else this.goto(this.time);
  }

  show(time) {
    this.time = time;
    this.slider.value = String(time);
    const text = (time < 0 ? this.words.ahead : this.words.into).replace("{time}", Math.abs(time).toFixed(2));
    this.slider.setAttribute("aria-valuetext", text);
    this.clock.textContent = text;
  }

  // Both to one moment, each to its own nearest frame.
  seek(time) {
    this.root.dataset.time = "";
    this.show(Math.min(Math.max(time, this.start), this.end));
    this.decks.forEach((deck) => deck.leave());
    this.decks.forEach((deck) => deck.goto(this.time));
  }

  goto(time) {
    this.setPlaying(false);
    this.seek(time);
  }

  // From one moment, as soon as both show it.
  playFrom(time) {
    this.setPlaying(true);
    this.waiting = true;
    this.seek(time);
  }

  pause() {
    if (this.playing) this.goto(this.time);
  }

  playPause() {
    if (this.playing) return this.pause();
    const over = this.time >= (this.looping ? this.length : this.end) - 1e-3;
    this.playFrom(over ? 0 : this.time);
  }

  setPlaying(on) {
    this.playing = on;
    this.waiting = false;
    const label = on ? this.words.pause : this.words.play;
    this.toggle.replaceChildren(sign(on ? "pause" : "play"));
    this.toggle.setAttribute("aria-label", label);
    this.toggle.title = label;
    this.root.dataset.playing = String(on);
  }

  step(by) {
    const deck = this.time + by * 1e-3 < this.lead.end ? this.lead : this.rest; // past its end the other one counts
    this.goto(deck.beside(this.time, by) ?? this.time);
  }

  changeSpeed() {
    this.speed = (this.speed + 1) % SPEEDS.length;
    this.slow.textContent = ["1×", "½×", "¼×"][this.speed];
    this.decks.forEach((deck) => deck.playback.rate(deck.rate));
  }

  get rate() {
    return SPEEDS[this.speed];
  }

  setLoop(on) {
    this.looping = on;
    this.loop.setAttribute("aria-pressed", String(on));
    if (!on || (this.time >= 0 && this.time < this.length)) return;
    if (this.playing) this.playFrom(0);
    else this.goto(0);
  }

  key(event) {
    const onButton = event.target.closest?.("button");
    const does = {
      " ": () => this.playPause(),
      ArrowLeft: () => this.goto(this.time - 1),
      ArrowRight: () => this.goto(this.time + 1),
      ",": () => this.step(-1),
      ".": () => this.step(1),
    }[event.key];
    if (!does || event.ctrlKey || event.metaKey || event.altKey || (onButton && event.key === " ")) return;
    if (!this.built || this.bar.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  close() {
    this.sized.disconnect();
    this.decks.forEach((deck) => deck.close());
  }
}
