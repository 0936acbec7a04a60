// Link: the socket to the server; a lost connection is tried again. One picture is under way at a time, but the next one
// is sent a little before the answer is due, so that the server has it when it is done; never more than two.

const RETRY_MS = 1000
const PATIENCE_MS = 5000
const LEAD_MS = 15 // about as long as an answer and the next picture are on their ways
const NO_NETWORK = 4500 // the server has said why, and trying again would not help

class Link {
  // address(): where to; newest at each try, because a restarted server gives new tokens.
  constructor(address, { onOpen, onTold, onLost }) {
    this.address = address
    this.on = { onOpen, onTold, onLost }
    this.sent = [] // when each picture was sent that is not answered yet
    this.takes = 0
    this.ready = false
  }

  open() {
    this.wanted = true
    const socket = (this.socket = new WebSocket(this.address()))
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return
      const told = JSON.parse(data)
      if (told.ready) {
        this.ready = true
        this.on.onOpen()
        return
      }
      if ("t" in told || "error" in told) this.answered()
      this.on.onTold(told)
    }
    socket.onclose = ({ code }) => {
      if (socket !== this.socket) return
      this.ready = false
      this.sent = []
      if (!this.wanted || code === NO_NETWORK) return
      this.on.onLost()
      this.retry = setTimeout(() => this.wanted && this.open(), RETRY_MS)
    }
  }

  close() {
    this.wanted = this.ready = false
    this.sent = []
    clearTimeout(this.retry)
    const socket = this.socket
    this.socket = null
    socket?.close()
  }

  answered() {
    const sent = this.sent.shift()
    if (sent) this.takes = usual(this.takes, performance.now() - sent)
  }

  // When the server may be sent the next picture, if answers take as long as of late; past where none is awaited.
  get freeAt() {
    return this.sent.length && this.sent.at(-1) + this.takes - LEAD_MS
  }

  get free() {
    return this.ready && (this.stuck || (this.sent.length < 2 && performance.now() >= this.freeAt))
  }

  get stuck() {
    return this.sent.length && performance.now() - this.sent[0] > PATIENCE_MS
  }

  order(asked) {
    if (this.ready) this.socket.send(JSON.stringify(asked))
  }

  picture(message) {
    if (!this.ready) return
    if (this.stuck) this.sent = []
    this.sent.push(performance.now())
    this.socket.send(message)
  }
}
