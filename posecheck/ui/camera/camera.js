// Live: the camera, its picture, and the buttons. Video is shown as it is; only small pictures go to the server.

const SLOW_RATE = 5
const QUICK_RATE = 7

class Live {
  constructor(parent) {
    this.root = parent.querySelector(".live")
    this.video = this.$("video")
    this.capture = new Capture(this.video, {
      onShown: (mine) => this.shown(mine),
      onTrouble: (reason) => this.trouble(reason),
    })
    this.sound = new Sound(() => this.note(this.data.words.no_voice))
    this.link = new Link(() => this.address(), {
      onOpen: () => this.opened(),
      onTold: (told) => this.told(told),
      onLost: () => this.lost(),
    })
    this.pictures = new Pictures(this.video, this.link)
    this.$(".power").onclick = () => (this.running ? this.stop() : this.start())
    this.$(".go").onclick = () => this.link.order({ order: "start" })
    this.$(".end").onclick = () => this.link.order({ order: "end" })
    this.$(".sound").onchange = ({ target }) => this.sound.mute(!target.checked)
    this.$(".mirror").onchange = ({ target }) => this.root.classList.toggle("mirrored", target.checked)
    this.$("select").onchange = () => this.start(this.$("select").value)
    this.root.classList.add("mirrored")
    this.onHidden = () => this.hiddenOrShown()
    document.addEventListener("visibilitychange", this.onHidden)
  }

  $(selector) {
    return this.root.querySelector(selector)
  }

  set(data) {
    const before = this.data && JSON.stringify(this.data.wish)
    this.data = data
    if (!this.readout) {
      this.readout = new Readout(this.root, data.words)
      this.painter = new Painter(this.$("canvas"), data.bones, data.knees)
      for (const span of this.root.querySelectorAll("[data-word]")) span.textContent = data.words[span.dataset.word]
      for (const one of this.root.querySelectorAll("[data-label]")) one.setAttribute("aria-label", data.words[one.dataset.label])
    }
    this.$(".drawing").innerHTML = data.drawing // made by the server from its own poses
    this.$(".where").textContent = data.where
    this.$(".intro").replaceChildren(...data.intro.map((step) => element("li", step)))
    if (before !== JSON.stringify(data.wish)) this.link.order({ wish: data.wish })
    this.buttons()
  }

  address() {
    const url = new URL(`pose/ws?token=${encodeURIComponent(this.data.token)}`, document.baseURI)
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
    return url
  }

  buttons(state) {
    const { words, wish } = this.data
    this.phase = state?.phase ?? this.phase ?? "setup"
    const idle = this.phase === "setup" || this.phase === "summary"
    this.$(".power").textContent = this.running ? words.stop_camera : words.start_camera
    this.$(".power").classList.toggle("primary", !this.running)
    this.$(".go").hidden = !this.running || !idle
    this.$(".go").textContent = fill(this.phase === "summary" ? words.again : words.start, { seconds: wish.lead_s })
    this.$(".end").hidden = !this.running || idle
    this.$(".end").textContent = this.phase === "hold" ? words.end : words.cancel
  }

  banner(name, values = {}) {
    this.say(name ? fill(this.data.words[name], values) : "")
  }

  say(text) {
    this.$(".banner").hidden = !text
    if (this.$(".banner").textContent !== text) this.$(".banner").textContent = text
  }

  note(text) {
    this.$(".note").hidden = !text
    this.$(".note").textContent = text
  }

  start(device) {
    this.sound.unlock()
    this.release()
    this.running = true
    this.buttons()
    this.banner("asking")
    this.capture.start(device)
  }

  async shown(mine) {
    this.root.dataset.camera = "on"
    this.video.onresize = () => this.fit()
    this.fit()
    this.banner("loading")
    this.link.open()
    this.next(mine)
    const choices = await this.capture.choices()
    this.$("select").replaceChildren(...choices)
    this.$(".pick").hidden = choices.length < 2
  }

  trouble(reason) {
    this.release()
    this.banner(reason)
  }

  fit() {
    this.$(".stage").style.aspectRatio = `${this.video.videoWidth} / ${this.video.videoHeight}`
  }

  // The picture and the socket; the camera itself is the capture's.
  release() {
    this.link.close()
    this.pictures.clear()
    this.painter?.clear()
    this.video.onresize = null
    this.$(".stage").style.aspectRatio = ""
    this.root.dataset.camera = "off"
  }

  stop() {
    this.running = false
    this.capture.release()
    this.release()
    this.banner(null)
    window.speechSynthesis?.cancel()
    this.phase = "setup"
    this.buttons()
  }

  gone() {
    this.stop()
    this.capture.close()
    document.removeEventListener("visibilitychange", this.onHidden)
  }

  // A restarted server knows no old token. Streamlit connects to it again, but runs the page only when told to.
  lost() {
    this.banner("lost")
    this.setTriggerValue("lost", Date.now())
  }

  opened() {
    this.banner(null)
    this.pictures.clear()
    this.answered = []
    this.link.order({ wish: this.data.wish })
  }

  // Called for every new picture of the camera.
  next(mine) {
    if (mine !== this.capture.generation) return
    const again = () => this.next(mine)
    if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(again)
    else setTimeout(again, 40)
    this.pictures.offer()
  }

  told(told) {
    this.pictures.send()
    if (told.held) this.readout.add(told.held)
    if (told.state) {
      this.ticks(told.state)
      this.readout.state(told.state)
      this.buttons(told.state)
    }
    if (told.cue) {
      this.readout.write(".said", told.cue.say)
      this.sound.give(told.cue)
    }
    if (told.error) return this.say(told.error)
    if (!("t" in told)) return
    const style = getComputedStyle(this.root).getPropertyValue("--verdict")
    this.painter.paint(this.video, told.points, told.strong, style, this.root.classList.contains("mirrored"))
    this.rate(told.t)
  }

  // The last three seconds of a countdown are heard.
  ticks({ phase, left_s }) {
    const left = phase === "countdown" ? Math.ceil(left_s) : 0
    if (left && left <= 3 && left !== this.left) this.sound.beep("tick")
    this.left = left
  }

  // Pictures answered in the last five seconds: when they are few, cues come late.
  rate(time) {
    if (document.hidden) return // the last answer before the pause
    this.answered.push(time)
    while (time - this.answered[0] > 5) this.answered.shift()
    const span = time - this.answered[0]
    const rate = span > 4 ? (this.answered.length - 1) / span : Infinity
    this.root.dataset.rate = Number.isFinite(rate) ? rate.toFixed(1) : ""
    this.slow = rate < (this.slow ? QUICK_RATE : SLOW_RATE)
    this.slow ? this.banner("slow", { rate: rate.toFixed(0) }) : this.banner(null)
  }

  hiddenOrShown() {
    if (!this.capture.stream) return
    this.banner(document.hidden ? "hidden" : null)
    this.answered = []
    if (!document.hidden) this.video.play().catch(() => {})
  }
}

const lives = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  if (!lives.has(parentElement)) lives.set(parentElement, new Live(parentElement))
  const live = lives.get(parentElement)
  live.setTriggerValue = setTriggerValue
  live.set(data)
  // Called at every change of data as well: only a page that is left takes the component out of the document.
  return () => setTimeout(() => {
    if (parentElement.isConnected && parentElement.querySelector(".live")) return
    live.gone()
    lives.delete(parentElement)
  })
}
