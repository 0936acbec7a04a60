// Landmarks put right by hand: on a paused picture each becomes a handle, for mouse, finger and keyboard.

const REACH_PX = 28; // a handle is taken from so far away
const ZOOM = 3;

class Corrector {
  constructor(player) {
    const { words } = player;
    this.player = player;
    this.words = words;
    this.on = false;
    this.put = null; // what has been moved: the number of the mark, on which frame, and to where
    this.toggle = make("button", { type: "button", "aria-pressed": "false", hidden: "" }, [words.correct]);
    this.toggle.addEventListener("click", () => this.turn(!this.on));
    this.layer = make("div", { class: "handles", role: "group", "aria-label": words.handles, hidden: "" });
    this.loupe = make("canvas", { class: "loupe", width: "144", height: "144", "aria-hidden": "true", hidden: "" });
    this.said = make("span", { role: "status" });
    this.keep = make("button", { type: "button", class: "keep", hidden: "" }, [words.keep]);
    this.drop = make("button", { type: "button", hidden: "" }, [words.discard]);
    this.keep.addEventListener("click", () => this.kept());
    this.drop.addEventListener("click", () => this.dropped());
    this.panel = make("div", { class: "correct", hidden: "" }, [this.said, this.keep, this.drop]);
    this.layer.addEventListener("pointerdown", (event) => this.grab(event));
    this.layer.addEventListener("pointermove", (event) => this.drag(event));
    this.layer.addEventListener("pointerup", () => this.release());
    this.layer.addEventListener("pointercancel", () => this.dropped());
  }

  // A new recording or hold, or the same one judged again: what was kept is in it.
  renew(reel) {
    this.put = null;
    const held = this.handles?.indexOf(this.layer.getRootNode().activeElement) ?? -1; // who goes on by keyboard
    this.handles = (reel.marks ?? []).map(([, label], mark) => {
      const handle = make("button", { type: "button", class: "handle", "aria-label": label, title: label });
      handle.addEventListener("keydown", (event) => this.key(event, mark));
      handle.addEventListener("focus", () => this.show());
      return handle;
    });
    this.layer.replaceChildren(...this.handles);
    this.show();
    this.handles[held]?.focus({ preventScroll: true });
  }

  // The page has answered: what was kept and is not in the reel was refused.
  answered() {
    if (this.put?.kept) this.put = null;
    this.show();
  }

  turn(on) {
    this.on = on;
    this.put = null;
    this.toggle.setAttribute("aria-pressed", String(on));
    if (on) this.player.playback?.pause();
    this.show();
    this.player.paint();
    if (on) this.toggle.focus();
  }

  get body() {
    const { reel, index } = this.player;
    return reel && bodyAt(reel, reel.frames[index]);
  }

  // Where a mark is, as shares of the picture.
  at(mark) {
    if (this.put?.mark === mark) return this.put.to;
    return [this.body[2 * mark], this.body[2 * mark + 1]];
  }

  show() {
    if (this.put && this.put.index !== this.player.index) this.put = null;
    const ready = this.on && !this.player.playing;
    const { put, words, body } = this;
    this.panel.hidden = !this.on;
    this.layer.hidden = !(ready && body);
    this.keep.hidden = this.drop.hidden = !put || put.kept;
    if (put) this.said.textContent = (put.kept ? words.judging : words.placed).replace("{landmark}", this.label(put.mark));
    else this.said.textContent = body || !ready ? words.hint : words.nobody;
    if (this.layer.hidden) return;
    this.handles.forEach((handle, mark) => {
      const [x, y] = this.at(mark);
      handle.style.left = `${100 * x}%`;
      handle.style.top = `${100 * y}%`;
      handle.classList.toggle("put", put?.mark === mark);
    });
  }

  label(mark) {
    return this.player.reel.marks[mark][1];
  }

