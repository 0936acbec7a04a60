// The uploader: files go to the server slice by slice, so that neither side ever holds a whole one.

const uploaders = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let uploader = uploaders.get(parentElement);
  if (!uploader) {
    uploader = new Uploader(parentElement, data.words);
    uploaders.set(parentElement, uploader);
  }
  uploader.data = data;
  uploader.done = (item) => setStateValue("arrived", `${item} ${Date.now()}`); // stays until the page has seen it
  return () => {
    uploader.close();
    uploaders.delete(parentElement);
  };
}

class Uploader {
  constructor(parent, words) {
    this.words = words;
    this.waiting = [];
    this.input = make("input", { type: "file", multiple: "", "aria-label": words.choose, tabindex: "-1", hidden: "" });
    this.choose = make("button", { type: "button", class: "choose" }, [words.choose]);
    this.choose.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => {
      this.take([...this.input.files]);
      this.input.value = "";
    });
    this.list = make("ul", { "aria-live": "polite" });
    const zone = make("div", { class: "zone" }, [this.choose, make("span", {}, [words.drop])]);
    this.root = make("div", { class: "uploader" }, [zone, this.input, this.list]);
    const over = (on) => (event) => {
      event.preventDefault();
      zone.classList.toggle("over", on);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      this.take([...event.dataTransfer.files]);
    });
    this.leaving = () => this.current?.stop();
    window.addEventListener("pagehide", this.leaving);
    parent.querySelectorAll(".uploader").forEach((old) => old.remove());
    parent.append(this.root);
  }

  take(files) {
    this.waiting.push(...files.map((file) => new Transfer(file, this)));
    this.run();
  }

  async run() {
    if (this.current) return;
    while ((this.current = this.waiting.shift())) {
      const item = await this.current.send();
      if (item) this.done(item);
    }
  }

  close() {
    window.removeEventListener("pagehide", this.leaving);
    this.waiting = [];
    this.current?.stop();
  }
}

// One file on its way.
class Transfer {
  constructor(file, uploader) {
    this.file = file;
    this.uploader = uploader;
    this.stopped = new AbortController();
    const { words } = uploader;
    this.bar = make("progress", { max: "1", value: "0", "aria-label": file.name });
    this.text = make("span", { class: "state" }, [words.waiting]);
    this.cancel = make("button", { type: "button", "aria-label": `${words.cancel}: ${file.name}` }, [words.cancel]);
    this.cancel.addEventListener("click", () => this.stop());
    this.row = make("li", {}, [make("span", { class: "file" }, [file.name]), this.bar, this.text, this.cancel]);
    uploader.list.append(this.row);
  }

  // Sends all of it; gives the id of the recording, or null.
  async send() {
    const { size, name } = this.file;
    const { words } = this.uploader;
    try {
      if (size > this.uploader.data.most_bytes) throw new Refused(words.too_large);
      const { client } = this.uploader.data;
      let state = await this.ask("pose/upload", { method: "POST", body: JSON.stringify({ name, size, client }) });
      this.id = state.id;
      while (!state.item) {
        const { received } = state;
        const body = this.file.slice(received, received + this.uploader.data.slice_bytes);
        state = await this.ask(`pose/upload/${this.id}?offset=${received}`, { method: "PUT", body });
        this.bar.value = size ? state.received / size : 1;
        this.text.textContent = `${Math.round(100 * this.bar.value)} %`;
      }
      this.row.remove();
      return state.item;
    } catch (error) {
      if (this.id && !this.stopped.signal.aborted) this.forget();
      const said = error instanceof Refused ? error.message : this.stopped.signal.aborted ? words.cancelled : words.lost;
      this.end(said);
      return null;
    }
  }

  async ask(path, options) {
    const address = new URL(path, document.baseURI);
    address.searchParams.set("token", this.uploader.data.token);
    const answer = await fetch(address, { ...options, signal: this.stopped.signal });
    const said = await answer.json();
    if (!answer.ok) throw new Refused(said.error);
    return said;
  }

  stop() {
    this.stopped.abort();
    this.uploader.waiting = this.uploader.waiting.filter((other) => other !== this);
    if (this.id) this.forget();
    this.end(this.uploader.words.cancelled);
  }

  forget() {
    const address = new URL(`pose/upload/${this.id}`, document.baseURI);
    address.searchParams.set("token", this.uploader.data.token);
    fetch(address, { method: "DELETE", keepalive: true }).catch(() => {}); // the server forgets it by itself, later
  }

  end(said) {
    this.bar.remove();
    this.cancel.remove();
    this.text.textContent = said;
  }
}

class Refused extends Error {}

function make(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  node.append(...children);
  return node;
}
