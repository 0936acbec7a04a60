// What is played: a film, or a still or landmarks alone. Both tell the player which frame is on show.

class Film {
  constructor(url, player) {
    this.player = player;
    this.url = url;
    this.offset = null; // where the film's own clock stands at its first frame
    this.wanted = 0; // the frame to be shown
    this.target = null; // the frame that is being sought; null when none is
    this.video = make("video", { playsinline: "", preload: "auto", "aria-label": player.words.video });
    this.video.muted = true;
    this.elements = [this.video];
    this.playing = false;
    const on = (name, does) => this.video.addEventListener(name, does);
    on("error", () => this.closed || player.unplayable());
    on("loadeddata", () => this.loaded());
    on("seeked", () => this.seeked());
    on("play", () => this.turned(true));
    on("pause", () => this.turned(false));
    on("ended", () => player.looping && this.again());
    if (!this.exact) on("timeupdate", () => this.frame(this.video.currentTime));
  }

  // Whether the browser tells which frame it shows.
  get exact() {
    return "requestVideoFrameCallback" in HTMLVideoElement.prototype;
  }

  get frames() {
    return this.player.reel.frames;
  }

  open(index) {
    this.wanted = index;
    if (this.exact) this.listen();
    this.video.src = this.url;
  }

  listen() {
    this.video.requestVideoFrameCallback((_, { mediaTime }) => {
      if (this.closed) return;
      this.listen();
      if (this.offset === null) this.begin(mediaTime);
      else this.frame(mediaTime);
    });
  }

  loaded() {
    if (!this.video.videoWidth) return this.player.unplayable(); // sound only: the picture can't be decoded
    this.video.playbackRate = this.player.rate;
    if (!this.exact) this.begin(0);
  }

  begin(mediaTime) {
    this.offset = mediaTime;
    this.presented = 0;
    if (this.wanted) this.seek(0.5);
    else this.player.shown(0);
    this.player.showMoments();
  }

  // The browser has put a frame on show.
  frame(mediaTime) {
    this.presented = nearest(this.frames, mediaTime - this.offset);
    if (this.creeping) return this.crept();
    if (this.target !== null) return this.video.seeking || this.settle();
    this.wanted = this.presented;
    this.player.shown(this.presented);
  }

  jump(index) {
    this.wanted = index;
    if (this.target === null && this.offset !== null) this.seek(0.5);
  }

  // Where in a frame's time to seek it: at its edge a rounding would show the one before.
  timeOf(index, share) {
    const { frames } = this;
    const length = index + 1 < frames.length ? frames[index + 1] - frames[index] : frames[index] - (frames[index - 1] ?? 0);
    return this.offset + frames[index] + share * length;
  }

  seek(share) {
    this.target = this.wanted;
    this.share = share;
    this.player.root.dataset.frame = "";
    this.video.currentTime = this.timeOf(this.wanted, share);
  }

  seeked() {
    if (this.target === null || this.creeping) return;
    if (!this.exact) this.presented = this.target;
    // The frame itself is told next, unless it was on show before.
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.target !== null && !this.video.seeking && this.settle(), this.exact ? 150 : 0);
  }

  // A seek has ended. Where frames are of uneven length a browser may stop at the one before: it is asked again,
  // nearer to the other end of the frame, and at last made to walk there. What is told is what is on show.
  settle() {
    const { target, share, presented } = this;
    this.target = null;
    if (this.wanted !== target) return this.seek(0.5);
    if (presented < target && share < 0.9) return this.seek((share + 1) / 2);
    if (presented > target && share > 0.1) return this.seek(share / 2);
    if (presented !== target && target > 0) return this.creep();
    this.arrive();
  }

  arrive() {
    this.wanted = this.presented;
    this.player.shown(this.presented);
  }

  // Walks from the frame before to the one that no seek reaches.
  creep() {
    this.target = this.wanted;
    this.creeping = true;
    this.video.addEventListener("seeked", () => this.play(), { once: true });
    this.video.playbackRate = 0.25;
    this.video.currentTime = this.timeOf(this.target - 1, 0.5);
    this.patience = setTimeout(() => this.creeping && this.halt(), 2000); // a hidden page does not walk
  }

  crept() {
    if (!this.video.seeking && (this.presented >= this.target || this.wanted !== this.target)) this.halt();
  }

  halt() {
    clearTimeout(this.patience);
    this.video.pause();
    this.video.playbackRate = this.player.rate;
    const { target } = this;
    this.creeping = false;
    this.target = null;
    if (this.wanted !== target) this.seek(0.5);
    else this.arrive();
  }

  turned(playing) {
    this.playing = playing && !this.creeping;
    this.player.state();
  }

  again() {
    this.jump(this.player.holdStart());
    this.play();
  }

  play() {
    this.video.play().catch(() => {}); // refused, or overtaken by a pause: the button shows which
  }

  pause() {
    this.video.pause();
  }

  rate(speed) {
    this.video.playbackRate = speed;
  }

  close() {
    this.closed = true;
    clearTimeout(this.patience);
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
  }
}

