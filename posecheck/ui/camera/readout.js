// Readout: what the server told, as text. Nothing is written that has not changed, so that it is read aloud once.

class Readout {
  constructor(root, words) {
    this.root = root
    this.words = words
    this.held = []
  }

  $(selector) {
    return this.root.querySelector(selector)
  }

  write(selector, text) {
    const element = this.$(selector)
    if (element.textContent !== text) element.textContent = text
  }

  state(state) {
    const { words } = this
    if (state.round !== this.round) this.held = []
    this.round = state.round
    this.root.dataset.phase = state.phase
    // After a round its last hold counts, not how somebody stands who reads it.
    const findings = (state.phase === "summary" && this.held.at(-1)?.findings) || state.findings
    const first = findings[0]
    const part = state.steps > 1 && state.phase !== "setup" ? ` ${state.number + 1}/${state.steps}` : ""
    this.write(".phase", `${words[state.phase]}${part}: ${state.title}`)
    const counting = state.phase === "countdown"
    this.first(counting ? null : first, counting ? `${Math.ceil(state.left_s)}` : words.no_number)
    if (counting && !state.ready && state.left_s === 0) this.write(".advice", words.waiting)
    else if (!counting && !first) this.write(".advice", state.note ?? "")
    this.progress(state)
    this.list(".items", counting || state.phase === "setup" ? state.items : [], (item) => this.item(item))
    this.list(".others", counting ? [] : findings.slice(1, 4), (finding) => this.other(finding))
    this.summary(state.phase)
  }

  first(finding, otherwise) {
    this.root.dataset.verdict = finding?.verdict ?? "none"
    const number = finding?.number ?? otherwise
    this.write(".number", number)
    this.$(".number").classList.toggle("wordy", number.length > 6)
    this.write(".margin", [finding?.margin, finding?.way].filter(Boolean).join(", "))
    this.write(".verdict", finding ? `${finding.shape} ${finding.title}: ${finding.word}` : "")
    this.write(".advice", finding?.text ?? "")
  }

  progress(state) {
    const holding = state.phase === "hold"
    this.$(".bar").hidden = !holding
    this.$(".bar").value = holding ? state.held_s / state.hold_s : 0
    const held = fill(this.words.held, { held: Math.floor(state.held_s), whole: Math.round(state.hold_s) })
    const good = state.good_s === null ? "" : `, ${fill(this.words.in_good, { good: Math.floor(state.good_s) })}`
    this.write(".held", holding ? held + good : "")
  }

  list(selector, entries, draw) {
    const key = JSON.stringify(entries)
    const list = this.$(selector)
    if (list.dataset.key === key) return
    list.dataset.key = key
    list.replaceChildren(...entries.map(draw))
  }

  item(item) {
    const line = element("li", "", { className: item.mark })
    line.append(element("b", `${item.shape} ${item.title}`))
    if (item.mark !== "good") line.append(element("span", `: ${[item.text, item.worth].filter(Boolean).join(" ")}`))
    line.title = item.text
    line.setAttribute("aria-label", `${item.title}, ${item.word}: ${item.text}`)
    return line
  }

  other(finding) {
    const value = [finding.number, finding.margin].filter(Boolean).join(" ")
    const told = [value, finding.way].filter(Boolean).join(", ")
    const line = element("li", "", { className: finding.verdict })
    line.append(element("b", `${finding.shape} ${finding.title}`), element("span", `: ${told || finding.word}`))
    return line
  }

  add(hold) {
    this.held.push(hold)
  }

  summary(phase) {
    const panel = this.$(".summary")
    const key = `${this.round}.${this.held.length}`
    panel.hidden = !this.held.length || (phase !== "summary" && phase !== "setup")
    if (panel.dataset.key === key) return
    panel.dataset.key = key
    panel.replaceChildren(element("h2", this.words.summary), ...this.held.map((hold) => this.hold(hold)))
  }

  hold(hold) {
    const card = element("article", "")
    card.append(element("h3", hold.title))
    for (const text of [hold.good, ...hold.messages].filter(Boolean)) card.append(element("p", text))
    const list = element("ul", "")
    list.append(...hold.findings.map((finding) => this.finding(finding)))
    const pictures = element("div", "", { className: "pictures" })
    for (const name of ["best", "worst"]) {
      if (!hold[name]) continue
      const figure = element("figure", "")
      const caption = fill(this.words[name], { title: hold.shown })
      figure.append(element("img", "", { src: hold[name], alt: caption }), element("figcaption", caption))
      pictures.append(figure)
    }
    card.append(pictures)
    if (pictures.children.length) card.append(element("p", this.words.not_mirrored, { className: "caption" }))
    card.append(list)
    return card
  }

  finding(finding) {
    const value = [finding.number, finding.margin].filter(Boolean).join(" ")
    const told = [[value, finding.way].filter(Boolean).join(", "), finding.than].filter(Boolean).join(" ")
    const line = element("li", "", { className: finding.verdict })
    line.append(element("b", `${finding.shape} ${finding.title}: ${finding.word}`), element("span", told ? ` ${told}` : ""))
    if (finding.text) line.append(element("p", finding.text))
    return line
  }
}

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties })
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name])
}
