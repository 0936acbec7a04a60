// Small things the player's files share.

function make(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  node.append(...children);
  return node;
}

function draw(tag, attributes = {}, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(label, sign, does) {
  const node = make("button", { type: "button", "aria-label": label, title: label }, [sign]);
  node.addEventListener("click", does);
  return node;
}

const SIGNS = {
  back: "M6 5v14M19 5 9 12l10 7z",
  next: "M18 5v14M5 5l10 7-10 7z",
  play: "M7 4l13 8-13 8z",
  pause: "M8 5v14M16 5v14",
  loop: "M4 11a8 8 0 0 1 14-5l2 2M20 3v5h-5M20 13a8 8 0 0 1-14 5l-2-2M4 21v-5h5",
};

// A drawn sign: fonts of some systems lack those for players.
function sign(name) {
  const drawn = draw("svg", { viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true", class: `sign ${name}` });
  drawn.append(draw("path", { d: SIGNS[name] }));
  return drawn;
}

function seconds(time) {
  const tenths = Math.floor(time * 10 + 1e-6);
  return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

// Index of the entry of a rising list that is nearest to a value.
function nearest(list, value) {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value - list[low - 1] <= list[low] - value ? low - 1 : low;
}

// The body at any time: between neighbouring moments in proportion, as posecheck draws it into videos.
function bodyAt(reel, time) {
  const { times, points } = reel;
  const near = nearest(times, time);
  const before = times[near] <= time ? near : near - 1;
  const after = before + 1;
  if (before >= 0 && after < times.length && times[before] < time && times[after] - times[before] <= reel.joined_s) {
    const [a, b] = [points[before], points[after]];
    if (!a || !b) return null;
    const share = (time - times[before]) / (times[after] - times[before]);
    return a.map((value, i) => (1 - share) * value + share * b[i]);
  }
  return Math.abs(times[near] - time) <= reel.near_s ? points[near] : null;
}

// Bones: white on the person's left, greenish on the right, so marked at the knees too; the measured line strongly. ``put`` is
// a mark that a person is moving, and to where.
function paintBody(pen, reel, time, track, put = null) {
  const body = bodyAt(reel, time)?.slice();
  if (!body) return;
  if (put) body.splice(2 * put.mark, 2, ...put.to);
  const { width, height } = pen.canvas;
  const unit = Math.sqrt(width * height) / 400;
  const at = (mark) => [body[2 * mark] * width, body[2 * mark + 1] * height];
  const line = ([a, b], colour, thick) => {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.moveTo(...at(a));
    pen.lineTo(...at(b));
    pen.stroke();
  };
  pen.lineCap = "round";
  reel.bones.forEach((bone) => line(bone, "rgba(14,16,20,.75)", 3.2 * unit));
  reel.bones.forEach((bone) => line(bone, bone[2] === "right" ? "#c4d6b0" : "#fff", 1.4 * unit));
  pen.font = `bold ${Math.max(11, 11 * unit)}px sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const [left, right] = reel.knees.map(at);
  const apart = Math.hypot(left[0] - right[0], left[1] - right[1]) || 1;
  const off = [left, right].map((knee, i) => knee.map((v, axis) => v + (14 * unit * (v - [right, left][i][axis])) / apart));
  off.forEach((place, i) => {
    pen.lineWidth = 3 * unit;
    pen.strokeStyle = "rgba(14,16,20,.85)";
    pen.strokeText("LR"[i], ...place);
    pen.fillStyle = i ? "#c4d6b0" : "#fff";
    pen.fillText("LR"[i], ...place);
  });
  if (!track?.line) return;
  line(track.line, "rgba(14,16,20,.9)", 7 * unit);
  line(track.line, track.colour, 4.4 * unit);
  track.line.forEach((mark) => {
    pen.beginPath();
    pen.arc(...at(mark), 4 * unit, 0, 7);
    pen.fillStyle = track.colour;
    pen.fill();
  });
}