  move(mark, x, y) {
    if (this.put?.kept) return;
    if (this.put?.mark !== mark) this.put = { mark, index: this.player.index };
    this.put.to = [Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1)];
    this.show();
    this.player.paint();
  }

  grab(event) {
    const box = this.layer.getBoundingClientRect();
    const away = this.handles.map((_, mark) => {
      const [x, y] = this.at(mark);
      return Math.hypot(box.left + x * box.width - event.clientX, box.top + y * box.height - event.clientY);
    });
    const mark = away.indexOf(Math.min(...away));
    if (away[mark] > REACH_PX || this.put?.kept) return;
    event.preventDefault();
    this.layer.setPointerCapture(event.pointerId);
    const [x, y] = this.at(mark);
    this.held = { mark, x: x - event.clientX / box.width, y: y - event.clientY / box.height, box };
    this.handles[mark].focus({ preventScroll: true });
    this.look(x, y);
  }

  drag(event) {
    if (!this.held) return;
    const { mark, x, y, box } = this.held;
    this.move(mark, x + event.clientX / box.width, y + event.clientY / box.height);
    this.look(...this.put.to);
  }

  // A click without a move proposes the place where the mark is: it may be right.
  release() {
    const mark = this.held?.mark;
    if (mark !== undefined && this.put?.mark !== mark) this.move(mark, ...this.at(mark));
    this.held = null;
    this.loupe.hidden = true;
  }

  // The neighbourhood of a place, larger, in the corner that is further from it.
  look(x, y) {
    const film = this.player.playback?.elements[0];
    const [width, height] = [film?.videoWidth || film?.naturalWidth, film?.videoHeight || film?.naturalHeight];
    if (!width) return;
    const { loupe, held } = this;
    const reach = (loupe.width / 2 / ZOOM) * (width / held.box.width);
    const pen = loupe.getContext("2d");
    pen.clearRect(0, 0, loupe.width, loupe.height);
    pen.drawImage(film, x * width - reach, y * height - reach, 2 * reach, 2 * reach, 0, 0, loupe.width, loupe.height);
    pen.strokeStyle = "#fff";
    pen.lineWidth = 1.5;
    [[0, 14, 0, 5], [0, -14, 0, -5], [14, 0, 5, 0], [-14, 0, -5, 0]].forEach(([a, b, c, d]) => {
      pen.beginPath();
      pen.moveTo(loupe.width / 2 + a, loupe.height / 2 + b);
      pen.lineTo(loupe.width / 2 + c, loupe.height / 2 + d);
      pen.stroke();
    });
    loupe.classList.toggle("right", x < 0.5);
    loupe.hidden = false;
  }

  // One picture element with each arrow, ten with shift.
  key(event, mark) {
    const [width, height] = this.player.reel.size;
    const by = event.shiftKey ? 10 : 1;
    const step = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key];
    if (step) this.move(mark, this.at(mark)[0] + step[0] / width, this.at(mark)[1] + step[1] / height);
    else if (event.key === "Enter" && this.put?.mark === mark) this.kept();
    else if (event.key === "Enter") this.move(mark, ...this.at(mark));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Escape takes back what was moved, or else leaves the mode. Gives whether there was anything to leave.
  escape() {
    if (!this.on) return false;
    if (this.put && !this.put.kept) this.dropped();
    else this.turn(false);
    return true;
  }

  dropped() {
    const mark = this.put?.mark;
    this.put = null;
    this.held = null;
    this.loupe.hidden = true;
    this.show();
    this.player.paint();
    if (mark !== undefined) this.handles[mark].focus({ preventScroll: true });
  }

  kept() {
    const { put, player } = this;
    if (!put || put.kept) return;
    put.kept = true;
    this.handles[put.mark].focus({ preventScroll: true });
    this.show();
    const { reel } = player;
    const [x, y] = put.to;
    player.trigger?.("corrected", {
      time_s: reel.frames[put.index],
      landmark: reel.marks[put.mark][0],
      image: [x * reel.size[0] - 0.5, y * reel.size[1] - 0.5], // from the middle of the first pixel
    });
  }
}