class Still {
  constructor(url, player) {
    this.player = player;
    this.wanted = 0;
    this.speed = player.rate;
    this.playing = false;
    this.elements = [];
    if (!url) return;
    this.picture = make("img", { alt: player.words.video });
    this.picture.addEventListener("error", () => this.closed || player.unplayable());
    this.picture.src = url;
    this.elements = [this.picture];
  }

  open(index) {
    this.jump(index);
  }

  jump(index) {
    this.wanted = index;
    this.begun = null;
    this.player.shown(index);
  }

  play() {
    this.playing = true;
    this.begun = null;
    this.player.state();
    const run = (this.run = (this.run ?? 0) + 1);
    requestAnimationFrame((now) => this.tick(now, run));
  }

  tick(now, run) {
    if (!this.playing || this.closed || run !== this.run) return;
    const { frames } = this.player.reel;
    this.begun ??= now - (frames[this.wanted] * 1000) / this.speed;
    const index = nearest(frames, ((now - this.begun) / 1000) * this.speed);
    const last = index >= frames.length - 1;
    if (index !== this.wanted) {
      this.wanted = index;
      this.player.shown(index);
    }
    if (run !== this.run) return; // it was begun anew
    if (last && this.player.looping) this.jump(this.player.holdStart());
    else if (last) return this.pause();
    requestAnimationFrame((later) => this.tick(later, run));
  }

  pause() {
    this.playing = false;
    this.player.state();
  }

  rate(speed) {
    this.speed = speed;
    this.begun = null;
  }

  close() {
    this.closed = true;
  }
}

// The best and the worst moment of a check as pictures, taken from the same film.
class Album {
  constructor(player, track) {
    this.player = player;
    this.track = track;
    const { reel, words } = player;
    const ratio = reel.size[0] / reel.size[1];
    const [width, height] = ratio > 1 ? [320, 320 / ratio] : [240 * ratio, 240];
    this.shots = [
      [words.best, track.best_s],
      [words.worst, track.worst_s],
    ].map(([name, time]) => {
      const index = nearest(reel.frames, time);
      const canvas = make("canvas", { width: Math.round(width), height: Math.round(height), "aria-hidden": "true" });
      const text = track.texts[nearest(reel.times, time)];
      const node = button(`${name}: ${track.title}, ${seconds(time)}, ${text}`, "", () => player.goto(index));
      node.className = "moment";
      node.append(canvas, make("span", {}, [make("b", {}, [`${name} · ${seconds(time)}`]), make("br"), text]));
      return { index, canvas, node };
    });
    this.elements = this.shots.map((shot) => shot.node);
    if (player.playback instanceof Film) this.film(player.playback);
    else this.shots.forEach((shot) => this.sign(shot));
  }

  sign({ index, canvas }) {
    paintBody(canvas.getContext("2d"), this.player.reel, this.player.reel.frames[index], this.track);
  }

  async film(film) {
    if (film.offset === null) return; // it begins anew as soon as the film can be shown
    this.video = make("video", { preload: "auto", playsinline: "" });
    this.video.muted = true;
    this.video.src = film.url;
    for (const shot of this.shots) {
      const reached = new Promise((does) => this.video.addEventListener("seeked", does, { once: true }));
      this.video.currentTime = film.timeOf(shot.index, 0.5);
      await reached;
      if (this.closed) return;
      shot.canvas.getContext("2d").drawImage(this.video, 0, 0, shot.canvas.width, shot.canvas.height);
      this.sign(shot);
    }
    this.close();
  }

  close() {
    this.closed = true;
    this.video?.removeAttribute("src");
    this.video?.load();
  }
}
